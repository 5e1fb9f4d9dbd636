"""Lines that may be cracks: what a detector half believes, as far as it is thin and not too short.

Originals to learn from carry cracks that nobody marked. Taught as sound paint they would teach a network not to see
cracks; so nothing is taught there. What is broad is no crack: the detector's false losses are to be unlearnt.
"""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Likelihood, Mask, Progress, no_progress

LogStrength = npt.NDArray[np.uint8]
"""(H, W) the logarithm of a strength, 0..255; equal steps are equal ratios."""

PixelIndices = npt.NDArray[np.intp]
"""(N,) pixels by their place in the flattened picture."""

LineNumbers = npt.NDArray[np.int32]
"""(N,) what hangs together has the same number."""


def hysteresis(
    rungs: LogStrength, floors: Sequence[int], drop: int, length: float, progress: Progress = no_progress
) -> LogStrength:
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
        places = _keep(standing, places, flat[places] >= floor)
        line, count = _number_lines(standing, places)
        is_long = (_line_lengths(line, count, places, rungs.shape[1]) >= length)[line]
        places, line = _keep(standing, places, is_long), line[is_long]
        reached = _reached_thresholds(flat[places], line, count, range(floor + drop, min(following + drop, 255) + 1))
        highest = np.minimum(flat[places], 255 - drop) + np.uint8(drop)
        heights[places] = np.maximum(heights[places], np.minimum(reached, highest))
        progress(done, len(floors))
    return heights.reshape(rungs.shape)


def _keep(standing: LogStrength, places: PixelIndices, is_kept: npt.NDArray[np.bool_]) -> PixelIndices:
    """The places that are kept; the others no longer stand."""
    standing.reshape(-1)[places[~is_kept]] = 0
    return places[is_kept]


def _number_lines(standing: LogStrength, places: PixelIndices) -> tuple[LineNumbers, int]:
    """The number of the line that each place is on, and how many numbers there are."""
    count, found = cv2.connectedComponents(standing, connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(found, np.int32).reshape(-1)[places], count


def _line_lengths(line: LineNumbers, count: int, places: PixelIndices, width: int) -> npt.NDArray[np.float64]:
    """For each number the diagonal of the smallest upright rectangle around its line, px."""
    sides = np.empty((2, count))
    for side, index in zip(sides, np.divmod(places, width), strict=True):
        first, last = np.full(count, np.iinfo(np.intp).max), np.full(count, -1)
        np.minimum.at(first, line, index)
        np.maximum.at(last, line, index)
        side[:] = last - first + 1.0  # as a float: a number that no line has would overflow
    return np.asarray(np.hypot(*sides))


def _reached_thresholds(rungs: LogStrength, line: LineNumbers, count: int, thresholds: range) -> LogStrength:
    """For each pixel the highest of the thresholds that its line reaches; 0 for none."""
    peaks = np.zeros(count, np.uint8)
    np.maximum.at(peaks, line, rungs)
    reached = np.where(peaks >= thresholds[0], np.minimum(peaks, thresholds[-1]), 0).astype(np.uint8)
    return reached[line]


DOUBTFUL_LIKELIHOOD = 0.2  # likelihood from which a pixel is doubted
MAX_LINE_WIDTH = 9  # px; what is wider is no line
MIN_LINE_AREA = 20  # px; what is smaller is a speck of grain


def doubtful_lines(likelihood: Likelihood) -> Mask:
    """The lines, and the pixels beside them: (H, W) bool."""
    likely = (likelihood >= DOUBTFUL_LIKELIHOOD).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (MAX_LINE_WIDTH, MAX_LINE_WIDTH))
    thin = likely - np.asarray(cv2.morphologyEx(likely, cv2.MORPH_OPEN, disc), np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    is_long = stats[:, cv2.CC_STAT_AREA] >= MIN_LINE_AREA
    is_long[0] = False  # the rest of the picture
    return np.asarray(cv2.dilate(is_long[parts].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
