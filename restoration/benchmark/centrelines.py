"""Cracks thinned to their centre-lines, and which way each runs."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize

from restoration.domain import Mask

_REACH = 5  # px to each side that tell a direction: more than a pixel's stairs, less than a bend

Angles = npt.NDArray[np.float32]
"""(N,) rad from the x axis towards y, -pi/2..pi/2; one for each pixel of the lines, row by row."""


def centre_lines(mask: Mask) -> Mask:
    """(H, W) bool, the cracks of a mask thinned to 1 px."""
    lines: Mask = skeletonize(mask)  # type: ignore[no-untyped-call]  # scikit-image types some only
    return lines


def line_directions(lines: Mask) -> Angles:
    """Which way the line runs at each of its pixels: the longest axis of its other pixels nearby."""
    steps = np.arange(-_REACH, _REACH + 1, dtype=np.float32)
    near = np.exp(-2 * (steps / _REACH) ** 2)
    along = _weighted_neighbours(lines, steps**2 * near, near) - _weighted_neighbours(lines, near, steps**2 * near)
    askew = 2 * _weighted_neighbours(lines, steps * near, steps * near)
    angles: Angles = np.arctan2(askew, along) / 2
    return angles


def _weighted_neighbours(lines: Mask, across: npt.NDArray[Any], down: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """The line's pixels around each of its pixels, weighted by a row and by a column."""
    gathered = cv2.sepFilter2D(lines.astype(np.float32), cv2.CV_32F, across, down, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(gathered[lines], np.float32)
