"""Changes to a whole mask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.domain import DamageKind, kind_number
from restoration.editing.operations import MaskOperation, OperationKind, apply_operation

maps = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=15), elements=st.integers(0, 4))

A_RING = np.array(
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
def test_what_stays_marked_keeps_its_kind_and_the_old_mask_is_left_alone(kinds, change, size):
    before = kinds.copy()
    after = apply_operation(kinds, MaskOperation(change, size))
    assert np.array_equal(kinds, before)
    assert after.dtype == np.uint8
    marked_before, marked_after = kinds > 0, after > 0
    assert np.array_equal(after[marked_before & marked_after], kinds[marked_before & marked_after])
    if change in (OperationKind.GROW, OperationKind.FILL_HOLES):
        assert not (marked_before & ~marked_after).any()
    if change in (OperationKind.SHRINK, OperationKind.REMOVE_SPECKS):
        assert not (marked_after & ~marked_before).any()


@pytest.mark.parametrize(("area", "filled"), [(2, 0), (3, 2)])
def test_a_hole_up_to_that_area_takes_the_highest_kind_around_it(area, filled):
    expected = A_RING.copy()
    expected[2, 2:5] = filled
    assert np.array_equal(apply_operation(A_RING, MaskOperation(OperationKind.FILL_HOLES, area)), expected)


@pytest.mark.parametrize("cut", [np.s_[2:, :], np.s_[:3, :], np.s_[:, 2:], np.s_[:, :5]])
def test_a_hole_that_touches_the_border_is_no_hole(cut):
    assert np.array_equal(apply_operation(A_RING[cut], MaskOperation(OperationKind.FILL_HOLES, 3)), A_RING[cut])


@pytest.mark.parametrize(("area", "left"), [(11, 13), (12, 13), (13, 0)])
def test_a_speck_is_counted_with_what_it_touches_at_a_corner(area, left):
    assert np.count_nonzero(apply_operation(A_RING, MaskOperation(OperationKind.REMOVE_SPECKS, area))) == left


def test_a_speck_by_itself_is_removed_and_its_neighbours_stay():
    apart = A_RING.copy()
    apart[3, 5] = 0
    expected = np.where(A_RING == 3, 0, apart)
    assert np.array_equal(apply_operation(apart, MaskOperation(OperationKind.REMOVE_SPECKS, 1)), expected)


def test_the_inverted_mask_is_a_loss_where_nothing_was_marked():
    inverted = apply_operation(A_RING, MaskOperation(OperationKind.INVERT))
    assert (inverted[A_RING == 0] == kind_number(DamageKind.LOSS)).all()
    assert not inverted[A_RING > 0].any()


def test_the_cleared_mask_is_empty():
    assert not apply_operation(A_RING, MaskOperation(OperationKind.CLEAR)).any()
