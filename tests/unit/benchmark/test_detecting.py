"""Scores of a detector where the damage is known to the pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.benchmark.detection_metrics import DETECTION_METRICS, average_precision, score_detection
from restoration.benchmark.precision_recall import score_mask

SOFT, HARD = 20_000, 65_535


def test_average_precision_as_worked_out_by_hand():
    likelihood = np.array([[0.9, 0.8, 0.8, 0.3, 1.0]], np.float32)
    alpha = np.array([[HARD, HARD, 0, HARD, SOFT]], np.uint16)
    steps = [(1 / 3, 1 / 1), (1 / 3, 2 / 3), (1 / 3, 3 / 4)]  # recall gained, precision there
    assert average_precision(likelihood, alpha) == pytest.approx(sum(gained * precision for gained, precision in steps))


@given(
    arrays(np.float32, (6, 7), elements=st.sampled_from([0, 0.25, 0.5, 0.75, 1])),
    arrays(np.uint16, (6, 7), elements=st.sampled_from([0, SOFT, HARD])),
)
def test_average_precision_sums_up_the_masks_at_all_thresholds(likelihood, alpha):
    if (alpha == SOFT).all():
        return
    total = found = 0.0
    for threshold in (1, 0.75, 0.5, 0.25, 0):
        at = score_mask(likelihood >= threshold, alpha, 0)
        total, found = total + (at.recall - found) * at.precision, max(at.recall, found)
    assert average_precision(likelihood, alpha) == pytest.approx(total)


def test_a_detector_that_sees_damage_everywhere_has_the_damaged_share_as_its_precision():
    alpha = np.zeros((20, 30), np.uint16)
    alpha[5:8] = HARD
    scores = score_detection(np.ones((20, 30), bool), alpha, 0.5)
    assert scores["precision"] == scores["average_precision"] == scores["iou"] == pytest.approx(3 / 20)
    assert scores["recall"] == 1.0


def test_only_what_lies_above_the_threshold_is_marked():
    likelihood = np.full((20, 30), 0.5, np.float32)
    alpha = np.full((20, 30), HARD, np.uint16)
    assert score_detection(likelihood, alpha, 0.5)["recall"] == 0.0
    assert score_detection(likelihood, alpha, 0.49)["recall"] == 1.0


def test_an_undamaged_picture_scores_nothing_and_breaks_nothing():
    scores = score_detection(np.zeros((20, 30), np.float32), np.zeros((20, 30), np.uint16), 0.5)
    assert scores == dict.fromkeys((metric.key for metric in DETECTION_METRICS), 0.0)
