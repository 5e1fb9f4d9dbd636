"""The pixels that steps change: a detector's mask with a person's corrections applied to it.

Strokes are drawn into a kind map at the resolution of the picture, at any scale of the screen. The editor in the
browser draws them by the same rule (assets/editor/30_raster.js), to the last bit: hence products and roots, which both
round alike, and neither powers nor hypotenuses.
"""

import math
from collections.abc import Iterator
from itertools import chain, pairwise

import numpy as np

from restoration.domain import KindMap, Mask, PixelWindow, kind_number
from restoration.editing.history import AreaStep, MarkedArea, Point, Step, Stroke, TeachingStep
from restoration.editing.operations import MaskOperation, apply_operation
from restoration.editing.regions.decision import RegionDecision, apply_decision, decision_window

MAX_PIECE = 64.0  # px; longer segments are drawn in pieces: the work grows with the line, not with its bounding box
AT_ONCE, MAX_WINDOW = 16, 64  # so many pieces are drawn together if they fit into a window with such a side, px

Segment = tuple[Point, Point]


def apply_steps(found: KindMap, steps: tuple[Step, ...]) -> KindMap:
    """Return a new kind map, (H, W) uint8, with the steps applied in order."""
    kinds = found.copy()
    for step in steps:
        kinds = apply_step(step, kinds)
    return kinds


def apply_step(step: Step, kinds: KindMap) -> KindMap:
    """Return the kind map, (H, W) uint8, after a step; the given one may be changed in place."""
    match step:
        case Stroke():
            draw_stroke(step, kinds)
        case MarkedArea():
            _mark(kinds, step.pixels.window, step.pixels.mask(), step)
        case RegionDecision():
            apply_decision(step, kinds)
        case MaskOperation():
            return apply_operation(kinds, step)
        case TeachingStep() | AreaStep():
            pass  # the one changes what a detector finds, and so the mask to start from; the other changes no mask
    return kinds


