"""Regions: they contain the damage and its context, so that the cost follows the damage, not the picture."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.inpainting.filling import plan_regions


@st.composite
def sparse_masks(draw):
    """Masks of up to 90 x 90 px with up to 12 small spots of damage."""
    height, width = draw(st.integers(1, 90)), draw(st.integers(1, 90))
    mask = np.zeros((height, width), bool)
    for row, column in draw(st.lists(st.tuples(st.integers(0, height - 1), st.integers(0, width - 1)), max_size=12)):
        mask[row : row + 5, column : column + 3] = True
    return mask


@given(sparse_masks(), st.integers(8, 40), st.integers(0, 20))
def test_each_damaged_pixel_lies_in_exactly_one_region(mask, size, context):
    claimed = np.zeros(mask.shape, int)
    for region in plan_regions(mask, size=size, context=context):
        claimed[region.window] += region.damage
    assert np.array_equal(claimed, mask.astype(int))


@given(sparse_masks(), st.integers(8, 40), st.integers(0, 20))
def test_no_region_is_longer_than_the_limit(mask, size, context):
    for region in plan_regions(mask, size=size, context=context):
        assert max(region.damage.shape) <= 2 * (size + context)


@given(sparse_masks(), st.integers(0, 20))
def test_every_region_contains_the_context_around_its_damage(mask, context):
    for region in plan_regions(mask, size=32, context=context):
        for axis, limit in enumerate(mask.shape):
            damaged = np.flatnonzero(region.damage.any(axis=1 - axis)) + region.window[axis].start
            assert region.window[axis].start <= max(0, damaged.min() - context)
            assert region.window[axis].stop >= min(limit, damaged.max() + 1 + context)


def test_damage_that_fits_into_a_region_stays_whole_at_every_position():
    mask = np.zeros((100, 100), bool)
    mask[25:39, 25:39] = True  # across the corner of four squares of 32
    assert len(plan_regions(mask, size=32, context=4)) == 1


def test_an_undamaged_picture_needs_no_region():
    assert plan_regions(np.zeros((50, 60), bool), size=32, context=4) == []
