"""Strokes drawn on a map of kinds, at the picture's own resolution however small they were drawn on a screen."""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from restoration.domain import KindMap, Mask, kind_number
from restoration.editing.history import Point, Stroke

MAX_PIECE = 64.0  # px; longer stretches are drawn in pieces, so that the work follows the line and not its rectangle

PixelWindow = tuple[slice, slice]


def draw_stroke(stroke: Stroke, kinds: KindMap) -> None:
    """Put a stroke on a map of kinds, in place.

    A line marks every pixel whose centre lies within half its width, and every pixel that one of its points lies in, so
    that the finest brush leaves no gap; an area marks every pixel whose centre lies within its outline. What lies
    outside the picture is left out.

    Args:
        stroke: in px of the picture.
        kinds: (H, W) uint8.
    """
    number = 0 if stroke.kind is None else kind_number(stroke.kind)
    for window, touched in _area_pixels(stroke, kinds.shape) if stroke.is_area else _line_pixels(stroke, kinds.shape):
        kinds[window][touched] = number


def _line_pixels(stroke: Stroke, shape: tuple[int, ...]) -> Iterator[tuple[PixelWindow, Mask]]:
    reach = max(stroke.width, 1.0) / 2
    for start, end in _pieces(stroke.points):
        window = _window((start, end), reach, shape)
        if window:
            yield window, _near_segment(start, end, reach, window)


def _area_pixels(stroke: Stroke, shape: tuple[int, ...]) -> Iterator[tuple[PixelWindow, Mask]]:
    window = _window(stroke.points, 0, shape)
    if window:
        yield window, _inside_outline(stroke.points, window)


def _pieces(points: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    """The stretches from point to point, the long ones divided; one without length where there is a single point."""
    for (x, y), (to_x, to_y) in pairwise(points if len(points) > 1 else points * 2):
        count = math.ceil(math.hypot(to_x - x, to_y - y) / MAX_PIECE) or 1
        steps = [(x + (to_x - x) * part / count, y + (to_y - y) * part / count) for part in range(count + 1)]
        yield from pairwise(steps)


def _window(points: tuple[Point, ...], reach: float, shape: tuple[int, ...]) -> PixelWindow | None:
    """The pixels around the points, cut at the picture's border; None if none are left."""
    across, down = zip(*points, strict=True)
    rows, columns = (
        slice(max(math.floor(min(places) - reach), 0), min(math.floor(max(places) + reach) + 1, length))
        for places, length in ((down, shape[0]), (across, shape[1]))
    )
    return (rows, columns) if rows.start < rows.stop and columns.start < columns.stop else None


def _near_segment(start: Point, end: Point, reach: float, window: PixelWindow) -> Mask:
    """(h, w) bool of the window: which centres lie within reach of a stretch, and which pixels hold an end of it."""
    rows, columns = np.ogrid[window]
    across, down = columns + 0.5 - start[0], rows + 0.5 - start[1]
    way = end[0] - start[0], end[1] - start[1]
    length = way[0] ** 2 + way[1] ** 2
    along = np.clip((across * way[0] + down * way[1]) / length, 0, 1) if length else 0.0
    near: Mask = (across - along * way[0]) ** 2 + (down - along * way[1]) ** 2 <= reach**2
    for x, y in (start, end):
        near |= (rows == math.floor(y)) & (columns == math.floor(x))
    return near


def _inside_outline(outline: tuple[Point, ...], window: PixelWindow) -> Mask:
    """(h, w) bool of the window: which centres lie within an outline, that is, right of an odd number of its edges."""
    rows, columns = window
    inside = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    across = np.arange(columns.start, columns.stop) + 0.5
    for edge in pairwise((*outline, outline[0])):
        (x, y), (to_x, to_y) = sorted(edge, key=lambda corner: corner[1])
        first, end = (min(max(math.ceil(place - 0.5), rows.start), rows.stop) for place in (y, to_y))
        crossed = np.interp(np.arange(first, end) + 0.5, (y, to_y), (x, to_x))
        inside[first - rows.start : end - rows.start] ^= across > crossed[:, np.newaxis]
    return inside
