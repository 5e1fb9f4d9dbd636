"""Big pictures a strip at a time: each strip sees enough of its neighbours to give the very same result."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Progress

ScoreMaps = npt.NDArray[np.float32]
"""(K, H, W) float32: K values for each pixel."""


@dataclass(frozen=True, slots=True)
class TileSpan:
    """A tile's stretch of rows, or of columns; px. It may end beyond the picture."""

    start: int
    size: int
    before: int  # shared with the tile before
    after: int  # shared with the tile after

    @property
    def own(self) -> slice:
        """The stretch, counted from its start, that is nearer to this tile than to its neighbours."""
        return slice(self.before // 2, self.size - (self.after - self.after // 2))

    def weights(self) -> npt.NDArray[np.float32]:
        """(size,) in 0..1: how much this tile counts; those of all tiles at a place come to 1."""
        weights = np.ones(self.size, np.float32)
        weights[: self.before] = _rising_weights(self.before)
        weights[self.size - self.after :] = 1 - _rising_weights(self.after)
        return weights


@dataclass(frozen=True, slots=True)
class Tile:
    """A window of the picture."""

    rows: TileSpan
    columns: TileSpan


def plan_tiles(height: int, width: int, *, largest: int, overlap: int, multiple_of: int) -> list[Tile]:
    """As few tiles as will do, all of one size, and that as small as will do, in rows from the top left.

    Args:
        height: px, of the picture.
        width: px, of the picture.
        largest: px, of a tile's sides.
        overlap: px that neighbours share at least.
        multiple_of: px; every tile starts at a multiple of it and its sides are one, so tiles end beyond a picture
            whose sides are none.

    Raises:
        ValueError: the overlap is more than a quarter of a tile, or the two are no multiples.
    """
    if largest % multiple_of or overlap % multiple_of or not 0 <= 4 * overlap <= largest:
        raise ValueError(f"tiles of {largest} px cannot share {overlap} px, both multiples of {multiple_of} px")
    rows, columns = (_spans(length, largest, overlap, multiple_of) for length in (height, width))
    return [Tile(row, column) for row in rows for column in columns]


def read_tile(image: Image, tile: Tile) -> Image:
    """(h, w, 3) of the tile's size: its pixels; beyond the picture's border those before it are mirrored."""
    rows, columns = _mirrored_indices(tile.rows, image.shape[0]), _mirrored_indices(tile.columns, image.shape[1])
    return image[rows[:, np.newaxis], columns]


def blend_tile(layers: ScoreMaps, tile: Tile, seen: ScoreMaps) -> None:
    """Add what was seen in a tile, by the tile's weight; when all tiles are added, no seam shows.

    Args:
        layers: (K, H, W) of the whole picture, 0 before the first tile; changed in place.
        tile: where it was seen.
        seen: (K, h, w) of the tile's size.
    """
    weights = np.outer(tile.rows.weights(), tile.columns.weights())
    part = layers[:, tile.rows.start :, tile.columns.start :][:, : tile.rows.size, : tile.columns.size]
    height, width = part.shape[1:]
    part += (seen * weights)[:, :height, :width]


def paste_tile(map_: npt.NDArray[np.uint8], tile: Tile, seen: npt.NDArray[np.uint8]) -> None:
    """Put what cannot be blended, such as numbers of kinds, where the tile counts most.

    Args:
        map_: (H, W) of the whole picture; changed in place.
        tile: where it was seen.
        seen: (h, w) of the tile's size.
    """
    rows, columns = tile.rows.own, tile.columns.own
    part = map_[tile.rows.start + rows.start : tile.rows.start + rows.stop]
    part = part[:, tile.columns.start + columns.start : tile.columns.start + columns.stop]
    height, width = part.shape
    part[:] = seen[rows, columns][:height, :width]


def _spans(length: int, largest: int, overlap: int, grid: int) -> list[TileSpan]:
    """Tiles along one side of the picture."""
    whole, most, shared = -(-length // grid), largest // grid, overlap // grid  # in steps of the grid
    count = max(-(-(whole - shared) // (most - shared)), 1)
    size = -(-(whole + (count - 1) * shared) // count)
    starts = [at * (whole - size) // max(count - 1, 1) for at in range(count)]
    shares = [0, *(before + size - after for before, after in pairwise(starts)), 0]
    return [
        TileSpan(start * grid, size * grid, before * grid, after * grid)
        for start, (before, after) in zip(starts, pairwise(shares), strict=True)
    ]


def _rising_weights(length: int) -> npt.NDArray[np.float32]:
    """(length,) from 0 to 1, smoothly, in the middle half only: at its rim a tile knows too little of what is near."""
    risen = np.clip(2 * (np.arange(length) + 0.5) / length - 0.5, 0, 1)
    return np.square(np.sin(np.pi / 2 * risen)).astype(np.float32)


def _mirrored_indices(span: TileSpan, length: int) -> npt.NDArray[np.intp]:
    """(size,) the rows, or columns, to read."""
    period = max(2 * (length - 1), 1)
    places = np.arange(span.start, span.start + span.size) % period
    return np.minimum(places, period - places)


def random_central_crop(shape: tuple[int, ...], side: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """Rows and columns of a window of `side` px somewhere in the middle half; all of a side that is shorter."""
    rows, columns = (_random_span(length, min(side, length), rng) for length in shape[:2])
    return rows, columns


def _random_span(length: int, side: int, rng: np.random.Generator) -> slice:
    start = int(rng.integers((length - side) // 4, (length - side) * 3 // 4 + 1))
    return slice(start, start + side)


STRIP_WORKERS = 2  # OpenCV frees the interpreter while it filters; each worker holds some 60 MB


@dataclass(frozen=True, slots=True)
class RowStrip:
    """Rows of a picture, over its full width, and the rows to read around them."""

    top: int
    bottom: int  # the first row that no longer belongs to it
    above: int  # rows to read before `top`
    below: int  # rows to read from `bottom` on

    @property
    def rows(self) -> slice:
        """The strip's own rows of the picture."""
        return slice(self.top, self.bottom)

    @property
    def read(self) -> slice:
        """Its own rows and those around it, of the picture."""
        return slice(self.top - self.above, self.bottom + self.below)

    @property
    def inner(self) -> slice:
        """Its own rows of what was read."""
        return slice(self.above, self.above + self.bottom - self.top)


def plan_strips(height: int, *, rows: int, margin: int) -> list[RowStrip]:
    """Strips of at most `rows` rows that cover the picture, each reading up to `margin` rows on either side."""
    return [
        RowStrip(top, bottom, above=min(margin, top), below=min(margin, height - bottom))
        for top, bottom in _cuts(height, rows)
    ]


def _cuts(height: int, rows: int) -> Iterator[tuple[int, int]]:
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def process_strips(strips: list[RowStrip], work: Callable[[RowStrip], None], progress: Progress, total: int) -> None:
    """Do the work of every strip, several at a time; report them in order as parts of `total`.

    An exception, also one raised by `progress`, drops the strips not yet begun.
    """
    with ThreadPoolExecutor(STRIP_WORKERS) as workers:
        waiting = [workers.submit(work, strip) for strip in strips]
        try:
            for done, strip_work in enumerate(waiting, start=1):
                strip_work.result()
                progress(done, total)
        finally:
            for strip_work in waiting:
                strip_work.cancel()
