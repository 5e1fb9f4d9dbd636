"""The brittle layer that tears: which crack owns each pixel, and how far away the nearest crack is."""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt

from restoration.damage.procedural import Points

OUTSIDE = -1  # owner of everything outside the picture
MARGIN = 3  # px outside the picture, so that a tip can step out of it
COARSE = 4  # px between the points of the coarse maps

Float64Array = npt.NDArray[np.float64]
Cells = npt.NDArray[np.intp]
"""(N,) places in a coarse map, counted row by row."""


def coarse_shape(shape: tuple[int, int]) -> tuple[int, int]:
    """Return the height and width of the coarse maps of a picture."""
    return -(-shape[0] // COARSE), -(-shape[1] // COARSE)


class BrittleLayer:
    """The owners of all pixels, and coarse maps of how the layer tears and where the nearest crack is."""

    def __init__(self, shape: tuple[int, int], directions: Float64Array, is_brittle: npt.NDArray[np.bool_]) -> None:
        """Begin with a layer without cracks.

        Args:
            shape: height and width of the picture, px.
            directions: (coarse shape) rad; the direction in which the layer tears most easily.
            is_brittle: (coarse shape) where it is False, cracks neither begin nor run on for long.
        """
        height, width = shape
        self.shape = shape
        self.directions = directions.ravel()
        self.is_brittle = is_brittle.ravel()
        self._stride = width + 2 * MARGIN
        self._owners = np.full((height + 2 * MARGIN, self._stride), OUTSIDE, np.int32)
        self._owners[MARGIN:-MARGIN, MARGIN:-MARGIN] = 0
        self._neighbours = np.array([down * self._stride + right for down in (-1, 0, 1) for right in (-1, 0, 1)])
        self.update_distances()

    def cells(self, points: Points) -> Cells:
        """Return (N,) the cells of the coarse maps in which points (N, 2) inside the picture lie."""
        columns, rows = (points / COARSE).astype(np.intp).T
        cells: Cells = rows * coarse_shape(self.shape)[1] + columns
        return cells

    def owners(self, points: Points) -> npt.NDArray[np.int32]:
        """Return (N,) the owners of the pixels of points (N, 2): a crack's number, 0 for none, or `OUTSIDE`."""
        return self._owners.ravel()[self._pixels(points)]

    def claim(self, points: Points, owners: npt.NDArray[np.int32]) -> None:
        """Give the pixel of each point (N, 2) and its eight neighbours to its crack (N,), where they have no owner.

        With single pixels a later crack could slip through a diagonal.
        """
        flat = self._owners.ravel()
        places = self._pixels(points)[:, None] + self._neighbours
        present = flat[places]
        flat[places] = np.where(present == 0, owners[:, None], present)

    def update_distances(self) -> None:
        """Update the coarse maps of the distance (px) and the direction (unit x, y) to the nearest crack."""
        is_torn = self._coarsely(self._owners[MARGIN:-MARGIN, MARGIN:-MARGIN] > 0)
        if is_torn.any():
            distance = distance_transform_edt(~is_torn) * COARSE
        else:
            distance = np.full(is_torn.shape, float(sum(self.shape)))
        padded = np.pad(distance, 1, mode="edge")
        slope = padded[1:-1, :-2] - padded[1:-1, 2:], padded[:-2, 1:-1] - padded[2:, 1:-1]
        length = np.maximum(np.sqrt(np.square(slope[0]) + np.square(slope[1])), 1e-9)
        self.distance = distance.ravel()
        self.to_crack_x, self.to_crack_y = (slope[0] / length).ravel(), (slope[1] / length).ravel()

    def _coarsely(self, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return (coarse shape) True in every cell that holds a True pixel of (H, W)."""
        height, width = coarse_shape(self.shape)
        padded = np.zeros((height * COARSE, width * COARSE), bool)
        padded[: self.shape[0], : self.shape[1]] = inside
        rows = np.logical_or.reduce([padded[offset::COARSE] for offset in range(COARSE)])
        found: npt.NDArray[np.bool_] = np.logical_or.reduce([rows[:, offset::COARSE] for offset in range(COARSE)])
        return found

    def _pixels(self, points: Points) -> npt.NDArray[np.intp]:
        """Return (N,) places in `_owners`, counted row by row; points lie at most `MARGIN - 1` px outside."""
        columns, rows = np.floor(points).astype(np.intp).T
        pixels: npt.NDArray[np.intp] = (rows + MARGIN) * self._stride + columns + MARGIN
        return pixels
