"""What a network's counted answers are worth, at every threshold at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.training.crop_dataset import UNKNOWN, Target

BIN_EDGES = np.linspace(-12, 12, 481)  # logits, .05 apart; what lies beyond counts to the outermost
BIN_CENTRES = (BIN_EDGES[:-1] + BIN_EDGES[1:]) / 2

Counts = npt.NDArray[np.int64]
Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class LogitHistogram:
    """Pixels by their logit, as `EDGES` part them."""

    damaged: Counts  # (pictures, bins)
    sound: Counts  # (pictures, bins)


def count_logits(logits: Logits, targets: Target) -> LogitHistogram:
    """The answers of a network, counted.

    Args:
        logits: (N, H, W), of damage of whatever kind.
        targets: (N, H, W); what is `UNKNOWN` is not counted.
    """
    bins = np.clip(np.searchsorted(BIN_EDGES, logits, side="right") - 1, 0, len(BIN_CENTRES) - 1)
    damaged = (targets > 0) & (targets != UNKNOWN)
    return LogitHistogram(_count_bins(bins, damaged), _count_bins(bins, targets == 0))


def _count_bins(bins: npt.NDArray[np.int64], among: npt.NDArray[np.bool_]) -> Counts:
    pairs = zip(bins, among, strict=True)
    return np.stack([np.bincount(each[chosen], minlength=len(BIN_CENTRES)) for each, chosen in pairs])


Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DetectionScores:
    """A network's marks; means over pictures, each of which counts the same."""

    f1: float  # 0..1, over the pictures that are damaged, at the best threshold that is allowed
    logit: float  # that threshold: what reaches it is marked
    average_precision: float  # 0..1, over the same pictures
    false_share: float | None  # 0..1, of undamaged pictures that is marked at that threshold; None if there are none


def compute_scores(answers: LogitHistogram, most_false: float = 1.0, as_good: float = 0.0) -> DetectionScores:
    """The scores; at least one picture must be damaged.

    Args:
        answers: of all pictures.
        most_false: 0..1; thresholds that mark more of undamaged pictures are not allowed, unless all do.
        as_good: 0..1; how much F1 may be lost for a higher threshold.
    """
    is_damaged = answers.damaged.any(axis=1)
    f1 = f1_curve(answers)[is_damaged].mean(axis=0)
    marked = _count_from_bin_up(answers.sound[~is_damaged])
    false_share = (marked / marked[:, :1]).mean(axis=0) if len(marked) else np.zeros(len(f1))
    first = min(int((false_share > most_false).sum()), len(f1) - 1)  # it falls from one threshold to the next
    best = int(np.flatnonzero(f1 >= f1[first:].max() - as_good).max())
    return DetectionScores(
        f1=float(f1[best]),
        logit=float(BIN_EDGES[best]),
        average_precision=float(average_precision(answers)[is_damaged].mean()),
        false_share=float(false_share[best]) if len(marked) else None,
    )


def f1_curve(answers: LogitHistogram) -> Curve:
    """(pictures, bins) F1 where all is marked from the lower edge of each bin upwards; 0 for undamaged pictures."""
    found, wrong = _count_from_bin_up(answers.damaged), _count_from_bin_up(answers.sound)
    all_damage = answers.damaged.sum(axis=1, keepdims=True)
    curve: Curve = 2 * found / np.maximum(found + wrong + all_damage, 1)
    return curve


def average_precision(answers: LogitHistogram) -> Curve:
    """(pictures,) precision, averaged over all damaged pixels as each is reached; 0 for undamaged pictures."""
    found, wrong = _count_from_bin_up(answers.damaged), _count_from_bin_up(answers.sound)
    precision = found / np.maximum(found + wrong, 1)
    mean: Curve = (answers.damaged * precision).sum(axis=1) / np.maximum(answers.damaged.sum(axis=1), 1)
    return mean


def _count_from_bin_up(counts: Counts) -> Counts:
    """The pixels of each bin and of all above it."""
    return counts[:, ::-1].cumsum(axis=1)[:, ::-1]
