"""Scores of a detector where the damage is known to the pixel."""

import numpy as np
import pytest

from restoration.benchmark.detection_metrics import DETECTION_METRICS, score_detection

FULL = 65_535


def test_a_detector_that_marks_everything_has_the_damaged_share_as_its_precision():
    alpha = np.zeros((20, 30), np.uint16)
    alpha[5:8] = FULL
    scores = score_detection(np.ones((20, 30), bool), alpha, 0.5)
    assert scores["precision"] == scores["average_precision"] == scores["iou"] == pytest.approx(3 / 20)
    assert scores["recall"] == 1.0


def test_only_pixels_above_the_threshold_are_marked():
    likelihood = np.full((20, 30), 0.5, np.float32)
    alpha = np.full((20, 30), FULL, np.uint16)
    assert score_detection(likelihood, alpha, 0.5)["recall"] == 0.0
    assert score_detection(likelihood, alpha, 0.49)["recall"] == 1.0


def test_an_undamaged_picture_scores_0_in_every_metric():
    scores = score_detection(np.zeros((20, 30), np.float32), np.zeros((20, 30), np.uint16), 0.5)
    assert scores == dict.fromkeys((metric.key for metric in DETECTION_METRICS), 0.0)
