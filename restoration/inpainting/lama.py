"""LaMa: a large network that sees the whole window, for losses that the classical methods blur."""

from functools import lru_cache
from typing import Self

import numpy as np

from restoration import weights
from restoration.domain import Image, Mask
from restoration.inpainting.base import Needs
from restoration.networks.torch_inference import LamaModel
from restoration.weights import PublishedWeights

SIDE_MULTIPLE = 8  # px; the network halves the sides three times
MIN_SIDE = 64  # px; inside the network, a smaller side becomes too small for mirrored padding


class Lama:
    """Fills with a network trained on photographs of places; 16-bit pictures keep their precision.

    Source:
        R. Suvorov et al., "Resolution-robust large mask inpainting with Fourier convolutions", WACV 2022,
        arXiv:2109.07161; the weights: Big-LaMa, as TorchScript, Apache-2.0 licence.
    """

    key = "lama"
    needs = Needs(context=128, region=512)  # 128: as in IOPaint; windows stay near the sizes for which LaMa is known

    def __init__(self, model: LamaModel) -> None:
        """Take a model that is ready; several inpainters may share it."""
        self._model = model

    @classmethod
    def from_file(cls) -> Self:
        """Load the published weights, once in a process.

        Raises:
            NotReady: the file or PyTorch is missing.
            WrongWeights: the file is not the published one; it was not opened.
            UnreadableWeights: this version of PyTorch cannot read the file.
        """
        return cls(_load_model(weights.LAMA))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        height, width = mask.shape
        padding = [(0, _padded_side(side) - side) for side in (height, width)]
        painted = self._model.paint(
            np.pad(image, [*padding, (0, 0)], mode="reflect"), np.pad(mask, padding, mode="reflect")
        )[:height, :width]
        top = np.iinfo(image.dtype).max
        filled: Image = np.rint(np.clip(painted, 0.0, 1.0) * top).astype(image.dtype)
        return filled


def _padded_side(side: int) -> int:
    """Return the length of a side after padding, px."""
    return max(-(-side // SIDE_MULTIPLE) * SIDE_MULTIPLE, MIN_SIDE)


@lru_cache(maxsize=1)
def _load_model(published: PublishedWeights) -> LamaModel:
    return published.open_with(LamaModel.from_bytes)
