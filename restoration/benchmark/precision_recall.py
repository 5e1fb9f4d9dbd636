"""How well a mask meets what is known to be damaged."""

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.benchmark.centrelines import centre_lines
from restoration.damage.layer import HALF_ALPHA, Alpha
from restoration.domain import Mask


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Two ways to err: marking what is no crack (precision) and missing one (recall); each 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 where either is."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def iou(self) -> float:
        """Intersection over union; where a tolerance was given, what the F1 would make it."""
        return self.f1 / (2 - self.f1)


def score_mask(mask: Mask, alpha: Alpha, tolerance: float) -> PrecisionRecall:
    """Pixel by pixel against what is covered by half; a mark and damage up to some pixels apart meet.

    Precision is the share of marked pixels with damage within the tolerance, recall the share of damaged pixels with
    a mark within it. A mark on the soft rim is no false one, but it may meet damage beside it.

    Args:
        mask: (H, W) bool, what a detector marked.
        alpha: (H, W) uint16, how far damage covers each pixel.
        tolerance: px, Euclidean; 0 is strict.
    """
    damaged = alpha >= HALF_ALPHA
    return PrecisionRecall(
        share_within(mask & counted_pixels(alpha), damaged, tolerance), share_within(damaged, mask, tolerance)
    )


def centre_line_dice(mask: Mask, alpha: Alpha) -> float:
    """Centre-line Dice, 0..1: how much of either's centre-lines the other covers, whatever the width of the marks.

    Centre-lines on the soft rim count neither way.

    Source:
        S. Shit et al., "clDice - a novel topology-preserving loss function for tubular structure segmentation",
        CVPR 2021, arXiv:2003.07311.
    """
    damaged = alpha >= HALF_ALPHA
    found = centre_lines(mask) & counted_pixels(alpha)
    return PrecisionRecall(share_within(found, damaged, 0), share_within(centre_lines(damaged), mask, 0)).f1


def counted_pixels(alpha: Alpha) -> Mask:
    """(H, W) bool: sound paint, and what is covered by half at least; not the soft rim between."""
    counted: Mask = (alpha == 0) | (alpha >= HALF_ALPHA)
    return counted


def share_within(of: Mask, to: Mask, tolerance: float) -> float:
    """Share of the pixels of one mask that lie within `tolerance` px of the other, 0..1; 0 where either is empty."""
    if not of.any() or not to.any():
        return 0.0
    distance = cv2.distanceTransform((~to).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((distance[of] <= tolerance + 1e-3).mean())  # 1e-3: the transform rounds to float32
