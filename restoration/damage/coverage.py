"""Meeting a coverage: pieces laid down one by one, with the damaged pixels counted, or noise cut at the right level."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.layer import FULL, HALF, Alpha
from restoration.damage.procedural import Points
from restoration.damage.thin_lines import FINE, SHIFT

SHARES = np.array([round(FULL * count / FINE**2) for count in range(FINE**2 + 1)], np.uint16)
"""The alpha of a pixel by the number of its sub-pixels that are covered."""

Window = tuple[slice, slice]
"""Rows and columns of a picture."""


def level(values: npt.NDArray[np.floating], share: float) -> float:
    """The value that `share` (0..1) of all values exceed."""
    below = min(int((1 - share) * values.size), values.size - 1)
    return float(np.partition(values, below, axis=None)[below])


def cut(polygon: Points, shape: tuple[int, int]) -> tuple[Window, Alpha]:
    """The window of the picture that a polygon, (N, 2) x, y in px, touches, and how far it covers each pixel there."""
    window = _window(polygon, shape)
    return window, _filled(polygon, window)


def cover(alpha: Alpha, window: Window, patch: Alpha) -> int:
    """Cover a window at least as far as `patch` says, in place; how many pixels came to be damaged."""
    return _change(alpha, window, np.maximum(alpha[window], patch))


def free(alpha: Alpha, window: Window, patch: Alpha) -> int:
    """Cover a window at most as far as `patch` leaves it, in place; how many pixels are damaged no more."""
    return -_change(alpha, window, np.minimum(alpha[window], FULL - patch))


def _change(alpha: Alpha, window: Window, after: Alpha) -> int:
    """How many more pixels are damaged than before."""
    before = np.count_nonzero(alpha[window] >= HALF)
    alpha[window] = after
    return int(np.count_nonzero(after >= HALF) - before)


def _window(polygon: Points, shape: tuple[int, int]) -> Window:
    """The rows and columns that a polygon touches; empty when it lies outside."""
    height, width = shape
    (left, top), (right, bottom) = np.floor(polygon.min(axis=0)).tolist(), np.floor(polygon.max(axis=0)).tolist()
    rows = slice(min(max(int(top), 0), height), max(min(int(bottom) + 1, height), 0))
    columns = slice(min(max(int(left), 0), width), max(min(int(right) + 1, width), 0))
    return rows, columns


def _filled(polygon: Points, window: Window) -> Alpha:
    """The part of each pixel of the window that lies in the polygon."""
    rows, columns = window
    fine = np.zeros(((rows.stop - rows.start) * FINE, (columns.stop - columns.start) * FINE), np.uint8)
    if fine.size:
        places = (polygon - (columns.start, rows.start)) * FINE - 0.5  # OpenCV counts from a pixel's centre
        cv2.fillPoly(fine, [np.rint(places * 2**SHIFT).astype(np.int32)], 1, shift=SHIFT)
    counts = np.add.reduce([fine[row::FINE] for row in range(FINE)], dtype=np.uint8)
    counts = np.add.reduce([counts[:, column::FINE] for column in range(FINE)], dtype=np.uint8)
    return np.asarray(SHARES[counts], np.uint16)
