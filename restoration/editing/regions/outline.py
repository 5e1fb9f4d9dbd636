"""Outlines along the edges of pixels, so that drawing them gives exactly the same pixels.

Only corners are followed: on each line of the grid they come in pairs, the ends of an edge. Where two pixels touch at a
corner only, each keeps its own corner; so no ring touches itself, each polygon is valid in GeoJSON, and what hangs
together by such corners alone becomes several polygons.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.domain import Mask

Ring = list[tuple[int, int]]
"""Corners x, y, px of the picture; the first one is not repeated at the end."""

Polygon = list[Ring]
"""The outer ring, then its holes. `ring_area` is above 0 for the outer one and below 0 for holes."""

Integers = npt.NDArray[np.intp]


def trace_outline(mask: Mask, left: int = 0, top: int = 0) -> list[Polygon]:
    """Return the polygons of a mask.

    Args:
        mask: (h, w) bool, a window of the picture.
        left: x of the window in the picture, px.
        top: y of the window in the picture, px.
    """
    corners = _corners(mask)
    x, y = (corners.x + left).tolist(), (corners.y + top).tolist()
    rings = [
        simple for ring in _rings(corners) for simple in _without_touching([(x[corner], y[corner]) for corner in ring])
    ]
    return _group(rings)


def ring_area(ring: Ring) -> float:
    """Return the area of a ring, px; below 0 if it runs the other way round."""
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


@dataclass(frozen=True, slots=True, eq=False)
class _Corners:
    """Corners of an outline, (N,) each; two of them stand where pixels touch at a corner only."""

    x: Integers
    y: Integers
    goes_right: Mask  # whether its horizontal edge goes to the right, not to the left
    goes_down: Mask  # whether its vertical edge goes down, not up
    is_convex: Mask


def _corners(mask: Mask) -> _Corners:
    height, width = mask.shape
    padded = np.zeros((height + 2, width + 2), np.uint8)
    padded[1:-1, 1:-1] = mask
    codes = padded[:-1, :-1] | padded[:-1, 1:] << 1 | padded[1:, :-1] << 2 | padded[1:, 1:] << 3
    y, x = np.nonzero(_COUNT[codes])
    code = codes[y, x]
    counts = _COUNT[code]
    y, x, code = np.repeat(y, counts), np.repeat(x, counts), np.repeat(code, counts)
    is_second = np.zeros(y.size, np.intp)
    is_second[1:] = (y[1:] == y[:-1]) & (x[1:] == x[:-1])
    return _Corners(x, y, *_DIRECTIONS[code, is_second].T)


def _rings(corners: _Corners) -> Iterator[list[int]]:
    """Yield the corners of each closed way, with the mask on the right-hand side of one who walks it on the screen."""
    across = _partners(np.lexsort((corners.goes_right, corners.x, corners.y)))
    along = _partners(np.lexsort((corners.goes_down, corners.y, corners.x)))
    waiting = np.flatnonzero(corners.is_convex == (corners.goes_right == corners.goes_down)).tolist()
    seen = bytearray(corners.x.size)
    for start in waiting:
        ring, corner = [], start
        while not seen[corner]:
            seen[corner] = True
            ring += [corner, across[corner]]
            corner = along[across[corner]]
        if ring:
            yield ring


def _partners(order: Integers) -> list[int]:
    """Return the other end of the edge of each corner, from corners sorted along the lines of the grid."""
    partners = np.empty_like(order)
    partners[order[::2]], partners[order[1::2]] = order[1::2], order[::2]
    return partners.tolist()  # type: ignore[no-any-return]  # a list of int: ten times as fast to follow


def _without_touching(ring: Ring) -> Iterator[Ring]:
    """Yield a ring, cut into several where it comes to the same corner twice."""
    if len(set(ring)) == len(ring):
        yield ring
        return
    way: Ring = []
    places: dict[tuple[int, int], int] = {}
    for point in ring:
        if point in places:
            loop = way[places[point] :]
            del way[places[point] :]
            for passed in loop:
                del places[passed]
            yield loop
        places[point] = len(way)
        way.append(point)
    yield way


def _group(rings: list[Ring]) -> list[Polygon]:
    """Put each hole into the smallest outer ring around it."""
    outer = sorted((ring for ring in rings if ring_area(ring) > 0), key=ring_area)
    polygons = [[ring] for ring in outer]
    for ring in rings:
        if ring_area(ring) < 0:
            places = [place for place, around in enumerate(outer) if len(outer) == 1 or _is_around(around, ring)]
            polygons[places[0]].append(ring)
    return polygons[::-1]


def _is_around(outer: Ring, hole: Ring) -> bool:
    """Return whether the mask beside the first edge of a hole lies in an outer ring."""
    (x, y), (next_x, next_y) = hole[:2]
    right, down = float(np.sign(next_x - x)) / 2, float(np.sign(next_y - y)) / 2
    column, row = x + right - down, y + down + right  # centre of the first pixel on the right-hand side of the edge
    sides = zip(outer, [*outer[1:], outer[0]], strict=True)
    return sum(x < column and min(y, to_y) < row < max(y, to_y) for (x, y), (_, to_y) in sides) % 2 == 1


def _corner_tables() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return how many corners each 2 x 2 pixels have, and (16, 2, 3) bool: goes right, goes down, is convex."""
    count, directions = np.zeros(16, np.intp), np.zeros((16, 2, 3), np.bool_)
    for quarter in range(4):  # bit 0 of its number: right; bit 1: down
        alone = 1 << quarter
        for code, is_convex in ((alone, True), (15 - alone, False)):
            count[code], directions[code, 0] = 1, (quarter & 1, quarter >> 1, is_convex)
    for code, quarters in ((0b1001, (0, 3)), (0b0110, (1, 2))):
        count[code] = 2
        directions[code] = [(quarter & 1, quarter >> 1, True) for quarter in quarters]
    return count, directions


_COUNT, _DIRECTIONS = _corner_tables()
