"""Polygons drawn into a mask: a pixel belongs to one if its centre has an odd number of edges to its left."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from restoration.domain import Mask, PixelWindow

AT_ONCE = 2**20  # crossings of an edge with a row of pixels that are computed together

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class PolygonEdges:
    """The edges of a polygon's rings, and the pixels of the picture that they concern."""

    starts: Floats  # (N, 2): x, y; px of the picture
    ends: Floats  # (N, 2)
    window: PixelWindow
    first_rows: Integers  # (N,): the first row of pixels whose centres the edge crosses
    end_rows: Integers  # (N,): the row after the last one

    @classmethod
    def of(cls, rings: Sequence[Sequence[Sequence[float]]], shape: tuple[int, ...]) -> "PolygonEdges":
        """Take the edges of rings.

        Args:
            rings: x and y of the corners of each ring of a polygon, or of several polygons that do not overlap; px. The
                last corner of a ring is joined to its first.
            shape: height and width of the picture, px. Parts outside it are left out.
        """
        points = np.array([point[:2] for point in chain.from_iterable(rings)], np.float64)
        following = np.arange(1, len(points) + 1)
        ends = list(accumulate(map(len, rings)))
        following[np.array(ends) - 1] = [0, *ends[:-1]]
        low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        columns, rows = (_cut(start, stop, length) for start, stop, length in zip(low, high, shape[1::-1], strict=True))
        first, end = points[:, 1], points[following, 1]
        heights = np.ceil(np.stack([np.minimum(first, end), np.maximum(first, end)]) - 0.5)
        crossed = np.minimum(np.maximum(heights, rows.start), rows.stop).astype(np.int64)
        return cls(points, points[following], (rows, columns), *crossed)

    @property
    def work(self) -> int:
        """How many crossings and pixels `pixels` computes."""
        rows, columns = self.window
        return int((self.end_rows - self.first_rows).sum() + (rows.stop - rows.start) * (columns.stop - columns.start))

    def pixels(self) -> Mask:
        """Return the pixels between the rings, (h, w) bool in `window`.

        The rule is that of areas drawn by hand, so rings along the edges of pixels give exactly these pixels.
        """
        rows, columns = self.window
        width = columns.stop - columns.start
        turns = np.zeros((rows.stop - rows.start, width + 1), np.uint8)  # odd or even, also after it overflows
        for row, x in self._crossings():
            column = np.floor(x + 0.5).astype(np.int64) - columns.start
            np.add.at(turns, (row - rows.start, np.minimum(np.maximum(column, 0), width)), np.uint8(1))
        inside = np.cumsum(turns[:, :width], axis=1, dtype=np.uint8) & 1
        return inside.view(np.bool_)

    def _crossings(self) -> Iterator[tuple[Integers, Floats]]:
        """Yield rows, and x where an edge crosses the centres of their pixels, about `AT_ONCE` at a time."""
        counts = self.end_rows - self.first_rows
        ends, start = np.cumsum(counts), 0
        while start < len(counts):
            done = int(ends[start] - counts[start])
            stop = max(int(np.searchsorted(ends, done + AT_ONCE, "right")), start + 1)
            edge = np.repeat(np.arange(start, stop), counts[start:stop])
            row = np.arange(edge.size) - (ends - counts)[edge] + done + self.first_rows[edge]
            (x, y), (to_x, to_y) = self.starts[edge].T, self.ends[edge].T
            yield row, x + (to_x - x) * (row + 0.5 - y) / (to_y - y)
            start = stop


def _cut(start: float, stop: float, length: int) -> slice:
    """Return the whole pixels from `start` to `stop` that lie in the picture."""
    first = min(max(math.floor(start), 0), length)
    return slice(first, max(min(math.ceil(stop), length), first))
