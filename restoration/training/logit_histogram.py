"""Histograms of a detector's logits over damaged and over sound pixels, and the scores at every threshold."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.training.crop_dataset import UNKNOWN

BIN_EDGES = np.linspace(-12, 12, 481)  # logits, 0.05 apart; values beyond the ends count in the outermost bins
BIN_CENTRES = (BIN_EDGES[:-1] + BIN_EDGES[1:]) / 2

Counts = npt.NDArray[np.int64]
Logits = npt.NDArray[np.float32]
Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class LogitHistogram:
    """The number of pixels in each bin of `BIN_EDGES`, for each picture."""

    damaged: Counts  # (pictures, bins)
    sound: Counts  # (pictures, bins)


def count_logits(logits: Logits, targets: npt.NDArray[np.uint8]) -> LogitHistogram:
    """Count the logits of a network.

    Args:
        logits: (N, H, W), of damage of any kind.
        targets: (N, H, W); pixels that are `UNKNOWN` are not counted.
    """
    bins = np.clip(np.searchsorted(BIN_EDGES, logits, side="right") - 1, 0, len(BIN_CENTRES) - 1)
    damaged = (targets > 0) & (targets != UNKNOWN)
    return LogitHistogram(_count_bins(bins, damaged), _count_bins(bins, targets == 0))


def _count_bins(bins: npt.NDArray[np.int64], counted: npt.NDArray[np.bool_]) -> Counts:
    pairs = zip(bins, counted, strict=True)
    return np.stack([np.bincount(picture[chosen], minlength=len(BIN_CENTRES)) for picture, chosen in pairs])


@dataclass(frozen=True, slots=True)
class DetectionScores:
    """The scores of a network: means over pictures, each of which counts the same."""

    f1: float  # 0..1, over the damaged pictures, at the best allowed threshold
    logit: float  # that threshold: pixels that reach it are marked
    average_precision: float  # 0..1, over the damaged pictures
    false_share: float | None  # 0..1, marked part of the undamaged pictures at that threshold; None if there are none


def compute_scores(
    histogram: LogitHistogram, max_false_share: float = 1.0, f1_tolerance: float = 0.0
) -> DetectionScores:
    """Compute the scores; at least one picture must be damaged.

    Args:
        histogram: of all pictures.
        max_false_share: 0..1; thresholds that mark a larger part of the undamaged pictures are not allowed, unless all
            thresholds do.
        f1_tolerance: 0..1; F1 that may be lost for a higher threshold.
    """
    is_damaged = histogram.damaged.any(axis=1)
    f1 = f1_curve(histogram)[is_damaged].mean(axis=0)
    marked = _count_from_bin_up(histogram.sound[~is_damaged])
    false_share = (marked / marked[:, :1]).mean(axis=0) if len(marked) else np.zeros(len(f1))
    first = min(int((false_share > max_false_share).sum()), len(f1) - 1)  # false_share falls as the threshold rises
    best = int(np.flatnonzero(f1 >= f1[first:].max() - f1_tolerance).max())
    return DetectionScores(
        f1=float(f1[best]),
        logit=float(BIN_EDGES[best]),
        average_precision=float(average_precision(histogram)[is_damaged].mean()),
        false_share=float(false_share[best]) if len(marked) else None,
    )


def f1_curve(histogram: LogitHistogram) -> Curve:
    """Return F1, (pictures, bins), when all pixels from the lower edge of a bin upwards are marked.

    The values of undamaged pictures are 0.
    """
    true_positives, false_positives = _count_from_bin_up(histogram.damaged), _count_from_bin_up(histogram.sound)
    positives = histogram.damaged.sum(axis=1, keepdims=True)
    curve: Curve = 2 * true_positives / np.maximum(true_positives + false_positives + positives, 1)
    return curve


def average_precision(histogram: LogitHistogram) -> Curve:
    """Return the average precision of each picture, (pictures,); 0 for undamaged pictures.

    It is the mean, over all damaged pixels, of the precision at the threshold that just reaches the pixel.
    """
    true_positives, false_positives = _count_from_bin_up(histogram.damaged), _count_from_bin_up(histogram.sound)
    precision = true_positives / np.maximum(true_positives + false_positives, 1)
    mean: Curve = (histogram.damaged * precision).sum(axis=1) / np.maximum(histogram.damaged.sum(axis=1), 1)
    return mean


def _count_from_bin_up(counts: Counts) -> Counts:
    """Return (pictures, bins): the pixels in each bin and all bins above it."""
    return counts[:, ::-1].cumsum(axis=1)[:, ::-1]
