"""Operations on a whole mask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.domain import DamageKind, kind_number
from restoration.editing.operations import MaskOperation, OperationKind, apply_operation

maps = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=15), elements=st.integers(0, 4))

RING = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 1, 1, 0],
        [0, 1, 0, 0, 0, 1, 0],
        [0, 1, 1, 2, 1, 1, 0],
        [0, 0, 0, 0, 0, 0, 3],
    ],
    np.uint8,
)


@given(maps, st.sampled_from(OperationKind), st.integers(0, 5))
def test_marks_that_stay_keep_their_kind_and_the_input_is_not_changed(kinds, kind, size):
    before = kinds.copy()
    after = apply_operation(kinds, MaskOperation(kind, size))
    assert np.array_equal(kinds, before)
    assert after.dtype == np.uint8
    marked_before, marked_after = kinds > 0, after > 0
    assert np.array_equal(after[marked_before & marked_after], kinds[marked_before & marked_after])
    if kind in (OperationKind.GROW, OperationKind.FILL_HOLES):
        assert not (marked_before & ~marked_after).any()
    if kind in (OperationKind.SHRINK, OperationKind.REMOVE_SPECKS):
        assert not (marked_after & ~marked_before).any()


@pytest.mark.parametrize(("area", "filled"), [(2, 0), (3, 2)])
def test_a_hole_up_to_the_area_takes_the_highest_kind_around_it(area, filled):
    expected = RING.copy()
    expected[2, 2:5] = filled
    assert np.array_equal(apply_operation(RING, MaskOperation(OperationKind.FILL_HOLES, area)), expected)


@pytest.mark.parametrize("cut", [np.s_[2:, :], np.s_[:3, :], np.s_[:, 2:], np.s_[:, :5]])
def test_a_gap_at_the_border_is_no_hole(cut):
    assert np.array_equal(apply_operation(RING[cut], MaskOperation(OperationKind.FILL_HOLES, 3)), RING[cut])


@pytest.mark.parametrize(("area", "left"), [(11, 13), (12, 13), (13, 0)])
def test_parts_that_touch_at_a_corner_count_as_one_speck(area, left):
    assert np.count_nonzero(apply_operation(RING, MaskOperation(OperationKind.REMOVE_SPECKS, area))) == left


def test_a_single_speck_is_removed_and_the_rest_stays():
    apart = RING.copy()
    apart[3, 5] = 0
    expected = np.where(RING == 3, 0, apart)
    assert np.array_equal(apply_operation(apart, MaskOperation(OperationKind.REMOVE_SPECKS, 1)), expected)


def test_invert_marks_the_unmarked_pixels_as_loss():
    inverted = apply_operation(RING, MaskOperation(OperationKind.INVERT))
    assert (inverted[RING == 0] == kind_number(DamageKind.LOSS)).all()
    assert not inverted[RING > 0].any()


def test_clear_empties_the_mask():
    assert not apply_operation(RING, MaskOperation(OperationKind.CLEAR)).any()
