"""Methods that keep everybody honest: whoever does not beat them has not shown anything."""

import cv2
import numpy as np

from restoration.detection.base import Detector, Finding
from restoration.domain import Image, Kind, Likelihood, Mask, Progress, number_of, silent
from restoration.inpainting.base import Inpainter, Needs
from restoration.registry import Entry

WINDOW = 7  # px of the median


class Nothing:
    """Leaves the damage as it is."""

    key = "nothing"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return image.copy()


class Median:
    """Replaces damage by the median of its surroundings, the damage itself included."""

    key = "median"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; 8 bit only, as OpenCV's median is."""
        return np.asarray(cv2.medianBlur(image, WINDOW), np.uint8)


class Everything:
    """Marks the whole picture."""

    key = "everything"

    def examine(self, image: Image, progress: Progress = silent) -> Finding:
        """See `Detector.examine`; it calls everything a loss."""
        return Finding(self.likelihood(image), np.full(image.shape[:2], number_of(Kind.LOSS), np.uint8))

    def likelihood(self, image: Image, progress: Progress = silent) -> Likelihood:
        """See `Detector.likelihood`."""
        return np.ones(image.shape[:2], np.float32)


FILLERS: list[Entry[Inpainter]] = [
    Entry("nothing", "Do nothing", Nothing, summary="The damaged picture as it is.", source=""),
    Entry("median", "Median filter", Median, summary=f"The median of {WINDOW} x {WINDOW} px.", source=""),
]
FINDERS: list[Entry[Detector]] = [
    Entry("everything", "Mark everything", Everything, summary="The whole picture is called damage.", source=""),
]
