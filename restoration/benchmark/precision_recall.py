"""Precision and recall of a detector: of one mask, over all thresholds, and at fixed recalls."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.centrelines import centre_lines
from restoration.damage.layer import HALF_ALPHA, Alpha
from restoration.domain import Likelihood, Mask

Floats = npt.NDArray[np.float64]

RECALLS = tuple(step / 20 for step in range(1, 21))
"""The recalls at which precision is averaged over pictures."""


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """How well marks agree with the true damage; each 0..1.

    False marks cost precision, missed damage costs recall.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where either is 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def iou(self) -> float:
        """Intersection over union; with a tolerance, the value that follows from the F1."""
        return self.f1 / (2 - self.f1)


def score_mask(mask: Mask, alpha: Alpha, tolerance: float) -> PrecisionRecall:
    """Return precision and recall by pixel, where a mark and damage match if they lie within the tolerance.

    Precision is the share of marked pixels with damage within the tolerance, recall the share of damaged pixels with
    a mark within it. A pixel is damaged where damage covers at least half of it. A mark on the soft rim of damage does
    not count for precision, but it may match damage beside it.

    Args:
        mask: (H, W) bool, the marks of a detector.
        alpha: (H, W) uint16, how far damage covers each pixel.
        tolerance: px, Euclidean; 0 is strict.
    """
    damaged = alpha >= HALF_ALPHA
    return PrecisionRecall(
        precision=share_within(mask & counted_pixels(alpha), damaged, tolerance),
        recall=share_within(damaged, mask, tolerance),
    )


def centre_line_dice(mask: Mask, alpha: Alpha) -> float:
    """Return the centre-line Dice (clDice), 0..1, which does not depend on the width of the marks.

    It is the F1 of two shares: the centre-lines of the marks that lie on damage, and the centre-lines of the damage
    that are marked. Centre-lines on the soft rim of damage do not count.

    Args:
        mask: (H, W) bool, the marks of a detector.
        alpha: (H, W) uint16, how far damage covers each pixel.

    Source:
        S. Shit et al., "clDice - a novel topology-preserving loss function for tubular structure segmentation",
        CVPR 2021, arXiv:2003.07311.
    """
    damaged = alpha >= HALF_ALPHA
    marked_lines = centre_lines(mask) & counted_pixels(alpha)
    return PrecisionRecall(
        precision=share_within(marked_lines, damaged, 0),
        recall=share_within(centre_lines(damaged), mask, 0),
    ).f1


def counted_pixels(alpha: Alpha) -> Mask:
    """Return the pixels that count, (H, W) bool: sound or at least half covered, not the soft rim between."""
    counted: Mask = (alpha == 0) | (alpha >= HALF_ALPHA)
    return counted


def share_within(pixels: Mask, others: Mask, tolerance: float) -> float:
    """Return the share of `pixels` that lie within `tolerance` px of one of `others`, 0..1.

    Args:
        pixels: (H, W) bool.
        others: (H, W) bool. The share is 0 where either mask is empty.
        tolerance: px, Euclidean.
    """
    if not pixels.any() or not others.any():
        return 0.0
    distance = cv2.distanceTransform((~others).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((distance[pixels] <= tolerance + 1e-3).mean())  # 1e-3: the transform rounds to float32


def precision_recall_curve(likelihood: Likelihood | Mask, alpha: Alpha) -> tuple[Floats, Floats]:
    """Return precision and recall at each likelihood that occurs, highest first; each (N,) float64.

    Pixels of equal likelihood are marked together, so their order does not matter. The soft rim of damage does not
    count.

    Args:
        likelihood: (H, W), float32 or bool.
        alpha: (H, W) uint16, how far damage covers each pixel.
    """
    counted = counted_pixels(alpha)
    levels, damaged = likelihood[counted].astype(np.float32), alpha[counted] >= HALF_ALPHA
    order = np.argsort(-levels)
    last_of_equals = np.flatnonzero(np.diff(levels[order], append=-np.inf))
    hits = np.cumsum(damaged[order])[last_of_equals]
    return hits / (last_of_equals + 1), hits / max(1, damaged.sum())


def average_precision(likelihood: Likelihood | Mask, alpha: Alpha) -> float:
    """Return the area under precision over recall, 0..1; 0 where nothing is damaged.

    It is the sum of (R_n - R_n-1) P_n over falling thresholds, as in scikit-learn's `average_precision_score`.

    Args:
        likelihood: (H, W), float32 or bool.
        alpha: (H, W) uint16, how far damage covers each pixel.
    """
    precision, recall = precision_recall_curve(likelihood, alpha)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def precision_at_key(recall: float) -> str:
    """Return the key of the precision at a recall, as the tables of a run hold it."""
    return f"precision_at_{recall:.2f}"


def precision_at_recalls(likelihood: Likelihood | Mask, alpha: Alpha) -> dict[str, float]:
    """Return the best precision at a recall of at least each of `RECALLS`, by key; nothing without damage.

    Fixed recalls let curves be averaged over pictures.

    Args:
        likelihood: (H, W), float32 or bool.
        alpha: (H, W) uint16, how far damage covers each pixel.

    Source:
        Interpolated precision: C. Manning, P. Raghavan and H. Schütze, "Introduction to Information Retrieval", 2008,
        section 8.4.
    """
    if not (alpha >= HALF_ALPHA).any():
        return {}
    precision, recall = precision_recall_curve(likelihood, alpha)
    best = np.maximum.accumulate(precision[::-1])[::-1]  # at this recall or a larger one
    places = np.searchsorted(recall, RECALLS)
    return {precision_at_key(each): float(best[place]) for each, place in zip(RECALLS, places, strict=True)}
