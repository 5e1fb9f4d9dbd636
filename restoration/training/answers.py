"""A network's answers, counted: how many damaged and how many sound pixels of each picture got which logit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.training.examples import UNKNOWN, Target

EDGES = np.linspace(-12, 12, 481)  # logits, .05 apart; what lies beyond counts to the outermost
MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2

Counts = npt.NDArray[np.int64]
Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Answers:
    """Pixels by their logit, as `EDGES` part them."""

    damaged: Counts  # (pictures, bins)
    sound: Counts  # (pictures, bins)


def count_answers(logits: Logits, targets: Target) -> Answers:
    """The answers of a network, counted.

    Args:
        logits: (N, H, W), of damage of whatever kind.
        targets: (N, H, W); what is `UNKNOWN` is not counted.
    """
    bins = np.clip(np.searchsorted(EDGES, logits, side="right") - 1, 0, len(MIDDLES) - 1)
    damaged = (targets > 0) & (targets != UNKNOWN)
    return Answers(_counted(bins, damaged), _counted(bins, targets == 0))


def _counted(bins: npt.NDArray[np.int64], among: npt.NDArray[np.bool_]) -> Counts:
    pairs = zip(bins, among, strict=True)
    return np.stack([np.bincount(each[chosen], minlength=len(MIDDLES)) for each, chosen in pairs])
