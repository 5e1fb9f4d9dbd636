"""The thin lines of an undamaged picture that may be cracks, which training leaves out."""

import cv2
import numpy as np

from restoration.domain import Likelihood, Mask

DOUBTFUL_LIKELIHOOD = 0.2  # a pixel may be damaged from this likelihood on
MAX_LINE_WIDTH = 9  # px; a wider part is not a line
MIN_LINE_AREA = 20  # px; a smaller part is a speck of grain


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
