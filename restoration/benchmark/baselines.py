"""Trivial methods to compare with: a method that does not beat them is of no use."""

import cv2
import numpy as np

from restoration.detection.base import Detection, Detector
from restoration.domain import DamageKind, Image, Mask, Progress, no_progress
from restoration.inpainting.base import Inpainter, Needs
from restoration.registry import Entry

MEDIAN_SIDE = 7  # px, the window of the median filter


class DoNothing:
    """Leaves the damage as it is."""

    key = "nothing"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return image.copy()


class MedianFilter:
    """Replaces damage by the median of its surroundings, the damage itself included."""

    key = "median"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; 8 bit only, like OpenCV's median."""
        return np.asarray(cv2.medianBlur(image, MEDIAN_SIDE), np.uint8)


class MarkEverything:
    """Marks the whole picture as a loss."""

    key = "everything"

    def detect(self, image: Image, progress: Progress = no_progress) -> Detection:
        """See `Detector.detect`."""
        return Detection.of_one_kind(np.ones(image.shape[:2], np.float32), DamageKind.LOSS)


BASELINE_INPAINTERS: list[Entry[Inpainter]] = [
    Entry("nothing", "Do nothing", DoNothing, summary="The damaged picture as it is.", source=""),
    Entry(
        "median", "Median filter", MedianFilter, summary=f"The median of {MEDIAN_SIDE} x {MEDIAN_SIDE} px.", source=""
    ),
]
BASELINE_DETECTORS: list[Entry[Detector]] = [
    Entry("everything", "Mark everything", MarkEverything, summary="Marks the whole picture as damage.", source=""),
]
