"""The brittle layer that tears: which crack holds each pixel, and how far the nearest is."""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

OUTSIDE = -1  # owner of everything outside the picture
MARGIN = 3  # px outside, so that a tip may step out
COARSE = 4  # px between the points of the coarse maps

Float64Array = npt.NDArray[np.float64]
Points = npt.NDArray[np.float64]
"""(N, 2) x, y in px; 0 is the picture's edge, not a pixel's centre."""
Cells = npt.NDArray[np.intp]
"""(N,) places in a coarse map, counted row by row."""


def coarse_shape(shape: tuple[int, int]) -> tuple[int, int]:
    """The shape of the coarse maps of a picture."""
    return -(-shape[0] // COARSE), -(-shape[1] // COARSE)


class BrittleLayer:
    """Owners of pixels, and coarse maps of how the layer tears and where the nearest crack is."""

    def __init__(self, shape: tuple[int, int], directions: Float64Array, is_brittle: npt.NDArray[np.bool_]) -> None:
        """A whole layer.

        Args:
            shape: height and width of the picture, px.
            directions: (coarse shape) rad; the direction in which it tears most easily.
            is_brittle: (coarse shape) cracks neither begin nor run on for long where it is False.
        """
        height, width = shape
        self.shape = shape
        self.directions = directions.ravel()
        self.is_brittle = is_brittle.ravel()
        self._stride = width + 2 * MARGIN
        self._owners = np.full((height + 2 * MARGIN, self._stride), OUTSIDE, np.int32)
        self._owners[MARGIN:-MARGIN, MARGIN:-MARGIN] = 0
        self._neighbours = np.array([down * self._stride + right for down in (-1, 0, 1) for right in (-1, 0, 1)])
        self.measure()

    def cells(self, points: Points) -> Cells:
        """Where points inside the picture lie in the coarse maps."""
        columns, rows = (points / COARSE).astype(np.intp).T
        cells: Cells = rows * coarse_shape(self.shape)[1] + columns
        return cells

    def owners(self, points: Points) -> npt.NDArray[np.int32]:
        """(N,) who holds the pixel of each point: a crack's number, 0 nobody, `EDGE` outside."""
        return self._owners.ravel()[self._pixels(points)]

    def take(self, points: Points, owners: npt.NDArray[np.int32]) -> None:
        """Give each point's pixel and its eight neighbours to its crack, where nobody holds them.

        With single pixels a later crack could slip through a diagonal.
        """
        flat = self._owners.ravel()
        places = self._pixels(points)[:, None] + self._neighbours
        held = flat[places]
        flat[places] = np.where(held == 0, owners[:, None], held)

    def measure(self) -> None:
        """Bring the coarse maps of distance (px) and of the way to the nearest crack (unit x, y) up to date."""
        is_torn = self._coarsely(self._owners[MARGIN:-MARGIN, MARGIN:-MARGIN] > 0)
        if is_torn.any():
            distance = distance_transform_edt(~is_torn) * COARSE
        else:
            distance = np.full(is_torn.shape, float(sum(self.shape)))
        padded = np.pad(distance, 1, mode="edge")
        ways = padded[1:-1, :-2] - padded[1:-1, 2:], padded[:-2, 1:-1] - padded[2:, 1:-1]
        length = np.maximum(np.sqrt(np.square(ways[0]) + np.square(ways[1])), 1e-9)
        self.distance, self.way_x, self.way_y = distance.ravel(), (ways[0] / length).ravel(), (ways[1] / length).ravel()

    def _coarsely(self, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """True in every coarse cell that holds a True pixel."""
        height, width = coarse_shape(self.shape)
        padded = np.zeros((height * COARSE, width * COARSE), bool)
        padded[: self.shape[0], : self.shape[1]] = inside
        rows = np.logical_or.reduce([padded[offset::COARSE] for offset in range(COARSE)])
        found: npt.NDArray[np.bool_] = np.logical_or.reduce([rows[:, offset::COARSE] for offset in range(COARSE)])
        return found

    def _pixels(self, points: Points) -> npt.NDArray[np.intp]:
        """Places in `_owners`, counted row by row, of points at most `MARGIN - 1` px outside the picture."""
        columns, rows = np.floor(points).astype(np.intp).T
        pixels: npt.NDArray[np.intp] = (rows + MARGIN) * self._stride + columns + MARGIN
        return pixels
