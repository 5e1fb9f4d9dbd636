"""How much work corrections are, estimated before any is drawn: a small file can ask for days of it."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from restoration.editing.history import AreaStep, MarkedArea, Step, Stroke, TeachingStep, common_length
from restoration.editing.operations import OperationKind
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions.decision import RegionDecision, reach_window
from restoration.editing.replay import MAX_PIECE
from restoration.errors import BadRequest

MAX_POINTS = 400_000  # of all strokes; each takes 150 bytes
MAX_WORK = 400e6  # px that are computed, at 25 ns each: 10 s; much more than a person draws in a day
MAX_WORK_PER_PIXEL = 16  # in addition, for each pixel of the picture: large pictures take longer in all they do

# What takes as long as computing so many pixels:
_START = 1000.0  # to begin with an operation on the whole mask
_PIECE = 700.0  # to begin with one piece of a stroke, or one edge of an area
_COMPARED = 0.05  # to compare a pixel with an edge of an area
_EACH_PIXEL, _CONNECTED_PARTS = 0.2, 2.5  # for each pixel of the picture, to change it alone or with its neighbours
_RIM = 0.0035  # for each pixel of the picture and each square px of the rim
_REGION, _WINDOW = 6000.0, 0.5  # to find the marks of a region that was decided on; for each pixel of its window
_DISC = 500.0  # px of the picture that take as long as making the disc that grows a rim


class TooManyCorrections(BadRequest):
    """The corrections of a mask are more work than a picture of its size allows."""

    hint = "Use the mask itself instead: it holds the corrections."


def check_effort(steps: Iterable[Step], shape: tuple[int, ...]) -> None:
    """Raise `TooManyCorrections` if the steps take too long, or too much memory.

    Args:
        steps: all steps, from the first.
        shape: height and width of the picture, px.
    """
    EffortSum(shape).check(tuple(steps))


class EffortSum:
    """The effort of one picture's corrections, kept between calls: a step that was counted before costs nothing."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Take the height and width of the picture, px."""
        self._shape, self._limit = shape, MAX_WORK + MAX_WORK_PER_PIXEL * float(math.prod(shape[:2]))
        self._steps: tuple[Step, ...] = ()
        self._sums = [(0, 0.0)]  # points and work of the first steps: of none, of one, ...

    def check(self, steps: tuple[Step, ...]) -> None:
        """Raise what `check_effort` raises for all steps, from the first."""
        kept = common_length(self._steps, steps)
        del self._sums[kept + 1 :]
        try:
            self._check_sum()
            for step in steps[kept:]:
                points, work = self._sums[-1]
                self._sums.append((points + _count_points(step), work + estimate_work(step, self._shape)))
                self._check_sum()
        finally:
            self._steps = steps[: len(self._sums) - 1]

    def _check_sum(self) -> None:
        points, work = self._sums[-1]
        if points > MAX_POINTS:
            raise TooManyCorrections(f"The corrections of the mask have more than {MAX_POINTS:,} points.")
        if work > self._limit:
            number = len(self._sums) - 1
            raise TooManyCorrections(f"The first {number} corrections of the mask are more work than a person makes.")


def _count_points(step: Step) -> int:
    """Return how many numbers a step keeps, in points of a stroke."""
    match step:
        case Stroke():
            return len(step.points)
        case MarkedArea():
            return len(step.pixels.runs) // 4  # a run takes 32 bytes or fewer
        case RegionDecision():
            return len(step.seen) + sum(1 + len(pixels.runs) // 4 for pixels in step.pixels)
        case AreaStep(drawn=Stroke() | MarkedArea() as drawn):
            return _count_points(drawn)
        case _:
            return 0


def estimate_work(step: Step, shape: tuple[int, ...]) -> float:
    """Return about how many pixels must be computed to apply a step to a picture of that height and width."""
    if isinstance(step, AreaStep):
        return _START if step.drawn is None else estimate_work(step.drawn, shape)
    if isinstance(step, Stroke):
        points = np.array((*step.points, step.points[0 if step.is_area else -1]))
        return float(_area_work(points, shape) if step.is_area else _line_work(points, step.width, shape))
    if isinstance(step, MarkedArea):
        _, _, width, height = step.pixels.box
        return _START + width * height
    if isinstance(step, RegionDecision):
        return _START + sum(_region_work(step, pixels, shape) for pixels in step.pixels)
    if isinstance(step, TeachingStep):
        return _START  # only the last taught model is applied, to what a detector finds
    pixels = math.prod(shape[:2])
    if step.kind in (OperationKind.GROW, OperationKind.SHRINK):
        return _START + pixels * _EACH_PIXEL + (pixels + _DISC) * _RIM * step.size**2
    is_connected = step.kind in (OperationKind.FILL_HOLES, OperationKind.REMOVE_SPECKS)
    return _START + pixels * (_CONNECTED_PARTS if is_connected else _EACH_PIXEL)


def _region_work(decision: RegionDecision, pixels: PixelMask, shape: tuple[int, ...]) -> float:
    _, _, width, height = pixels.box
    if not decision.changes_mask:
        return width * height * _EACH_PIXEL
    rows, columns = reach_window(pixels, shape)
    return _REGION + _WINDOW * float((rows.stop - rows.start) * (columns.stop - columns.start))


def _line_work(points: npt.NDArray[np.float64], width: float, shape: tuple[int, ...]) -> float:
    height, wide = shape[:2]
    low, high = np.minimum(points[:-1], points[1:]) - width / 2, np.maximum(points[:-1], points[1:]) + width / 2
    is_inside = ((high >= 0) & (low <= (wide, height))).all(axis=1)
    sides = np.minimum(np.minimum(high - low, MAX_PIECE + width) + 1, (wide, height))
    pieces = np.maximum(np.ceil(np.hypot(*(points[1:] - points[:-1]).T) / MAX_PIECE), 1)
    return float((pieces * (_PIECE + is_inside * sides.prod(axis=1))).sum())


def _area_work(points: npt.NDArray[np.float64], shape: tuple[int, ...]) -> float:
    (left, top), (right, bottom) = (np.clip(ends, 0, shape[1::-1]) for ends in (points.min(axis=0), points.max(axis=0)))
    rows = np.abs(np.diff(np.clip(points[:, 1], 0, shape[0])))
    compared = (rows * (right - left)).sum() + (right - left) * (bottom - top)
    return float(len(points) * _PIECE + compared * _COMPARED)
