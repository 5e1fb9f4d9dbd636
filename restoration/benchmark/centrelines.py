"""The centre-lines of cracks, and the direction of each line at each of its pixels."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize

from restoration.domain import Mask

_REACH = 5  # px to each side that set a direction: more than the stairs between pixels, less than a bend

Angles = npt.NDArray[np.float32]
"""(N,) rad from the x axis towards the y axis, -pi/2..pi/2; one for each pixel of the lines, row by row."""


def centre_lines(mask: Mask) -> Mask:
    """Return the cracks of a mask, thinned to lines of 1 px; both (H, W) bool."""
    lines: Mask = skeletonize(mask)  # type: ignore[no-untyped-call]  # scikit-image types only some functions
    return lines


def line_directions(lines: Mask) -> Angles:
    """Return the direction of the line at each of its pixels: the longest axis of its other pixels nearby.

    Args:
        lines: (H, W) bool, lines 1 px wide.
    """
    steps = np.arange(-_REACH, _REACH + 1, dtype=np.float32)
    weights = np.exp(-2 * (steps / _REACH) ** 2)
    along_x = _weighted_neighbours(lines, steps**2 * weights, weights)
    along_y = _weighted_neighbours(lines, weights, steps**2 * weights)
    covariance = _weighted_neighbours(lines, steps * weights, steps * weights)
    angles: Angles = np.arctan2(2 * covariance, along_x - along_y) / 2
    return angles


def _weighted_neighbours(lines: Mask, across: npt.NDArray[Any], down: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Return the sum of the line's pixels around each of its N pixels, (N,), weighted by a row and by a column."""
    sums = cv2.sepFilter2D(lines.astype(np.float32), cv2.CV_32F, across, down, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(sums[lines], np.float32)
