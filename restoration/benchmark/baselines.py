"""Methods that keep everybody honest: whoever does not beat them has not shown anything."""

import cv2
import numpy as np

from restoration.detection.base import Detection, Detector
from restoration.domain import DamageKind, Image, Likelihood, Mask, Progress, kind_number, no_progress
from restoration.inpainting.base import Inpainter, Needs
from restoration.registry import Entry

MEDIAN_SIDE = 7  # px of the median


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
        """See `Inpainter.fill`; 8 bit only, as OpenCV's median is."""
        return np.asarray(cv2.medianBlur(image, MEDIAN_SIDE), np.uint8)


class MarkEverything:
    """Marks the whole picture."""

    key = "everything"

    def examine(self, image: Image, progress: Progress = no_progress) -> Detection:
        """See `Detector.examine`; it calls everything a loss."""
        return Detection(self.likelihood(image), np.full(image.shape[:2], kind_number(DamageKind.LOSS), np.uint8))

    def likelihood(self, image: Image, progress: Progress = no_progress) -> Likelihood:
        """See `Detector.likelihood`."""
        return np.ones(image.shape[:2], np.float32)


BASELINE_INPAINTERS: list[Entry[Inpainter]] = [
    Entry("nothing", "Do nothing", DoNothing, summary="The damaged picture as it is.", source=""),
    Entry(
        "median", "Median filter", MedianFilter, summary=f"The median of {MEDIAN_SIDE} x {MEDIAN_SIDE} px.", source=""
    ),
]
BASELINE_DETECTORS: list[Entry[Detector]] = [
    Entry("everything", "Mark everything", MarkEverything, summary="The whole picture is called damage.", source=""),
]
