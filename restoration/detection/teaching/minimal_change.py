"""The smallest change of a detector's answer that makes the examples right.

A detector that knows much should not be taught anew by a few strokes: whatever they do not speak of stays as it was.
So the learner does not fit the examples as well as it can. It looks for the smallest linear change of the log-odds
that brings them to the right side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

BIAS_COST = 1.0  # of a change by 1, squared; that of one example is its weight
MAX_STEPS = 30
_PRECISION = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Some pixels, and on which side of one half their likelihood should lie."""

    features: npt.NDArray[np.float32]  # (N, K), scaled
    odds: npt.NDArray[np.float32]  # (N,): the log-odds before the change
    side: npt.NDArray[np.float32]  # (N,): 1 damaged, -1 sound
    margin: npt.NDArray[np.float32]  # (N,): how far beyond 0 the log-odds should lie
    weight: float  # of all these pixels together


def smallest_change(targets: Iterable[Target], weight_costs: Sequence[float]) -> Vector:
    """Return (1 + count,): the bias and the weights of the change of the log-odds.

    Each target costs its weight times the mean square of what its pixels lack to their margin (a squared hinge loss);
    what is on the right side already costs nothing. The bias and the weights cost their squares. The problem is convex
    and is solved by Newton's method, so the same targets always give the same change.

    Args:
        targets: the examples.
        weight_costs: (K,), what a weight of 1 for each feature costs, squared.

    Source:
        O. Chapelle, "Training a support vector machine in the primal", Neural Computation 19(5), 2007.
    """
    listed = [target for target in targets if len(target.odds)]
    costs = np.array([BIAS_COST, *weight_costs])
    change = np.zeros(len(costs))
    if not listed:
        return change
    inputs = np.concatenate([design(target.features) for target in listed])
    odds, side, margin = (
        np.concatenate([getattr(target, name) for target in listed]).astype(np.float64)
        for name in ("odds", "side", "margin")
    )
    weight = np.concatenate([np.full(len(target.odds), target.weight / len(target.odds)) for target in listed])
    for _ in range(MAX_STEPS):
        lack = margin - side * (inputs @ change + odds)
        short = lack > 0
        pulled = inputs[short] * weight[short, np.newaxis]
        slope = costs * change - 2 * pulled.T @ (lack[short] * side[short])
        step = np.linalg.solve(2 * pulled.T @ inputs[short] + np.diag(costs), slope)
        change = change - step
        if np.abs(step).max() < _PRECISION:
            break
    return change


def design(features: npt.NDArray[np.float32]) -> Vector:
    """Return (N, 1 + K): 1 for the bias, and the features divided by the root of their number."""
    return np.concatenate([np.ones((len(features), 1)), features / np.sqrt(features.shape[1])], axis=1)
