"""Square windows of a picture: random places, symmetries and zooms."""

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
    """A square window of a picture, in one of the eight symmetries of a square."""

    top: int  # px
    left: int  # px
    side: int  # px
    symmetry: int = 0  # quarter turns against the clock; from 4 on, also mirrored after the turns

    def view(self, array: npt.NDArray[Pixel]) -> npt.NDArray[Pixel]:
        """Return the window of an (H, W) or (H, W, C) array without copying: (side, side) or (side, side, C)."""
        window = array[self.top : self.top + self.side, self.left : self.left + self.side]
        turned = np.rot90(window, self.symmetry % 4)
        return turned[:, ::-1] if self.symmetry >= 4 else turned


def sample_window(rng: np.random.Generator, shape: tuple[int, int], side: int) -> CropWindow:
    """Return a random window of that side, px, in any symmetry; `shape` is the height and width of the picture, px."""
    top, left = (int(rng.integers(length - side + 1)) for length in shape)
    return CropWindow(top, left, side, int(rng.integers(SYMMETRIES)))


def sample_zoomed_window(
    shape: tuple[int, int], side: int, zoom: tuple[float, float], rng: np.random.Generator
) -> CropWindow:
    """Return a random window, in any symmetry, to be scaled to `side` px.

    Args:
        shape: height and width of the picture, px.
        side: of the scaled window, px.
        zoom: least and most; at 2, the pixels of the picture become twice as wide. If the picture is too small, the
            zoom becomes as large as necessary.
        rng: source of randomness.
    """
    factor = np.exp(rng.uniform(*np.log(zoom)))
    return sample_window(rng, shape, min(round(side / factor), *shape))


def cut_window(
    array: npt.NDArray[Pixel], window: CropWindow, side: int, resampling: Resampling = Resampling.BICUBIC
) -> npt.NDArray[Pixel]:
    """Cut a window from a picture or mask, (H, W) or (H, W, 3) uint8 or bool, and scale it to `side` px."""
    cut = np.ascontiguousarray(window.view(array))
    return cut if window.side == side else np.array(PillowImage.fromarray(cut).resize((side, side), resampling))
