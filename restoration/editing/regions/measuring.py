"""Area, box, length, width and likelihood of all regions in one pass over their pixels.

A region is measured as a ribbon: its area and the length of its rim say how long and how wide it is. Nothing is thinned
to a skeleton, so the work does not grow with the width of the marks, and holes and branches are counted as they are.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.detection.base import NEGLIGIBLE, SENSITIVITY_STEPS
from restoration.domain import KindMap, Likelihood
from restoration.editing.regions.neighbours import RING, Labels, MarkedPixels, marked_pixels

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.uint8]
"""(H, W) uint8: `SteppedDetection.levels`; a level stands for the hundredth of likelihood that ends at it."""

STRAIGHT, DIAGONAL, CORNER = 0.980, 1.406, -0.091
"""Lengths of the steps of a rim from pixel to pixel, and of each change between the two kinds of steps.

A. M. Vossepoel, A. W. M. Smeulders, "Vector code probability and metrication error in the representation of straight
lines of finite length", Computer Graphics and Image Processing 20(4), 1982.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """The figures of all labels, (labels + 1,) each; label 0 has none."""

    area: npt.NDArray[np.int64]  # px
    boxes: npt.NDArray[np.int64]  # (labels + 1, 4): x, y, width, height; px
    length: Floats  # px
    likelihood: Floats  # mean, 0..1; NaN where the detector marked nothing


def measure(
    labels: Labels, count: int, likelihood: Likelihood | Levels | None = None, found: KindMap | None = None
) -> Measures:
    """Measure all regions.

    Args:
        labels: (H, W) int32, from 1 to `count`.
        count: the largest label.
        likelihood: (H, W) of the detector, float32 in 0..1 or uint8 levels; None if there was none.
        found: (H, W) uint8 kind map that the detector made; None: all that it does not rule out counts as found.
    """
    area = np.zeros(count + 1, np.int64)
    rim, euler, sums, seen = (np.zeros(count + 1) for _ in range(4))
    ends = _no_ends(count, labels.shape)
    for pixels in marked_pixels(labels):
        area += np.bincount(pixels.numbers, minlength=count + 1)
        rim += np.bincount(pixels.numbers, _RIM[pixels.codes], count + 1)
        euler += np.bincount(pixels.numbers, _EULER[pixels.codes], count + 1)
        if likelihood is not None:
            values = likelihood[pixels.rows, pixels.columns]
            is_found = values > NEGLIGIBLE if found is None else found[pixels.rows, pixels.columns] > 0
            sums += np.bincount(pixels.numbers, _as_likelihood(values), count + 1)
            seen += np.bincount(pixels.numbers, is_found, count + 1)
        _widen(ends, pixels)
    mean = np.where(seen > 0, sums / np.maximum(area, 1), np.nan)
    return Measures(area, _boxes(ends), ribbon_length(area, rim, np.rint(euler)), mean)


def ribbon_length(area: npt.NDArray[np.int64], rim: Floats, euler: Floats) -> Floats:
    """Return the lengths of ribbons, px, so that length x mean width is the area.

    The rim runs through the centres of the outermost pixels: half of it is length + width - 2 for a ribbon with two
    ends, and less by the width for each hole, where two ribbons cross. So half of it is length + euler (width - 1) - 1,
    with width = area / length. What is as wide as long is no ribbon: between the square, where the formula ends, and
    the disc, whose diameter is the length, it is interpolated.

    Measured on drawn lines 1 to 9 px wide: straight ones in any direction within 3.5%, with a standard deviation of
    0.8% (the steps along a skeleton: 2.5%), waves and spirals within 2%, nets within 4%, discs from 8 px radius 12%.

    Args:
        area: (N,) px.
        rim: (N,) length of all rims, px, those of holes included.
        euler: (N,) number of parts less number of holes.
    """
    total = np.maximum(rim / 2 + 1 + euler, 1)  # of length and width, for one part without holes
    spread = total**2 - 4 * euler * area
    ribbon = (total + np.sqrt(np.maximum(spread, 0))) / 2
    compactness = np.clip((1 - total**2 / np.maximum(4 * euler * area, 1)) / (1 - math.pi / 4), 0, 1)
    compact = total * (0.5 + (2 / math.pi - 0.5) * compactness)
    return np.maximum(np.where(spread < 0, compact, ribbon), 1)


def _as_likelihood(values: npt.NDArray[np.float32 | np.uint8]) -> Floats:
    if values.dtype == np.uint8:
        return np.asarray(np.maximum(values - 0.5, 0) / SENSITIVITY_STEPS)  # the middle of the hundredth
    return values.astype(np.float64)


def _no_ends(count: int, shape: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Return (4, count + 1): first row and column, last row and column, of nothing."""
    return np.array([[max(shape)] * (count + 1)] * 2 + [[-1] * (count + 1)] * 2, np.int64)


def _widen(ends: npt.NDArray[np.int64], pixels: MarkedPixels) -> None:
    for axis, places in enumerate((pixels.rows, pixels.columns)):
        np.minimum.at(ends[axis], pixels.numbers, places)
        np.maximum.at(ends[axis + 2], pixels.numbers, places)


def _boxes(ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    top, left, bottom, right = ends
    return np.stack([left, top, right - left + 1, bottom - top + 1], axis=1)


def _table(value: Callable[[list[bool]], float]) -> Floats:
    """Return (256,): a value for each code of `MarkedPixels`."""
    return np.array([value([bool(code >> bit & 1) for bit in range(len(RING))]) for code in range(256)])


def _rim_share(is_same: list[bool]) -> float:
    """Return what a pixel adds to the rim: half of each step to and from it, once for each gap that it borders.

    A gap is a run of foreign neighbours around the pixel; past a single foreign corner the rim takes the short way.
    """
    length, same = 0.0, [place for place in range(8) if is_same[place]]
    for before, after in zip(same, [*same[1:], *same[:1]], strict=True):
        gap = (after - before - 1) % 8
        if gap > 1 or (gap == 1 and (before + 1) % 2 == 1):
            steps = [STRAIGHT if place % 2 else DIAGONAL for place in (before, after)]
            length += sum(steps) / 2 + (CORNER if steps[0] != steps[1] else 0)
    return length


def _euler_share(is_same: list[bool]) -> float:
    """Return what a pixel adds to parts less holes, from its four blocks of 2 x 2 pixels (S. B. Gray, 1971)."""
    share = 0.0
    for corner in range(0, 8, 2):
        first, diagonal, second = is_same[corner - 1], is_same[corner], is_same[corner + 1]
        size = 1 + first + diagonal + second
        if size == 1:
            share += 1 / 4
        elif size == 3:
            share -= 1 / 12  # each of the three pixels takes a third of it
        elif size == 2 and diagonal:
            share -= 1 / 4
    return share


_RIM, _EULER = _table(_rim_share), _table(_euler_share)
