"""A detail of a painting: some window of it, nearer or farther away."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL.Image import Resampling

Pixel = TypeVar("Pixel", bound=np.generic)

SYMMETRIES = 8  # of a square


@dataclass(frozen=True, slots=True)
class CropWindow:
    """A square window of a picture, in one of its symmetries."""

    top: int  # px
    left: int  # px
    side: int  # px
    symmetry: int = 0  # quarter turns against the clock; from 4 on, mirrored after that

    def of(self, array: npt.NDArray[Pixel]) -> npt.NDArray[Pixel]:
        """What the view shows of an (H, W) or (H, W, C) array, without copying it: (side, side) or (side, side, C)."""
        window = array[self.top : self.top + self.side, self.left : self.left + self.side]
        turned = np.rot90(window, self.symmetry % 4)
        return turned[:, ::-1] if self.symmetry >= 4 else turned


def sample_window(rng: np.random.Generator, shape: tuple[int, int], side: int) -> CropWindow:
    """Any window of that side, in any symmetry; every place within the height and width is equally likely."""
    top, left = (int(rng.integers(length - side + 1)) for length in shape)
    return CropWindow(top, left, side, int(rng.integers(SYMMETRIES)))


def cut_window(
    layer: npt.NDArray[Pixel], view: CropWindow, side: int, how: Resampling = Resampling.BICUBIC
) -> npt.NDArray[Pixel]:
    """What the view shows of a picture or a mask, (H, W, ...) uint8 or bool, `side` px wide and high."""
    window = np.ascontiguousarray(view.of(layer))
    return window if view.side == side else np.array(PillowImage.fromarray(window).resize((side, side), how))


def sample_zoomed_window(
    shape: tuple[int, int], side: int, zoom: tuple[float, float], rng: np.random.Generator
) -> CropWindow:
    """A random window of a picture of that height and width, in any symmetry, for a detail of `side` px.

    Args:
        shape: height and width of the picture, px.
        side: of the detail, px.
        zoom: least and most; at 2 the picture's pixels come out twice as wide. A picture too small for it is enlarged
            as far as it must be.
        rng: chance.
    """
    drawn = np.exp(rng.uniform(*np.log(zoom)))
    return sample_window(rng, shape, min(round(side / drawn), *shape))
