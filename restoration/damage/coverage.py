"""Meeting a coverage: add pieces one by one and count the damaged pixels, or threshold noise at the right value."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA, Alpha
from restoration.damage.procedural import Points
from restoration.damage.thin_lines import FRACTION_BITS, SUBPIXELS

ALPHA_BY_COUNT = np.array([round(FULL_ALPHA * count / SUBPIXELS**2) for count in range(SUBPIXELS**2 + 1)], np.uint16)
"""The alpha of a pixel by the number of its sub-pixels that are covered."""

Slices = tuple[slice, slice]
"""Rows and columns of a picture."""


def threshold_for_share(values: npt.NDArray[np.floating], share: float) -> float:
    """Return the value that `share` (0..1) of all values, an array of any shape, exceed."""
    below = min(int((1 - share) * values.size), values.size - 1)
    return float(np.partition(values, below, axis=None)[below])


def rasterize_polygon(polygon: Points, shape: tuple[int, int]) -> tuple[Slices, Alpha]:
    """Return the part of the picture that a polygon touches, and how far it covers each pixel there.

    Args:
        polygon: (N, 2) corners x, y in px.
        shape: height and width of the picture, px.

    Returns:
        Rows and columns, and the (h, w) alpha of that window; both empty where the polygon lies outside.
    """
    window = _bounding_window(polygon, shape)
    return window, _fill(polygon, window)


def add_coverage(alpha: Alpha, window: Slices, patch: Alpha) -> int:
    """Cover a window of `alpha` (H, W) at least as far as `patch` (h, w), in place.

    Returns:
        How many pixels became damaged.
    """
    return _replace(alpha, window, np.maximum(alpha[window], patch))


def remove_coverage(alpha: Alpha, window: Slices, patch: Alpha) -> int:
    """Cover a window of `alpha` (H, W) at most as far as `patch` (h, w) leaves free, in place.

    Returns:
        How many pixels are no longer damaged.
    """
    return -_replace(alpha, window, np.minimum(alpha[window], FULL_ALPHA - patch))


def _replace(alpha: Alpha, window: Slices, after: Alpha) -> int:
    """Put `after` into a window, in place; return how many more pixels are damaged than before."""
    before = np.count_nonzero(alpha[window] >= HALF_ALPHA)
    alpha[window] = after
    return int(np.count_nonzero(after >= HALF_ALPHA) - before)


def _bounding_window(polygon: Points, shape: tuple[int, int]) -> Slices:
    height, width = shape
    (left, top), (right, bottom) = np.floor(polygon.min(axis=0)).tolist(), np.floor(polygon.max(axis=0)).tolist()
    rows = slice(min(max(int(top), 0), height), max(min(int(bottom) + 1, height), 0))
    columns = slice(min(max(int(left), 0), width), max(min(int(right) + 1, width), 0))
    return rows, columns


def _fill(polygon: Points, window: Slices) -> Alpha:
    """Return the part of each pixel of the window that lies in the polygon, counted in sub-pixels."""
    rows, columns = window
    fine = np.zeros(((rows.stop - rows.start) * SUBPIXELS, (columns.stop - columns.start) * SUBPIXELS), np.uint8)
    if fine.size:
        places = (polygon - (columns.start, rows.start)) * SUBPIXELS - 0.5  # OpenCV counts from a pixel's centre
        cv2.fillPoly(fine, [np.rint(places * 2**FRACTION_BITS).astype(np.int32)], 1, shift=FRACTION_BITS)
    counts = np.add.reduce([fine[row::SUBPIXELS] for row in range(SUBPIXELS)], dtype=np.uint8)
    counts = np.add.reduce([counts[:, column::SUBPIXELS] for column in range(SUBPIXELS)], dtype=np.uint8)
    return np.asarray(ALPHA_BY_COUNT[counts], np.uint16)
