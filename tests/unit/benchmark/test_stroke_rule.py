"""Strokes by a fixed rule: the worst mistakes first, and nothing outside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.benchmark.stroke_rule import BRUSH, LONGEST, TOLERANCE, distance_to, strokes_on_areas, strokes_on_lines
from restoration.domain import DamageKind, kind_number

LOSS, WORN = kind_number(DamageKind.LOSS), kind_number(DamageKind.ABRASION)


def lines(*lengths, side=200):
    """Horizontal lines of these lengths, far from each other."""
    mask = np.zeros((side, side), bool)
    for number, length in enumerate(lengths):
        mask[20 + 30 * number, 10 : 10 + length] = True
    return mask


def rows_of(strokes):
    return [(stroke.window[0].start + stroke.window[0].stop - 1) // 2 for stroke in strokes]


def test_the_longest_missed_lines_come_first_and_then_the_longest_wrong_marks():
    true = lines(20, 60, 40, 30)
    wrong = np.roll(lines(25, 50), 15, axis=0)
    found = lines(0, 0, 0, 30) | wrong
    strokes = strokes_on_lines(found, true, count=2)
    assert [stroke.kind for stroke in strokes] == [DamageKind.CRACK] * 2 + [None] * 2
    assert rows_of(strokes) == [50, 80, 65, 35]


def test_no_stroke_is_longer_than_a_hand_draws_at_once():
    (stroke,) = strokes_on_lines(lines(), lines(180), count=3)
    assert LONGEST <= stroke.covered.any(axis=0).sum() <= LONGEST + BRUSH


def test_what_is_right_within_the_tolerance_needs_no_stroke():
    true = lines(60, 60)
    assert strokes_on_lines(np.roll(true, int(TOLERANCE), axis=0), true, count=5) == []


def test_strokes_on_areas_show_the_largest_kind_first_and_stay_inside():
    kinds = np.zeros((120, 160), np.uint8)
    kinds[10:30, 10:40], kinds[50:90, 20:90], kinds[100:102, 100:110] = LOSS, WORN, LOSS
    marked = np.zeros(kinds.shape, bool)
    marked[20:60, 120:150] = True
    worn, lost, sound = strokes_on_areas(marked, kinds, count=2)[:3]
    assert (worn.kind, lost.kind) == (DamageKind.ABRASION, DamageKind.LOSS)
    assert (kinds[worn.window][worn.covered] == WORN).all() and (kinds[lost.window][lost.covered] == LOSS).all()
    assert strokes_on_areas(marked, kinds, count=1)[-1].kind is None
    assert marked[sound.window].shape == sound.covered.shape


@given(
    arrays(np.bool_, (24, 31), elements=st.booleans()),
    arrays(np.uint8, (24, 31), elements=st.sampled_from([0, 0, LOSS, WORN])),
    st.integers(0, 4),
)
def test_any_mask_gets_the_same_few_strokes_each_time_inside_the_picture(marked, kinds, count):
    strokes = strokes_on_areas(marked, kinds, count)
    again = strokes_on_areas(marked, kinds, count)
    assert [stroke.window for stroke in strokes] == [stroke.window for stroke in again]
    assert sum(stroke.kind is None for stroke in strokes) <= count
    assert sum(stroke.kind is not None for stroke in strokes) <= count
    for stroke in strokes:
        assert stroke.covered.any() and marked[stroke.window].shape == stroke.covered.shape
        shown = kinds[stroke.window][stroke.covered]
        assert (shown == (kind_number(stroke.kind) if stroke.kind else 0)).all()


@pytest.mark.parametrize("row", [0, 5])
def test_the_distance_to_a_mask_is_0_on_it_and_far_without_one(row):
    mask = np.zeros((9, 9), bool)
    assert distance_to(mask).min() > 1000
    mask[row] = True
    assert distance_to(mask)[:, 4].tolist() == [abs(row - other) for other in range(9)]
