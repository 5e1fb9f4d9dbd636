"""Our own network, which learnt on paintings to fill what is missing."""

from functools import lru_cache
from typing import Self

import numpy as np

from restoration import weights
from restoration.domain import Image, Mask
from restoration.inpainting.base import Needs
from restoration.inpainting.grain import add_grain
from restoration.networks.inference import InpaintingModel
from restoration.networks.inpainting_unet import decode_inpainting_unet
from restoration.weights import TrainedWeights


class Neural:
    """Fills cracks, scratches and losses as paintings taught it.

    It begins with paint that spreads into the damage from all around (see `networks.prefill`), and changes that by what
    it sees beside the damage and through it. What lies in the mask is believed as far as it looks like paint of the
    place: so little is lost where too much was marked. The inside of losses, which it leaves smooth, then gets the
    grain of the paint around.
    """

    key = "neural"
    needs = Needs(context=32, region=128, looks_through=True)  # small, so that memory is; 512 px gains 0.02 dB

    def __init__(self, painter: InpaintingModel) -> None:
        """With a network that is ready; several may share it."""
        self._painter = painter

    @classmethod
    def from_file(cls) -> Self:
        """With the weights in `models/inpainter`, which a process loads once.

        Raises:
            NotReady: the file, its card or PyTorch is not there.
            ForeignWeights: the file is not the one of which the card tells.
            UnreadableWeights: the card is none, or the file holds no network of this version of the program.
        """
        return cls(_load_model(weights.INPAINTING_UNET, weights.INPAINTING_UNET.sha256()))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        height, width = mask.shape
        multiple = self._painter.multiple_of
        margin = ((0, -height % multiple), (0, -width % multiple))
        painted = self._painter.paint(
            np.pad(image, (*margin, (0, 0)), mode="symmetric"), np.pad(mask, margin, mode="symmetric")
        )
        return add_grain(painted[:height, :width], mask)


@lru_cache(maxsize=1)
def _load_model(chosen: TrainedWeights, sha256: str) -> InpaintingModel:
    """The network of those weights; when they were trained anew, their `sha256` is another, and so is the network."""
    return chosen.opened(lambda data: InpaintingModel(decode_inpainting_unet(data)))
