"""The metrics of a detector where the damage is known to the pixel."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from restoration.benchmark.metric import Metric, evaluate_metrics
from restoration.benchmark.precision_recall import PrecisionRecall, average_precision, centre_line_dice, score_mask
from restoration.damage.layer import Alpha
from restoration.domain import Likelihood, Mask

TOLERANCES = (0, 1, 2)  # px between a mark and the damage


@dataclass(frozen=True, eq=False)  # no slots: cached properties share what several metrics need
class DetectionCase:
    """The answer of a detector, beside the true damage."""

    likelihood: Likelihood | Mask  # (H, W)
    alpha: Alpha  # (H, W), how far damage truly covers each pixel
    threshold: float

    @cached_property
    def mask(self) -> Mask:
        """(H, W) bool: pixels above the threshold."""
        mask: Mask = self.likelihood > self.threshold
        return mask

    @cached_property
    def by_tolerance(self) -> dict[int, PrecisionRecall]:
        """Precision and recall of the mask, by tolerance in px."""
        return {px: score_mask(self.mask, self.alpha, px) for px in TOLERANCES}


DetectionMetrics = dict[Metric, Callable[[DetectionCase], float]]


def _metrics_within(px: int) -> DetectionMetrics:
    """Return precision, recall, F1 and IoU at one tolerance."""
    suffix, within = (f"_{px}px", f", within {px} px") if px else ("", "")
    return {
        Metric(
            key=f"precision{suffix}",
            label=f"Precision{within}",
            unit="",
            better="higher",
            summary=f"Share of the marked pixels that are truly damaged{within}.",
        ): lambda case: case.by_tolerance[px].precision,
        Metric(
            key=f"recall{suffix}",
            label=f"Recall{within}",
            unit="",
            better="higher",
            summary=f"Share of the damaged pixels that were marked{within}.",
        ): lambda case: case.by_tolerance[px].recall,
        Metric(
            key=f"f1{suffix}",
            label=f"F1{within}",
            unit="",
            better="higher",
            summary=f"Harmonic mean of precision and recall{within}.",
        ): lambda case: case.by_tolerance[px].f1,
        Metric(
            key=f"iou{suffix}",
            label=f"IoU{within}",
            unit="",
            better="higher",
            summary=f"Intersection of marks and damage divided by their union{within}.",
        ): lambda case: case.by_tolerance[px].iou,
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
        summary="Mean precision over all thresholds: high where true damage gets a higher likelihood than sound paint.",
    ): lambda case: average_precision(case.likelihood, case.alpha),
    Metric(
        key="cldice",
        label="clDice",
        unit="",
        better="higher",
        summary=(
            "F1 of the cracks' centre-lines: low where cracks are missed, or where marks lie beside cracks; "
            "the width of a mark does not count."
        ),
        source="arXiv:2003.07311",
    ): lambda case: centre_line_dice(case.mask, case.alpha),
}


def score_detection(likelihood: Likelihood | Mask, alpha: Alpha, threshold: float) -> dict[str, float]:
    """Return the values of `DETECTION_METRICS`, by key; all are 0 where nothing is damaged.

    Pixels that damage covers by less than half do not count.

    Args:
        likelihood: (H, W) float32 in 0..1; or bool, for a method that only decides.
        alpha: (H, W) uint16, how far damage covers each pixel.
        threshold: pixels with a larger likelihood are marked, 0..1.
    """
    return evaluate_metrics(DETECTION_METRICS, DetectionCase(likelihood, alpha, threshold))
