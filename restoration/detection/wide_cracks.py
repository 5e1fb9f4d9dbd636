"""Wide cracks, found from farther away: on a scan of high resolution they are wider than detectors know them."""

import cv2
import numpy as np

from restoration.detection.base import Detection, Detector
from restoration.domain import Image, Progress, no_progress

NATIVE_WIDTH = 4  # px: the widest cracks that detectors find as they are; docs/decisions/0011 measures it
MAX_WIDTH = 64  # px that may be asked for


def detect_wide_cracks(
    detector: Detector, image: Image, widest: int = NATIVE_WIDTH, progress: Progress = no_progress
) -> Detection:
    """What a detector finds in the picture reduced so far that its widest cracks look `KNOWN` px wide.

    Finer ones may be lost; what there is to look at, and the time it takes, fall with the square.

    Args:
        detector: who looks.
        image: (H, W, 3) uint8 or uint16 RGB.
        widest: px, of the cracks; at most `KNOWN` to look at the picture as it is.
        progress: called as (done, total).

    Raises:
        ValueError: nobody looks for cracks as wide as that.
    """
    if widest > MAX_WIDTH:
        raise ValueError(f"cracks of {widest} px are wider than {MAX_WIDTH} px")
    if widest <= NATIVE_WIDTH:
        return detector.examine(image, progress)
    height, width = image.shape[:2]
    smaller = (max(width * NATIVE_WIDTH // widest, 1), max(height * NATIVE_WIDTH // widest, 1))
    found = detector.examine(np.asarray(cv2.resize(image, smaller, interpolation=cv2.INTER_AREA)), progress)
    spread = cv2.dilate(found.kinds, np.ones((3, 3), np.uint8))  # for the likelihood beside a mark that blurs into it
    kinds = np.where(found.kinds, found.kinds, spread)
    return Detection(
        np.asarray(cv2.resize(found.likelihood, (width, height), interpolation=cv2.INTER_LINEAR), np.float32),
        np.asarray(cv2.resize(kinds, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8),
    )
