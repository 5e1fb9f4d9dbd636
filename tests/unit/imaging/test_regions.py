"""Regions: the plan that lets cost follow the damage."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.inpainting.filling import plan_regions

shapes = st.tuples(st.integers(1, 90), st.integers(1, 90))
sparse = shapes.flatmap(lambda shape: hnp.arrays(bool, shape, elements=st.just(False), fill=st.nothing())).flatmap(
    lambda mask: st.lists(
        st.tuples(st.integers(0, mask.shape[0] - 1), st.integers(0, mask.shape[1] - 1)), max_size=12
    ).map(lambda points: _marked(mask, points))
)


def _marked(mask, points):
    mask = mask.copy()
    for row, column in points:
        mask[row : row + 5, column : column + 3] = True
    return mask


@given(sparse, st.integers(8, 40), st.integers(0, 20))
def test_each_damaged_pixel_lies_in_exactly_one_region(mask, size, context):
    claimed = np.zeros(mask.shape, int)
    for region in plan_regions(mask, size=size, context=context):
        claimed[region.window] += region.damage
    assert np.array_equal(claimed, mask.astype(int))


@given(sparse, st.integers(8, 40), st.integers(0, 20))
def test_no_region_is_longer_than_it_may_be(mask, size, context):
    for region in plan_regions(mask, size=size, context=context):
        assert max(region.damage.shape) <= 2 * (size + context)


@given(sparse, st.integers(0, 20))
def test_every_region_shows_the_context_around_its_damage(mask, context):
    for region in plan_regions(mask, size=32, context=context):
        for axis, limit in enumerate(mask.shape):
            damaged = np.flatnonzero(region.damage.any(axis=1 - axis)) + region.window[axis].start
            assert region.window[axis].start <= max(0, damaged.min() - context)
            assert region.window[axis].stop >= min(limit, damaged.max() + 1 + context)


def test_damage_that_fits_into_a_region_stays_whole_wherever_it_lies():
    mask = np.zeros((100, 100), bool)
    mask[25:39, 25:39] = True  # across the corner of four squares of 32
    assert len(plan_regions(mask, size=32, context=4)) == 1


def test_a_sound_picture_needs_no_region():
    assert plan_regions(np.zeros((50, 60), bool), size=32, context=4) == []
