"""Places for strokes and dots, evenly spread, and the same in whatever part of the picture they are asked for."""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from restoration.retouching.base import Passage
from restoration.retouching.chance import uniform

Cells = npt.NDArray[np.int64]
"""(N, 2): whole numbers that name a place."""
Places = npt.NDArray[np.float64]
"""(N, 2): x and y in px of the picture."""

_ACROSS, _DOWN, _ORDER = range(3)  # purposes of chance
_SIDE = 48  # points along a tile of blue noise
_ROUNDS, _NEIGHBOURS, _STRENGTH = 24, 6, 0.12  # of the relaxation that spreads them


def scatter(passage: Passage, cell: float, reach: float, seed: int, layer: int) -> tuple[Cells, Places]:
    """Return places whose strokes may touch a passage: one in each cell of a grid, anywhere in it.

    They come in an order that depends on the cells alone, so that neighbouring passages lay them over each other alike.

    Args:
        passage: a part of the picture.
        cell: px, side of a cell.
        reach: px, how far a stroke goes from its place.
        seed: of the recipe.
        layer: another one has other places.
    """
    cells = _cells(passage, cell, reach)
    cells = cells[np.argsort(uniform(seed, _ORDER, layer, *cells.T), kind="stable")]
    inside = np.stack([uniform(seed, axis, layer, *cells.T) for axis in (_ACROSS, _DOWN)], axis=1)
    return cells, (cells + inside) * cell


def scatter_like_blue_noise(
    passage: Passage, apart: float, reach: float, seed: int, layer: int
) -> tuple[Cells, Places]:
    """Return the same for dots that keep their distance, `apart` px in the mean: tiles of them are laid side by side.

    Source:
        R. Ulichney, "Dithering with blue noise", Proc. IEEE 76(1), 1988, doi:10.1109/5.3288.
    """
    tile = _blue_noise(seed, layer)
    side = _SIDE * apart
    tiles = _cells(passage, side, reach)
    places = ((tiles[:, None] + tile) * side).reshape(-1, 2)
    number = np.arange(len(tile))
    row, column = np.divmod(number, _SIDE)
    cells = tiles[:, None] * _SIDE + np.stack([column, row], axis=1)
    return cells.reshape(-1, 2), places


@cache
def _blue_noise(seed: int, layer: int) -> Places:
    """Return (_SIDE**2, 2) points in 0..1 that keep away from each other, also across opposite sides."""
    row, column = np.divmod(np.arange(_SIDE**2), _SIDE)
    moved = np.stack([uniform(seed, axis, layer, column, row) for axis in (_ACROSS, _DOWN)], axis=1)
    points = np.stack([column, row], axis=1) + moved
    for _ in range(_ROUNDS):
        points %= _SIDE
        distances, others = cKDTree(points, boxsize=_SIDE).query(points, _NEIGHBOURS + 1)
        away = points[:, None] - points[others[:, 1:]]
        away -= _SIDE * np.rint(away / _SIDE)
        points = points + _STRENGTH * (away / np.maximum(distances[:, 1:, None], 1e-3) ** 2).sum(1)
    return (points % _SIDE) / _SIDE


def _cells(passage: Passage, cell: float, reach: float) -> Cells:
    """Return (N, 2): column and row of the cells within reach of a passage."""
    height, width = passage.mask.shape
    columns, rows = (
        np.arange(np.floor((start - reach) / cell), np.ceil((start + length + reach) / cell)).astype(np.int64)
        for start, length in ((passage.left, width), (passage.top, height))
    )
    row, column = np.meshgrid(rows, columns, indexing="ij")
    return np.stack([column.ravel(), row.ravel()], axis=1)
