"""Precision and recall of masks, of all thresholds, and at fixed recalls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.benchmark.precision_recall import (
    RECALLS,
    PrecisionRecall,
    average_precision,
    centre_line_dice,
    precision_at_key,
    precision_at_recalls,
    score_mask,
)

ALPHA = np.array([[0, 13_000, 32_768, 65_535, 0, 0]], np.uint16)
SOFT, FULL = np.uint16(20_000), np.uint16(65_535)

masks = arrays(bool, (9, 11))


def score_row(*marks):
    return score_mask(np.array([marks], bool), ALPHA, 0)


def covered(mask):
    return mask * FULL


def line(row, thickness=1):
    mask = np.zeros((30, 60), bool)
    mask[row : row + thickness, 5:55] = True
    return mask


def test_the_soft_rim_does_not_count():
    assert score_row(0, 0, 1, 1, 0, 0) == score_row(0, 1, 1, 1, 0, 0) == PrecisionRecall(1.0, 1.0)


def test_marking_sound_paint_costs_precision_and_missing_damage_costs_recall():
    assert score_row(1, 0, 1, 1, 1, 0) == PrecisionRecall(0.5, 1.0)
    assert score_row(0, 0, 0, 1, 0, 0) == PrecisionRecall(1.0, 0.5)


def test_f1_is_the_harmonic_mean_and_0_without_marks():
    assert PrecisionRecall(0.5, 1.0).f1 == pytest.approx(2 / 3)
    assert score_row(0, 0, 0, 0, 0, 0).f1 == 0.0


def test_a_crack_marked_one_pixel_beside_it_scores_as_counted_by_hand():
    crack, marks = np.zeros((2, 7, 7), bool)
    crack[1:6, 3] = True  # 5 px
    marks[1:5, 4] = True  # beside 4 of them
    marks[0, 0] = True  # and one false mark
    assert score_mask(marks, covered(crack), 0) == PrecisionRecall(0.0, 0.0)
    assert score_mask(marks, covered(crack), 1) == PrecisionRecall(4 / 5, 4 / 5)  # the last is sqrt(2) px away
    assert score_mask(marks, covered(crack), 2) == PrecisionRecall(4 / 5, 1.0)
    assert score_mask(marks, covered(crack), 2).f1 == pytest.approx(8 / 9)
    assert score_mask(marks, covered(crack), 2).iou == pytest.approx(4 / 5)


@given(masks, masks)
def test_iou_is_the_intersection_over_the_union(marks, damaged):
    union = (marks | damaged).sum()
    expected = (marks & damaged).sum() / union if union else 0.0
    assert score_mask(marks, covered(damaged), 0).iou == pytest.approx(expected)


@given(masks, masks, st.integers(0, 3))
def test_more_tolerance_never_scores_lower(marks, damaged, px):
    strict, tolerant = (score_mask(marks, covered(damaged), tolerance) for tolerance in (px, px + 1))
    assert tolerant.precision >= strict.precision and tolerant.recall >= strict.recall


def test_cldice_tolerates_a_line_shifted_by_less_than_half_its_width_and_no_further():
    assert centre_line_dice(line(10, thickness=3), covered(line(11, thickness=3))) > 0.98  # its very ends bend
    assert centre_line_dice(line(10, thickness=3), covered(line(12, thickness=3))) == pytest.approx(0.0)


def test_cldice_depends_on_the_course_of_a_crack_and_not_on_its_width():
    half = line(10)
    half[:, 30:] = False
    assert centre_line_dice(line(9, thickness=3), covered(line(10))) > 0.95
    assert centre_line_dice(half, covered(line(10))) == pytest.approx(2 / 3)  # all marks true, half of it found


def test_average_precision_as_calculated_by_hand():
    likelihood = np.array([[0.9, 0.8, 0.8, 0.3, 1.0]], np.float32)
    alpha = np.array([[FULL, FULL, 0, FULL, SOFT]], np.uint16)
    steps = [(1 / 3, 1 / 1), (1 / 3, 2 / 3), (1 / 3, 3 / 4)]  # recall gained, precision there
    assert average_precision(likelihood, alpha) == pytest.approx(sum(gained * precision for gained, precision in steps))


@given(
    arrays(np.float32, (6, 7), elements=st.sampled_from([0, 0.25, 0.5, 0.75, 1])),
    arrays(np.uint16, (6, 7), elements=st.sampled_from([0, SOFT, FULL])),
)
def test_average_precision_is_the_sum_over_the_masks_of_all_thresholds(likelihood, alpha):
    if (alpha == SOFT).all():
        return
    total = recall = 0.0
    for threshold in (1, 0.75, 0.5, 0.25, 0):
        score = score_mask(likelihood >= threshold, alpha, 0)
        total, recall = total + (score.recall - recall) * score.precision, max(score.recall, recall)
    assert average_precision(likelihood, alpha) == pytest.approx(total)


def precisions(likelihood, alpha):
    scores = precision_at_recalls(np.array([likelihood], np.float32), np.array([alpha], np.uint16))
    return [scores[precision_at_key(recall)] for recall in RECALLS]


def test_precision_at_fixed_recalls_as_calculated_by_hand():
    assert precisions([0.9, 0.8, 0.7, 0.6, 0.9], [FULL, 0, FULL, 0, SOFT]) == [1.0] * 10 + [2 / 3] * 10


def test_marking_everything_has_the_damaged_share_as_precision_at_every_recall():
    assert precisions([1, 1, 1, 1], [FULL, 0, 0, 0]) == [0.25] * 20


def test_without_damage_there_is_no_precision_at_a_recall():
    assert precision_at_recalls(np.ones((2, 2), np.float32), np.zeros((2, 2), np.uint16)) == {}


@given(arrays(np.float32, (4, 4), elements=st.sampled_from([0, 0.25, 0.5, 1])), arrays(bool, (4, 4)))
def test_it_is_the_best_precision_of_any_threshold_that_reaches_the_recall(likelihood, damaged):
    damaged[0, 0] = True
    thresholded = [likelihood >= level for level in np.unique(likelihood)]
    hits = [(mask & damaged).sum() for mask in thresholded]
    for recall, precision in zip(RECALLS, precisions(likelihood.ravel(), damaged.ravel() * FULL), strict=True):
        needed = recall * damaged.sum() - 1e-6
        assert precision == max(hit / mask.sum() for hit, mask in zip(hits, thresholded, strict=True) if hit >= needed)
