"""Calibrated likelihoods match the share of damaged pixels."""

import numpy as np
import pytest

from restoration.training.detection_task import F1_TOLERANCE, SLOPE_RANGE, calibrate
from restoration.training.logit_histogram import BIN_EDGES, compute_scores, count_logits, f1_curve


def histogram_of(slope, count=40_000):
    """Return the histogram of logits whose true likelihoods have that slope: 1 is calibrated, less is overconfident."""
    rng = np.random.default_rng(3)
    true_logits = rng.normal(0, 3, (1, 1, count))
    targets = (rng.random(true_logits.shape) < 1 / (1 + np.exp(-true_logits))).astype(np.uint8)
    return count_logits((true_logits / slope).astype(np.float32), targets)


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0])
def test_the_slope_damps_an_overconfident_network_and_sharpens_a_timid_one(slope):
    assert calibrate(histogram_of(slope)).slope == pytest.approx(slope, rel=0.15)


def test_the_middle_is_the_highest_threshold_that_is_as_good_as_the_best():
    histogram = histogram_of(1.0)
    best, middle = compute_scores(histogram), calibrate(histogram).middle
    f1 = dict(zip(BIN_EDGES.tolist(), f1_curve(histogram)[0].tolist(), strict=False))
    assert middle > best.logit
    assert f1[middle] >= best.f1 - F1_TOLERANCE
    assert all(f1[logit] < best.f1 - F1_TOLERANCE for logit in f1 if logit > middle)


def test_a_perfect_network_still_has_a_slider():
    logits = np.array([[[-5.0, 5.0]]], np.float32)
    assert calibrate(count_logits(logits, np.array([[[0, 1]]], np.uint8))).slope == pytest.approx(SLOPE_RANGE[1])
