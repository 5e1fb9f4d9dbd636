"""LaMa: a large network with a view of the whole window, for losses that the classical methods smear."""

from functools import lru_cache
from typing import Self

import numpy as np

from restoration import weights
from restoration.domain import Image, Mask
from restoration.inpainting.base import Needs
from restoration.networks.inference import LamaModel
from restoration.weights import PublishedWeights, UnreadableWeights

SIDE_MULTIPLE = 8  # px; the network halves the sides three times
MIN_SIDE = 64  # px; what is left of a smaller side after that cannot be mirrored at its border


class Lama:
    """Fills by what a network learnt from photographs of places, at the full depth of the picture.

    Source:
        R. Suvorov et al., "Resolution-robust large mask inpainting with Fourier convolutions", WACV 2022,
        arXiv:2109.07161; the weights: Big-LaMa, as TorchScript, Apache-2.0 licence.
    """

    key = "lama"
    needs = Needs(context=128, region=512)  # 128: as IOPaint crops; windows stay near the sizes that LaMa is known for

    def __init__(self, network: LamaModel) -> None:
        """With a network that is ready; several inpainters may share it."""
        self._network = network

    @classmethod
    def from_file(cls) -> Self:
        """With the published weights, which a process loads once.

        Raises:
            NotReady: their file is not there.
            ForeignWeights: it is not the published one; it was not opened.
            UnreadableWeights: this version of PyTorch cannot read it.
        """
        return cls(_load_model(weights.LAMA))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        height, width = mask.shape
        room = [(0, _padded_side(side) - side) for side in (height, width)]
        painted = self._network.paint(
            np.pad(image, [*room, (0, 0)], mode="reflect"), np.pad(mask, room, mode="reflect")
        )[:height, :width]
        top = np.iinfo(image.dtype).max
        filled: Image = np.rint(np.clip(painted, 0.0, 1.0) * top).astype(image.dtype)
        return filled


def _padded_side(side: int) -> int:
    """px that a side has once it suits the network."""
    return max(-(-side // SIDE_MULTIPLE) * SIDE_MULTIPLE, MIN_SIDE)


@lru_cache(maxsize=1)
def _load_model(published: PublishedWeights) -> LamaModel:
    data = published.read()
    try:
        return LamaModel.from_bytes(data)
    except ValueError as error:
        raise UnreadableWeights(f"{published.name} cannot be read by this version of PyTorch ({error}).") from error
