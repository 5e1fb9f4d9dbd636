"""The precision-recall curve of a detector, taken at fixed recalls so that pictures can be averaged."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from restoration.benchmark.metric import Metric, evaluate_metrics
from restoration.benchmark.precision_recall import PrecisionRecall, centre_line_dice, counted_pixels, score_mask
from restoration.damage.layer import HALF_ALPHA, Alpha
from restoration.domain import Likelihood, Mask

Floats = npt.NDArray[np.float64]

TOLERANCES = (0, 1, 2)  # px that a mark may lie beside the damage


@dataclass(frozen=True, eq=False)  # without slots, so that what several metrics need is worked out once
class DetectionCase:
    """What a detector saw, beside the truth."""

    likelihood: Likelihood | Mask  # (H, W)
    alpha: Alpha  # (H, W), how far damage truly covers each pixel
    threshold: float

    @cached_property
    def mask(self) -> Mask:
        """(H, W) bool: what lies above the threshold."""
        mask: Mask = self.likelihood > self.threshold
        return mask

    @cached_property
    def agreements(self) -> dict[int, PrecisionRecall]:
        """By tolerance in px."""
        return {px: score_mask(self.mask, self.alpha, px) for px in TOLERANCES}


DetectionMetrics = dict[Metric, Callable[[DetectionCase], float]]


def _metrics_within(px: int) -> DetectionMetrics:
    """Precision, recall, F1 and IoU at one tolerance."""
    end, about = (f"_{px}px", f", within {px} px") if px else ("", "")
    return {
        Metric(
            key=f"precision{end}",
            label=f"Precision{about}",
            unit="",
            better="higher",
            summary=f"Share of the marked pixels that are truly damaged{about}.",
        ): lambda one: one.agreements[px].precision,
        Metric(
            key=f"recall{end}",
            label=f"Recall{about}",
            unit="",
            better="higher",
            summary=f"Share of the damaged pixels that were marked{about}.",
        ): lambda one: one.agreements[px].recall,
        Metric(
            key=f"f1{end}",
            label=f"F1{about}",
            unit="",
            better="higher",
            summary=f"Precision and recall in one figure, low where either is{about}.",
        ): lambda one: one.agreements[px].f1,
        Metric(
            key=f"iou{end}",
            label=f"IoU{about}",
            unit="",
            better="higher",
            summary=f"What marks and damage have in common, as a share of both together{about}.",
        ): lambda one: one.agreements[px].iou,
    }


DETECTION_METRICS: DetectionMetrics = {
    **_metrics_within(0),
    **_metrics_within(1),
    **_metrics_within(2),
    Metric(
        key="average_precision",
        label="Average precision",
        unit="",
        better="higher",
        summary="Precision over all thresholds: how well sure marks are told from doubtful ones.",
    ): lambda one: average_precision(one.likelihood, one.alpha),
    Metric(
        key="cldice",
        label="clDice",
        unit="",
        better="higher",
        summary="How much of the cracks' course was found, however wide they were marked.",
        source="arXiv:2003.07311",
    ): lambda one: centre_line_dice(one.mask, one.alpha),
}
"""What a detector is measured by where the damage is known to the pixel."""


def score_detection(likelihood: Likelihood | Mask, alpha: Alpha, threshold: float) -> dict[str, float]:
    """The figures of `DETECTION`, by key; pixels covered by less than half count neither way. 0 where none is damaged.

    Args:
        likelihood: (H, W) float32 in 0..1; or bool, for a method that only decides.
        alpha: (H, W) uint16, how far damage covers each pixel.
        threshold: above which likelihood is a mark, 0..1.
    """
    return evaluate_metrics(DETECTION_METRICS, DetectionCase(likelihood, alpha, threshold))


def average_precision(likelihood: Likelihood | Mask, alpha: Alpha) -> float:
    """Area under precision over recall, 0..1, in steps: the sum of (R_n - R_n-1) P_n over falling thresholds.

    As scikit-learn's `average_precision_score`. Takes what `precision_recall` does; 0 where nothing is damaged.
    """
    precision, recall = precision_recall_curve(likelihood, alpha)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def precision_recall_curve(likelihood: Likelihood | Mask, alpha: Alpha) -> tuple[Floats, Floats]:
    """Precision and recall at each likelihood that occurs, (N,) and (N,), highest first.

    Pixels of equal likelihood are marked together, so their order does not matter. The soft rim counts neither way.

    Args:
        likelihood: (H, W), float32 or bool.
        alpha: (H, W) uint16, how far damage covers each pixel.
    """
    counted = counted_pixels(alpha)
    levels, damaged = likelihood[counted].astype(np.float32), alpha[counted] >= HALF_ALPHA
    order = np.argsort(-levels)
    last = np.flatnonzero(np.diff(levels[order], append=-np.inf))  # of each run of equal ones
    hits = np.cumsum(damaged[order])[last]
    return hits / (last + 1), hits / max(1, damaged.sum())


RECALLS = tuple(step / 20 for step in range(1, 21))


def precision_at_key(recall: float) -> str:
    """The key under which precision at that recall stands in the scores."""
    return f"precision_at_{recall:.2f}"


def precision_at_recalls(likelihood: Likelihood | Mask, alpha: Alpha) -> dict[str, float]:
    """The best precision that a detector keeps while it finds at least each of `RECALLS` of the damage.

    Takes what `detecting.precision_recall` does. Without damage there is no curve.

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
