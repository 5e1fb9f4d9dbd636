"""Agreement of a mask with what is known to be damaged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.benchmark.precision_recall import PrecisionRecall, centre_line_dice, score_mask

ALPHA = np.array([[0, 13_000, 32_768, 65_535, 0, 0]], np.uint16)
WHOLLY = np.uint16(65_535)

masks = arrays(bool, (9, 11))


def agreement(*marks):
    return score_mask(np.array([marks], bool), ALPHA, 0)


def covered(mask):
    return mask * WHOLLY


def line(row, thickness=1):
    mask = np.zeros((30, 60), bool)
    mask[row : row + thickness, 5:55] = True
    return mask


def test_the_soft_rim_counts_neither_way():
    assert agreement(0, 0, 1, 1, 0, 0) == agreement(0, 1, 1, 1, 0, 0) == PrecisionRecall(1.0, 1.0)


def test_marking_sound_paint_costs_precision_and_missing_damage_recall():
    assert agreement(1, 0, 1, 1, 1, 0) == PrecisionRecall(0.5, 1.0)
    assert agreement(0, 0, 0, 1, 0, 0) == PrecisionRecall(1.0, 0.5)


def test_f1_is_the_harmonic_mean_and_nothing_for_nothing():
    assert PrecisionRecall(0.5, 1.0).f1 == pytest.approx(2 / 3)
    assert agreement(0, 0, 0, 0, 0, 0).f1 == 0.0


def test_a_crack_marked_one_pixel_beside_scores_as_counted_by_hand():
    crack, marks = np.zeros((2, 7, 7), bool)
    crack[1:6, 3] = True  # 5 px
    marks[1:5, 4] = True  # beside 4 of them
    marks[0, 0] = True  # and one stray
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
    less, more = (score_mask(marks, covered(damaged), tolerance) for tolerance in (px, px + 1))
    assert more.precision >= less.precision and more.recall >= less.recall


def test_cldice_forgives_a_line_shifted_by_less_than_half_its_width_and_no_further():
    assert centre_line_dice(line(10, thickness=3), covered(line(11, thickness=3))) > 0.98  # its very ends bend
    assert centre_line_dice(line(10, thickness=3), covered(line(12, thickness=3))) == pytest.approx(0.0)


def test_cldice_counts_the_course_of_a_crack_and_not_its_width():
    half = line(10)
    half[:, 30:] = False
    assert centre_line_dice(line(9, thickness=3), covered(line(10))) > 0.95
    assert centre_line_dice(half, covered(line(10))) == pytest.approx(2 / 3)  # all of it true, half of it found
