"""From logits to likelihoods that can be believed: where the middle of the slider lies, and how far its ends reach."""

import numpy as np

from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.networks.detection_unet import Calibration
from restoration.training.logit_histogram import BIN_CENTRES, Counts, DetectionScores, LogitHistogram, compute_scores

MAX_FALSE_SHARE = 0.01  # part of undamaged pictures that may be marked, painted hair, lace and weave among them
SLOPE_RANGE = (
    0.25,
    4.0,
)  # least and most; beyond, sensitivities .1 and .9 would mark nothing and all, or just the same
F1_TOLERANCE = 0.002  # of F1; thresholds so near to the best are as good as it
RESERVES = {DamageKind.LOSS: 3.0}  # logits by which the network must be surer of a kind; docs/decisions/0007 tells why
FAVOURS = {DamageKind.ABRASION: -3.0}  # logits by which a kind is favoured when kinds are told apart; 0007 again
BISECTION_STEPS = 50  # of the search; each halves the range


def score_at_default_sensitivity(answers: LogitHistogram) -> DetectionScores:
    """The scores at sensitivity 0.5, once the network is calibrated by these answers."""
    return compute_scores(answers, MAX_FALSE_SHARE, F1_TOLERANCE)


def calibrate(answers: LogitHistogram) -> Calibration:
    """The calibration that a network's answers in an exam suggest.

    The middle, sensitivity 0.5, is the most careful logit that is as good as the best by mean F1, among those that
    leave undamaged pictures alone: what is marked will be painted over, so a false mark does more harm than a missed
    crack. The slope is fitted by
    logistic regression on all pixels, as in Platt's scaling, with the middle held. So a network that is too sure of
    itself is damped and its slider reaches over more logits: the likelihoods 0.1 and 0.9 stand as far from the middle
    as the share of damage among such pixels really changes. Of losses the network must be surer: a false crack is
    painted over and hardly seen, a false loss can be half a face. Thin pale marks are mostly worn paint in training,
    and mostly cracks where somebody looks for these, so worn paint is held for less frequent than it was.

    Source:
        J. Platt, "Probabilistic outputs for support vector machines", in Advances in Large Margin Classifiers, 1999;
        M. Saerens et al., "Adjusting the outputs of a classifier to new a priori probabilities: a simple procedure",
        Neural Computation 14(1), 2002, doi:10.1162/089976602753284446.
    """
    middle = score_at_default_sensitivity(answers).logit
    damaged, sound = answers.damaged.sum(axis=0), answers.sound.sum(axis=0)
    reserves, favours = (tuple(each.get(kind, 0.0) for kind in DAMAGE_KINDS) for each in (RESERVES, FAVOURS))
    return Calibration(middle, _fit_slope(BIN_CENTRES - middle, damaged, sound), reserves, favours)


def _fit_slope(distances: np.ndarray, damaged: Counts, sound: Counts) -> float:
    """The most likely slope within `SLOPES`, by bisection: the surprise is convex in it."""
    low, high = SLOPE_RANGE
    for _ in range(BISECTION_STEPS):
        slope = (low + high) / 2
        likelihood = 1 / (1 + np.exp(-slope * distances))
        if (distances * (damaged * (1 - likelihood) - sound * likelihood)).sum() > 0:  # steeper would surprise less
            low = slope
        else:
            high = slope
    return (low + high) / 2
