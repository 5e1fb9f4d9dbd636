"""Our own network, trained on paintings to fill cracks and losses."""

from functools import lru_cache
from typing import Self

import numpy as np

from restoration import weights
from restoration.domain import Image, Mask
from restoration.inpainting.base import Needs
from restoration.inpainting.grain import add_grain
from restoration.networks.inference import InpaintingModel, open_inpainting_model
from restoration.weights import TrainedWeights


class Neural:
    """Fills cracks, scratches and losses.

    It starts from paint that spreads into the damage from all sides (see `networks.inpainting_unet`), and corrects that
    by what it sees beside the damage and through it. Masked pixels are kept as far as they look like the paint around:
    so little is lost where too much was marked. The network leaves the inside of losses smooth; there the fill then
    gets the grain of the paint around.
    """

    key = "neural"
    needs = Needs(context=32, region=192, uses_masked_pixels=True)  # 128 takes 1.3 times as long; 512 gains 0.02 dB

    def __init__(self, model: InpaintingModel) -> None:
        """Take a model that is ready; several inpainters may share it."""
        self._model = model

    @classmethod
    def from_file(cls) -> Self:
        """Load the weights in `models/inpainter`, once in a process.

        Raises:
            NotReady: the file, its card or a library that runs it is missing.
            WrongWeights: the file does not match its card.
            UnreadableWeights: the card cannot be read, or the file holds no network of this version of the program.
        """
        return cls(_load_model(weights.INPAINTING_UNET, weights.INPAINTING_UNET.sha256()))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        height, width = mask.shape
        multiple = self._model.multiple_of
        margin = ((0, -height % multiple), (0, -width % multiple))
        painted = self._model.paint(
            np.pad(image, (*margin, (0, 0)), mode="symmetric"), np.pad(mask, margin, mode="symmetric")
        )
        return add_grain(painted[:height, :width], mask)


@lru_cache(maxsize=1)
def _load_model(file: TrainedWeights, sha256: str) -> InpaintingModel:
    """Return the model of a weights file; new weights have another `sha256`, and so they are loaded anew."""
    return file.open_with(open_inpainting_model)
