"""Cracks that are too wide for a detector, as on a scan of high resolution: it finds them in a reduced picture."""

import cv2
import numpy as np

from restoration.detection.base import Detection, Detector
from restoration.domain import Image, Progress, no_progress

NATIVE_WIDTH = 4  # px: the widest cracks that detectors find at full size; docs/decisions/0011 has the measurement
MAX_WIDTH = 64  # px: the largest width that can be asked for


def detect_wide_cracks(
    detector: Detector, image: Image, widest: int = NATIVE_WIDTH, progress: Progress = no_progress
) -> Detection:
    """Return what a detector finds when the picture is reduced until its widest cracks are `NATIVE_WIDTH` px wide.

    Finer cracks may be lost. Memory and time fall with the square of the reduction.

    Args:
        detector: any detector.
        image: (H, W, 3) uint8 or uint16 RGB.
        widest: width of the widest cracks, px; up to `NATIVE_WIDTH` the picture is not reduced.
        progress: called as (done, total).

    Returns:
        A detection of the full size, (H, W).

    Raises:
        ValueError: `widest` is more than `MAX_WIDTH`.
    """
    if widest > MAX_WIDTH:
        raise ValueError(f"cracks of {widest} px are wider than {MAX_WIDTH} px")
    if widest <= NATIVE_WIDTH:
        return detector.detect(image, progress)
    height, width = image.shape[:2]
    reduced = (max(width * NATIVE_WIDTH // widest, 1), max(height * NATIVE_WIDTH // widest, 1))
    found = detector.detect(np.asarray(cv2.resize(image, reduced, interpolation=cv2.INTER_AREA)), progress)
    spread = cv2.dilate(found.kinds, np.ones((3, 3), np.uint8))  # enlarging blurs the likelihood beyond these kinds
    kinds = np.where(found.kinds, found.kinds, spread)
    return Detection(
        np.asarray(cv2.resize(found.likelihood, (width, height), interpolation=cv2.INTER_LINEAR), np.float32),
        np.asarray(cv2.resize(kinds, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8),
    )
