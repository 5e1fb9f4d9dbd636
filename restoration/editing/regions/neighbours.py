"""The marked pixels of a label map with their neighbours, a strip at a time: all that measures and outlines need."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int32]
"""(H, W) int32: the number of each pixel's region, from 1; 0 for none."""

RING = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
"""Steps (down, right) to the eight neighbours, clockwise from the upper left; the odd ones share an edge."""

STRIP_PIXELS = 2**20  # of the picture, at a time: it takes some 50 MB if all of them are marked


@dataclass(frozen=True, slots=True, eq=False)
class MarkedPixels:
    """Pixels in reading order; each array is (N,)."""

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    numbers: Labels
    codes: npt.NDArray[np.uint8]  # bit i: the neighbour RING[i] has the same number


def strips(shape: tuple[int, ...]) -> Iterator[slice]:
    """Yield rows of a picture of that height and width, from top to bottom, about `STRIP_PIXELS` at a time."""
    height, width = shape[:2]
    rows = max(STRIP_PIXELS // width, 1)
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def marked_pixels(labels: Labels) -> Iterator[MarkedPixels]:
    """Yield all pixels with a number, strip by strip."""
    for rows in strips(labels.shape):
        yield _marked_in(rows, labels)


def _marked_in(rows: slice, labels: Labels) -> MarkedPixels:
    height, width = labels.shape
    above, below = max(rows.start - 1, 0), min(rows.stop + 1, height)
    padded = np.zeros((rows.stop - rows.start + 2, width + 2), np.int32)
    padded[above - rows.start + 1 : below - rows.start + 1, 1:-1] = labels[above:below]
    flat, first = padded.reshape(-1), width + 3  # first: where the first pixel of the strip stands
    index = np.flatnonzero(padded[1:-1])  # from the left rim of its first row
    index -= 1
    numbers, codes = flat[first:][index], np.zeros(index.size, np.uint8)
    for bit, (below_it, right_of_it) in enumerate(RING):
        is_same = flat[first + below_it * (width + 2) + right_of_it :][index] == numbers
        codes |= is_same.view(np.uint8) << np.uint8(bit)
    down, columns = np.divmod(index, width + 2)
    return MarkedPixels(down + rows.start, columns, numbers, codes)
