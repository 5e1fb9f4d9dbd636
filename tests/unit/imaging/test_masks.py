"""Masks as shapes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.imaging.masks import count_parts, grow

masks = hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=2, max_side=25))


@given(masks, st.integers(0, 4))
def test_growing_only_adds(mask, px):
    assert not (mask & ~grow(mask, px)).any()


@given(masks, st.integers(0, 4))
def test_shrinking_only_takes_away(mask, px):
    assert not (grow(mask, -px) & ~mask).any()


def test_a_pixel_grows_into_a_disc():
    mask = np.zeros((9, 9), bool)
    mask[4, 4] = True
    assert grow(mask, 1).sum() == 5
    assert grow(mask, 2)[4, 2] and not grow(mask, 2)[2, 2]


def test_shrinking_does_not_eat_in_from_the_border_of_the_picture():
    assert grow(np.ones((6, 6), bool), -2).all()


def test_parts_that_touch_at_a_corner_are_one():
    mask = np.zeros((6, 6), bool)
    mask[1, 1] = mask[2, 2] = mask[4, 5] = True
    assert count_parts(mask) == 2
    assert count_parts(np.zeros((3, 3), bool)) == 0
