"""Lines that hold together: a faint stretch counts where it leads to a clear one, and where all of it is long."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Progress, silent

Rungs = npt.NDArray[np.uint8]
"""(H, W) the logarithm of a strength, 0..255; equal steps are equal ratios."""

Places = npt.NDArray[np.intp]
"""(N,) pixels by their place in the flattened picture."""

Numbers = npt.NDArray[np.int32]
"""(N,) what hangs together has the same number."""


def hold_together(rungs: Rungs, floors: Sequence[int], drop: int, length: float, progress: Progress = silent) -> Rungs:
    """Hysteresis at every threshold at once.

    At a threshold a pixel is kept if it lies no more than `drop` below it, on a line that is long enough and somewhere
    reaches the threshold. What is connected is looked up on the nearest of the `floors` below threshold minus `drop`,
    or on the lowest at it. The highest threshold at which a pixel is kept is its height, so a higher threshold can
    only keep less.

    What is too short on one floor is too short on all above it: only the pixels of long lines are carried upwards.

    Args:
        rungs: (H, W) uint8.
        floors: ascending.
        drop: rungs by which a line may fall below the threshold.
        length: px, diagonal of the smallest upright rectangle around a line.
        progress: called after each floor.

    Returns:
        (H, W) uint8 heights; 0 is never kept.
    """
    heights, flat = np.zeros(rungs.size, np.uint8), rungs.reshape(-1)
    standing = (rungs >= floors[0]).view(np.uint8)
    places = np.flatnonzero(standing)
    for done, (floor, following) in enumerate(pairwise([*floors, 255]), start=1):
        places = _drop(standing, places, flat[places] >= floor)
        line, count = _lines(standing, places)
        is_long = (_lengths(line, count, places, rungs.shape[1]) >= length)[line]
        places, line = _drop(standing, places, is_long), line[is_long]
        reached = _reached(flat[places], line, count, range(floor + drop, min(following + drop, 255) + 1))
        highest = np.minimum(flat[places], 255 - drop) + np.uint8(drop)
        heights[places] = np.maximum(heights[places], np.minimum(reached, highest))
        progress(done, len(floors))
    return heights.reshape(rungs.shape)


def _drop(standing: Rungs, places: Places, is_kept: npt.NDArray[np.bool_]) -> Places:
    """The places that are kept; the others no longer stand."""
    standing.reshape(-1)[places[~is_kept]] = 0
    return places[is_kept]


def _lines(standing: Rungs, places: Places) -> tuple[Numbers, int]:
    """The number of the line that each place is on, and how many numbers there are."""
    count, found = cv2.connectedComponents(standing, connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(found, np.int32).reshape(-1)[places], count


def _lengths(line: Numbers, count: int, places: Places, width: int) -> npt.NDArray[np.float64]:
    """For each number the diagonal of the smallest upright rectangle around its line, px."""
    sides = np.empty((2, count))
    for side, index in zip(sides, np.divmod(places, width), strict=True):
        first, last = np.full(count, np.iinfo(np.intp).max), np.full(count, -1)
        np.minimum.at(first, line, index)
        np.maximum.at(last, line, index)
        side[:] = last - first + 1.0  # as a float: a number that no line has would overflow
    return np.asarray(np.hypot(*sides))


def _reached(rungs: Rungs, line: Numbers, count: int, thresholds: range) -> Rungs:
    """For each pixel the highest of the thresholds that its line reaches; 0 for none."""
    peaks = np.zeros(count, np.uint8)
    np.maximum.at(peaks, line, rungs)
    reached = np.where(peaks >= thresholds[0], np.minimum(peaks, thresholds[-1]), 0).astype(np.uint8)
    return reached[line]
