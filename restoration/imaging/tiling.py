"""Parts of a picture: overlapping tiles, strips of rows that give the same result as the whole, and random crops."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Progress

ScoreMaps = npt.NDArray[np.float32]
"""(K, H, W) float32: K values for each pixel."""

STRIP_WORKERS = 2  # threads; OpenCV releases the interpreter lock while it filters, and each thread takes some 60 MB


@dataclass(frozen=True, slots=True)
class TileSpan:
    """The rows, or the columns, of a tile; px. They may end beyond the picture."""

    start: int
    size: int
    before: int  # shared with the tile before
    after: int  # shared with the tile after

    @property
    def own(self) -> slice:
        """The part, counted from `start`, that is nearer to this tile than to its neighbours."""
        return slice(self.before // 2, self.size - (self.after - self.after // 2))

    def weights(self) -> npt.NDArray[np.float32]:
        """Return (size,) weights in 0..1; at each place the weights of all tiles add up to 1."""
        weights = np.ones(self.size, np.float32)
        weights[: self.before] = _rising_weights(self.before)
        weights[self.size - self.after :] = 1 - _rising_weights(self.after)
        return weights


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the picture."""

    rows: TileSpan
    columns: TileSpan


def plan_tiles(height: int, width: int, *, largest: int, overlap: int, multiple_of: int) -> list[Tile]:
    """Return the smallest number of tiles that cover the picture, all of one size, row by row from the top left.

    Of all sizes that need this number of tiles, the smallest is taken.

    Args:
        height: of the picture, px.
        width: of the picture, px.
        largest: the largest side of a tile, px.
        overlap: px that neighbours share at least.
        multiple_of: px; tiles start at multiples of it and their sides are multiples of it. So the last tiles may end
            beyond the picture.

    Raises:
        ValueError: the overlap is more than a quarter of `largest`, or one of the two is not a multiple of
            `multiple_of`.
    """
    if largest % multiple_of or overlap % multiple_of or not 0 <= 4 * overlap <= largest:
        raise ValueError(f"tiles of {largest} px cannot share {overlap} px, both multiples of {multiple_of} px")
    rows, columns = (_spans(length, largest, overlap, multiple_of) for length in (height, width))
    return [Tile(row, column) for row in rows for column in columns]


def _spans(length: int, largest: int, overlap: int, grid: int) -> list[TileSpan]:
    """Return the spans of the tiles along one side of the picture."""
    whole, most, shared = -(-length // grid), largest // grid, overlap // grid  # in steps of the grid
    count = max(-(-(whole - shared) // (most - shared)), 1)
    size = -(-(whole + (count - 1) * shared) // count)
    starts = [index * (whole - size) // max(count - 1, 1) for index in range(count)]
    overlaps = [0, *(start + size - following for start, following in pairwise(starts)), 0]
    return [
        TileSpan(start * grid, size * grid, before * grid, after * grid)
        for start, (before, after) in zip(starts, pairwise(overlaps), strict=True)
    ]


def read_tile(image: Image, tile: Tile) -> Image:
    """Return the (h, w, 3) pixels of a tile; beyond the border of the (H, W, 3) picture it is mirrored."""
    rows, columns = _mirrored_indices(tile.rows, image.shape[0]), _mirrored_indices(tile.columns, image.shape[1])
    return image[rows[:, np.newaxis], columns]


def _mirrored_indices(span: TileSpan, length: int) -> npt.NDArray[np.intp]:
    """Return the (size,) rows, or columns, to read."""
    period = max(2 * (length - 1), 1)
    indices = np.arange(span.start, span.start + span.size) % period
    return np.minimum(indices, period - indices)


def blend_tile(maps: ScoreMaps, tile: Tile, values: ScoreMaps) -> None:
    """Add the values of a tile, times its weights, to the maps; when all tiles are added, no seam is visible.

    Args:
        maps: (K, H, W) of the whole picture, 0 before the first tile; changed in place.
        tile: where the values belong.
        values: (K, h, w) of the tile's size.
    """
    weights = np.outer(tile.rows.weights(), tile.columns.weights())
    part = maps[:, tile.rows.start :, tile.columns.start :][:, : tile.rows.size, : tile.columns.size]
    height, width = part.shape[1:]
    part += (values * weights)[:, :height, :width]


def paste_tile(map_: npt.NDArray[np.uint8], tile: Tile, values: npt.NDArray[np.uint8]) -> None:
    """Copy the values of a tile to the pixels where its weight is largest: for values that have no mean, such as kinds.

    Args:
        map_: (H, W) of the whole picture; changed in place.
        tile: where the values belong.
        values: (h, w) of the tile's size.
    """
    rows, columns = tile.rows.own, tile.columns.own
    part = map_[tile.rows.start + rows.start : tile.rows.start + rows.stop]
    part = part[:, tile.columns.start + columns.start : tile.columns.start + columns.stop]
    height, width = part.shape
    part[:] = values[rows, columns][:height, :width]


def _rising_weights(length: int) -> npt.NDArray[np.float32]:
    """Return (length,) weights that rise smoothly from 0 to 1 in the middle half only.

    In the outer quarter, next to its border, a tile shows too little of what surrounds a pixel to count at all.
    """
    risen = np.clip(2 * (np.arange(length) + 0.5) / length - 0.5, 0, 1)
    return np.square(np.sin(np.pi / 2 * risen)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class RowStrip:
    """Some rows of a picture, over its full width, and the margins to read above and below them."""

    top: int
    bottom: int  # the first row that no longer belongs to the strip
    above: int  # rows to read before `top`
    below: int  # rows to read from `bottom` on

    @property
    def rows(self) -> slice:
        """The strip's own rows in the picture."""
        return slice(self.top, self.bottom)

    @property
    def read(self) -> slice:
        """The rows to read from the picture: the strip's own rows and its margins."""
        return slice(self.top - self.above, self.bottom + self.below)

    @property
    def inner(self) -> slice:
        """The strip's own rows in what was read."""
        return slice(self.above, self.above + self.bottom - self.top)


def plan_strips(height: int, *, rows: int, margin: int) -> list[RowStrip]:
    """Return strips of at most `rows` rows that cover the picture; each reads up to `margin` rows on either side."""
    bounds = ((top, min(top + rows, height)) for top in range(0, height, rows))
    return [RowStrip(top, bottom, above=min(margin, top), below=min(margin, height - bottom)) for top, bottom in bounds]


def process_strips(strips: list[RowStrip], work: Callable[[RowStrip], None], progress: Progress, total: int) -> None:
    """Call `work` for every strip, several at a time, and report the finished ones in order as parts of `total`.

    An exception, also one that `progress` raises, drops the strips that have not begun.
    """
    with ThreadPoolExecutor(STRIP_WORKERS) as workers:
        futures = [workers.submit(work, strip) for strip in strips]
        try:
            for done, future in enumerate(futures, start=1):
                future.result()
                progress(done, total)
        finally:
            for future in futures:
                future.cancel()


def random_central_crop(shape: tuple[int, ...], side: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """Return the rows and columns of a random square of `side` px in the middle half of a (H, W, ...) picture.

    A side of the picture that is shorter than `side` is taken whole.
    """
    rows, columns = (_random_span(length, min(side, length), rng) for length in shape[:2])
    return rows, columns


def _random_span(length: int, side: int, rng: np.random.Generator) -> slice:
    start = int(rng.integers((length - side) // 4, (length - side) * 3 // 4 + 1))
    return slice(start, start + side)