def steps_without_effect(kinds: KindMap, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the decisions that change nothing in a kind map, (H, W) uint8, and what sets parts of it aside."""
    kinds = kinds.copy()
    return tuple(
        step
        for step in steps
        if isinstance(step, AreaStep) or (isinstance(step, RegionDecision) and not _has_effect(step, kinds))
    )


def _has_effect(decision: RegionDecision, kinds: KindMap) -> bool:
    """Return whether a decision changes a kind map, which stays as it is."""
    part = kinds[decision_window(decision, kinds.shape)]
    before = part.copy()
    apply_decision(decision, kinds)
    has_effect = not np.array_equal(part, before)
    part[:] = before
    return has_effect


def draw_stroke(stroke: Stroke, kinds: KindMap) -> None:
    """Draw a stroke into a kind map, in place.

    A line marks every pixel whose centre lies within half its width, and every pixel that contains one of its points,
    so that the finest brush leaves no gap. An area marks every pixel whose centre lies within its outline. Parts
    outside the picture are left out, and so are pixels of a protected kind.

    Args:
        stroke: in px of the picture.
        kinds: (H, W) uint8; changed in place.
    """
    for window, covered in _covered(stroke, kinds.shape):
        _mark(kinds, window, covered, stroke)


def _mark(kinds: KindMap, window: PixelWindow, covered: Mask, step: Stroke | MarkedArea) -> None:
    part = kinds[window]
    if step.protected:
        covered = covered & ~np.isin(part, [kind_number(kind) for kind in step.protected])
    part[covered] = 0 if step.kind is None else kind_number(step.kind)


def _covered(stroke: Stroke, shape: tuple[int, ...]) -> Iterator[tuple[PixelWindow, Mask]]:
    return _area_pixels(stroke, shape) if stroke.is_area else _line_pixels(stroke, shape)


def stroke_pixels(stroke: Stroke, shape: tuple[int, ...]) -> tuple[PixelWindow, Mask] | None:
    """Return the pixels that a stroke covers, as a window of the picture and an (h, w) bool in it; None for none."""
    window = stroke_window(stroke, shape)
    if window is None:
        return None
    (top, left), covered = (part.start for part in window), np.zeros([part.stop - part.start for part in window], bool)
    for (rows, columns), inside in _covered(stroke, shape):
        covered[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] |= inside
    return window, covered


def stroke_window(stroke: Stroke, shape: tuple[int, ...]) -> PixelWindow | None:
    """Return the window of the picture, of that height and width, that a stroke may change; None for none."""
    return _window(stroke.points, 0 if stroke.is_area else max(stroke.width, 1.0) / 2, shape)


def _line_pixels(stroke: Stroke, shape: tuple[int, ...]) -> Iterator[tuple[PixelWindow, Mask]]:
    reach = max(stroke.width, 1.0) / 2
    for segments in _neighbours(_pieces(stroke.points), reach):
        window = _window(tuple(chain.from_iterable(segments)), reach, shape)
        if window:
            yield window, _near_segments(segments, reach, window)


def _neighbours(segments: Iterator[Segment], reach: float) -> Iterator[list[Segment]]:
    """Yield groups of consecutive segments, as `AT_ONCE` and `MAX_WINDOW` say; at least one in each."""
    group: list[Segment] = []
    for segment in segments:
        (x, y), (to_x, to_y) = segment
        if not group:
            left, right, top, bottom = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
        else:
            left, right, top, bottom = min(left, to_x), max(right, to_x), min(top, to_y), max(bottom, to_y)
            if len(group) == AT_ONCE or max(right - left, bottom - top) + 2 * reach > MAX_WINDOW:
                yield group
                group = []
                left, right, top, bottom = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
        group.append(segment)
    yield group


def _area_pixels(stroke: Stroke, shape: tuple[int, ...]) -> Iterator[tuple[PixelWindow, Mask]]:
    window = _window(stroke.points, 0, shape)
    if window:
        yield window, _inside_outline(stroke.points, window)


def _pieces(points: tuple[Point, ...]) -> Iterator[Segment]:
    """Yield the segments from point to point, long ones divided; a single point gives one segment of length 0."""
    for (x, y), (to_x, to_y) in pairwise(points if len(points) > 1 else points * 2):
        right, down = to_x - x, to_y - y
        count = math.ceil(math.sqrt(right * right + down * down) / MAX_PIECE) or 1
        steps = [(x + right * part / count, y + down * part / count) for part in range(count + 1)]
        yield from pairwise(steps)


def _window(points: tuple[Point, ...], reach: float, shape: tuple[int, ...]) -> PixelWindow | None:
    """Return the pixels around the points, cut at the border of the picture; None if none are left."""
    xs, ys = zip(*points, strict=True)
    rows, columns = (
        slice(max(math.floor(min(values) - reach), 0), min(math.floor(max(values) + reach) + 1, length))
        for values, length in ((ys, shape[0]), (xs, shape[1]))
    )
    return (rows, columns) if rows.start < rows.stop and columns.start < columns.stop else None


def _near_segments(segments: list[Segment], reach: float, window: PixelWindow) -> Mask:
    """Return (h, w) bool: the pixels of the window with a centre within reach of a segment, and those with its ends."""
    rows, columns = np.ogrid[window]
    x, y, right, down, squared_length = (
        np.array(values)[:, np.newaxis, np.newaxis]  # (segments, 1, 1)
        for values in zip(*map(_origin_and_direction, segments), strict=True)
    )
    across, below = columns + 0.5 - x, rows + 0.5 - y
    along = np.clip((across * right + below * down) / squared_length, 0, 1)  # (segments, h, w)
    near: Mask = ((across - along * right) ** 2 + (below - along * down) ** 2 <= reach * reach).any(axis=0)
    for end_x, end_y in chain.from_iterable(segments):
        row, column = math.floor(end_y) - window[0].start, math.floor(end_x) - window[1].start
        if 0 <= row < near.shape[0] and 0 <= column < near.shape[1]:
            near[row, column] = True
    return near


def _origin_and_direction(segment: Segment) -> tuple[float, float, float, float, float]:
    """Return x, y, the way right and down, and the squared length; 1 for a segment of length 0."""
    (x, y), (to_x, to_y) = segment
    right, down = to_x - x, to_y - y
    return x, y, right, down, right * right + down * down or 1.0


def _inside_outline(outline: tuple[Point, ...], window: PixelWindow) -> Mask:
    """Return (h, w) bool: the pixels of the window with a centre inside an outline: right of an odd number of edges."""
    rows, columns = window
    inside = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    across = np.arange(columns.start, columns.stop) + 0.5
    for edge in pairwise((*outline, outline[0])):
        (x, y), (to_x, to_y) = sorted(edge, key=lambda corner: corner[1])
        first, end = (min(max(math.ceil(height - 0.5), rows.start), rows.stop) for height in (y, to_y))
        crossed = np.interp(np.arange(first, end) + 0.5, (y, to_y), (x, to_x))
        inside[first - rows.start : end - rows.start] ^= across > crossed[:, np.newaxis]
    return inside
