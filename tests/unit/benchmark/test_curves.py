"""Precision at fixed recalls."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.benchmark.detection_metrics import RECALLS, precision_at_key, precision_at_recalls

FULL, SOFT = 65_535, 9_000


def curve(likelihood, alpha):
    scores = precision_at_recalls(np.array([likelihood], np.float32), np.array([alpha], np.uint16))
    return [scores[precision_at_key(recall)] for recall in RECALLS]


def test_a_curve_by_hand():
    found = curve([0.9, 0.8, 0.7, 0.6, 0.9], [FULL, 0, FULL, 0, SOFT])
    assert found == [1.0] * 10 + [2 / 3] * 10


def test_marking_everything_keeps_the_share_of_damage_throughout():
    assert curve([1, 1, 1, 1], [FULL, 0, 0, 0]) == [0.25] * 20


def test_without_damage_there_is_no_curve():
    assert precision_at_recalls(np.ones((2, 2), np.float32), np.zeros((2, 2), np.uint16)) == {}


@given(arrays(np.float32, (4, 4), elements=st.sampled_from([0, 0.25, 0.5, 1])), arrays(bool, (4, 4)))
def test_it_is_the_best_precision_of_any_threshold_that_finds_as_much(likelihood, damaged):
    damaged[0, 0] = True
    masks = [likelihood >= level for level in np.unique(likelihood)]
    hits = [(mask & damaged).sum() for mask in masks]
    found = curve(likelihood.ravel(), damaged.ravel() * np.uint16(FULL))
    for recall, precision in zip(RECALLS, found, strict=True):
        enough = [
            hit / mask.sum() for hit, mask in zip(hits, masks, strict=True) if hit >= recall * damaged.sum() - 1e-6
        ]
        assert precision == max(enough)
