"""The precision-recall curve of a detector, taken at fixed recalls so that pictures can be averaged."""

import numpy as np

from restoration.benchmark.detecting import precision_recall
from restoration.damage.layer import HALF, Alpha
from restoration.domain import Likelihood, Mask

RECALLS = tuple(step / 20 for step in range(1, 21))


def precision_at(recall: float) -> str:
    """The key under which precision at that recall stands in the scores."""
    return f"precision_at_{recall:.2f}"


def precision_recall_scores(likelihood: Likelihood | Mask, alpha: Alpha) -> dict[str, float]:
    """The best precision that a detector keeps while it finds at least each of `RECALLS` of the damage.

    Takes what `detecting.precision_recall` does. Without damage there is no curve.

    Source:
        Interpolated precision: C. Manning, P. Raghavan and H. Schütze, "Introduction to Information Retrieval", 2008,
        section 8.4.
    """
    if not (alpha >= HALF).any():
        return {}
    precision, recall = precision_recall(likelihood, alpha)
    best = np.maximum.accumulate(precision[::-1])[::-1]  # at this recall or a larger one
    places = np.searchsorted(recall, RECALLS)
    return {precision_at(each): float(best[place]) for each, place in zip(RECALLS, places, strict=True)}
