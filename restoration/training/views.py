"""Square windows, turned and mirrored: the same place of a picture, or of a sheet, in eight ways."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Pixel = TypeVar("Pixel", bound=np.generic)

SYMMETRIES = 8  # of a square


@dataclass(frozen=True, slots=True)
class View:
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


def sample(rng: np.random.Generator, shape: tuple[int, int], side: int) -> View:
    """Any window of that side, in any symmetry; every place within the height and width is equally likely."""
    top, left = (int(rng.integers(length - side + 1)) for length in shape)
    return View(top, left, side, int(rng.integers(SYMMETRIES)))
