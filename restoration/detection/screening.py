"""Lines that may be cracks: what a detector half believes, as far as it is thin and not too short.

Originals to learn from carry cracks that nobody marked. Taught as sound paint they would teach a network not to see
cracks; so nothing is taught there. What is broad is no crack: the detector's false losses are to be unlearnt.
"""

import cv2
import numpy as np

from restoration.domain import Likelihood, Mask

LIKELY = 0.2  # likelihood from which a pixel is doubted
WIDEST = 9  # px; what is wider is no line
LEAST = 20  # px; what is smaller is a speck of grain


def doubtful_lines(likelihood: Likelihood) -> Mask:
    """The lines, and the pixels beside them: (H, W) bool."""
    likely = (likelihood >= LIKELY).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDEST, WIDEST))
    thin = likely - np.asarray(cv2.morphologyEx(likely, cv2.MORPH_OPEN, disc), np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    is_long = stats[:, cv2.CC_STAT_AREA] >= LEAST
    is_long[0] = False  # the rest of the picture
    return np.asarray(cv2.dilate(is_long[parts].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
