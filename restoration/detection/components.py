"""Connected lines: hysteresis at every threshold at once, and the lines that may be cracks."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Likelihood, Mask, Progress, no_progress

LogStrength = npt.NDArray[np.uint8]
"""(H, W) uint8: the logarithm of a strength, 0..255; equal steps are equal ratios."""

PixelIndices = npt.NDArray[np.intp]
"""(N,): indices of pixels in the flattened picture."""

LineNumbers = npt.NDArray[np.int32]
"""(N,): the number of the connected line that each pixel belongs to."""

DOUBTFUL_LIKELIHOOD = 0.2  # a pixel may be damaged from this likelihood on
MAX_LINE_WIDTH = 9  # px; a wider part is not a line
MIN_LINE_AREA = 20  # px; a smaller part is a speck of grain


def hysteresis(
    strength: LogStrength, floors: Sequence[int], drop: int, length: float, progress: Progress = no_progress
) -> LogStrength:
    """Return the highest threshold at which hysteresis keeps each pixel.

    At a threshold, a pixel is kept if its strength is at most `drop` below the threshold and if it lies on a line that
    is long enough and reaches the threshold somewhere. So a higher threshold can only keep less. Connections are
    computed on a few floors only: on the highest floor below threshold minus `drop`, or on the lowest floor.

    A line that is too short on one floor is too short on all higher floors: only the pixels of long lines are
    considered there.

    Args:
        strength: (H, W) uint8.
        floors: ascending strengths.
        drop: how far the strength may fall below the threshold along a line.
        length: the smallest length of a line: the diagonal of its upright bounding box, px.
        progress: called after each floor.

    Returns:
        (H, W) uint8; 0 where a pixel is kept at no threshold.
    """
    highest, flat = np.zeros(strength.size, np.uint8), strength.reshape(-1)
    present = (strength >= floors[0]).view(np.uint8)
    pixels = np.flatnonzero(present)
    for done, (floor, following) in enumerate(pairwise([*floors, 255]), start=1):
        pixels = _keep(present, pixels, flat[pixels] >= floor)
        line, count = _number_lines(present, pixels)
        is_long = (_line_lengths(line, count, pixels, strength.shape[1]) >= length)[line]
        pixels, line = _keep(present, pixels, is_long), line[is_long]
        reached = _reached_thresholds(flat[pixels], line, count, range(floor + drop, min(following + drop, 255) + 1))
        limit = np.minimum(flat[pixels], 255 - drop) + np.uint8(drop)
        highest[pixels] = np.maximum(highest[pixels], np.minimum(reached, limit))
        progress(done, len(floors))
    return highest.reshape(strength.shape)


def _keep(present: LogStrength, pixels: PixelIndices, is_kept: npt.NDArray[np.bool_]) -> PixelIndices:
    """Return the pixels that are kept, and remove the others from `present`, in place."""
    present.reshape(-1)[pixels[~is_kept]] = 0
    return pixels[is_kept]


def _number_lines(present: LogStrength, pixels: PixelIndices) -> tuple[LineNumbers, int]:
    """Return the number of the line that each pixel is on, and the count of numbers."""
    count, labels = cv2.connectedComponents(present, connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(labels, np.int32).reshape(-1)[pixels], count


def _line_lengths(line: LineNumbers, count: int, pixels: PixelIndices, width: int) -> npt.NDArray[np.float64]:
    """Return (count,): the diagonal of the upright bounding box of each line, px."""
    sides = np.empty((2, count))
    for side, index in zip(sides, np.divmod(pixels, width), strict=True):
        first, last = np.full(count, np.iinfo(np.intp).max), np.full(count, -1)
        np.minimum.at(first, line, index)
        np.maximum.at(last, line, index)
        side[:] = last - first + 1.0  # as a float: the difference would overflow for a number without pixels
    return np.asarray(np.hypot(*sides))


def _reached_thresholds(strength: LogStrength, line: LineNumbers, count: int, thresholds: range) -> LogStrength:
    """Return (N,): the highest of the thresholds that the line of each pixel reaches; 0 for none."""
    peaks = np.zeros(count, np.uint8)
    np.maximum.at(peaks, line, strength)
    reached = np.where(peaks >= thresholds[0], np.minimum(peaks, thresholds[-1]), 0).astype(np.uint8)
    return reached[line]


def doubtful_lines(likelihood: Likelihood) -> Mask:
    """Return the thin lines that may be cracks, with the pixels beside them.

    Pictures for training have cracks that nobody marked. As sound paint they would teach a network to miss cracks, so
    training leaves these lines out. Wide parts are not cracks and stay in: the network should unlearn the false losses
    of the detector.

    Args:
        likelihood: (H, W) float32 in 0..1.

    Returns:
        (H, W) bool.
    """
    likely = (likelihood >= DOUBTFUL_LIKELIHOOD).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (MAX_LINE_WIDTH, MAX_LINE_WIDTH))
    thin = likely - np.asarray(cv2.morphologyEx(likely, cv2.MORPH_OPEN, disc), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    is_long = stats[:, cv2.CC_STAT_AREA] >= MIN_LINE_AREA
    is_long[0] = False  # the rest of the picture
    return np.asarray(cv2.dilate(is_long[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
