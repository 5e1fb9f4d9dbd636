"""Scores from logit histograms agree with scores computed pixel by pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from restoration.training.crop_dataset import UNKNOWN
from restoration.training.logit_histogram import (
    BIN_CENTRES,
    BIN_EDGES,
    average_precision,
    compute_scores,
    count_logits,
    f1_curve,
)

SHAPE = (2, 5, 6)

logits = arrays.arrays(np.float32, SHAPE, elements=st.sampled_from(list(BIN_CENTRES[::40].astype(np.float32))))
targets = arrays.arrays(np.uint8, SHAPE, elements=st.sampled_from([0, 0, 1, 3, UNKNOWN]))


def f1(marked, damaged):
    return 2 * (marked & damaged).sum() / max(marked.sum() + damaged.sum(), 1)


@given(logits, targets, st.integers(0, len(BIN_CENTRES) - 1))
def test_f1_at_a_threshold_is_the_f1_of_the_mask(logits, targets, threshold):
    curves = f1_curve(count_logits(logits, targets))
    for curve, logit, target in zip(curves, logits, targets, strict=True):
        known = target != UNKNOWN
        expected = f1((logit >= BIN_EDGES[threshold])[known], (target > 0)[known])
        assert curve[threshold] == pytest.approx(expected)


@given(logits, targets)
def test_average_precision_is_the_mean_precision_at_the_damaged_pixels(logits, targets):
    values = average_precision(count_logits(logits, targets))
    for value, logit, target in zip(values, logits, targets, strict=True):
        damaged, known = (target > 0) & (target != UNKNOWN), target != UNKNOWN
        precisions = [(damaged & (logit >= level)).sum() / (known & (logit >= level)).sum() for level in logit[damaged]]
        assert value == pytest.approx(np.mean(precisions) if precisions else 0)


def test_pictures_count_alike_and_undamaged_pictures_give_the_false_share():
    targets = np.zeros((3, 4, 4), np.uint8)
    targets[0, 0], targets[1, 0, 0] = 1, 2
    logits = np.where(targets > 0, 3.0, -3.0).astype(np.float32)
    logits[2, :2] = 3  # half of the undamaged picture
    scores = compute_scores(count_logits(logits, targets))
    assert (scores.f1, scores.average_precision, scores.false_share) == (1, 1, 0.5)
    assert -3 < scores.logit <= 3


def test_a_threshold_that_marks_too_much_of_undamaged_pictures_is_not_allowed():
    targets = np.zeros((2, 10, 10), np.uint8)
    targets[0, :5] = 1
    logits = np.full((2, 10, 10), -4.0, np.float32)
    logits[0, :2], logits[0, 2:5] = 4, 0  # the network is surer of some damage
    logits[1, 0] = 0  # a tenth of the undamaged picture looks like the other damage
    histogram = count_logits(logits, targets)
    free, strict = compute_scores(histogram), compute_scores(histogram, max_false_share=0.05)
    assert (free.f1, free.false_share) == (1, 0.1)
    assert (strict.f1, strict.false_share) == (pytest.approx(4 / 7), 0)


def test_logits_beyond_the_bins_count_in_the_outermost_bins():
    histogram = count_logits(np.array([[[-99, 99]]], np.float32), np.array([[[0, 1]]], np.uint8))
    assert histogram.sound[0, 0] == histogram.damaged[0, -1] == 1


def test_without_an_undamaged_picture_there_is_no_false_share():
    histogram = count_logits(np.ones((1, 2, 2), np.float32), np.ones((1, 2, 2), np.uint8))
    assert compute_scores(histogram).false_share is None
