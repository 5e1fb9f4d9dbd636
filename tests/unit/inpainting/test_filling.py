"""Filling by regions: the plan of the regions, and what holds for any inpainter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.errors import BadMask
from restoration.inpainting.base import Needs
from restoration.inpainting.filling import fill, plan_regions


class White:
    """An inpainter that paints the whole window white, including sound paint."""

    key = "white"
    needs = Needs(context=4, region=16)

    def fill(self, image, mask):
        assert not mask.all(), "there is nothing to fill from"
        return np.full_like(image, np.iinfo(image.dtype).max)


class Brightest:
    """An inpainter that gives every missing pixel the brightest sound value in the window."""

    key = "brightest"
    needs = Needs(context=8, region=16)

    def fill(self, image, mask):
        return np.full_like(image, image[~mask].max())


def with_marks(mask, points):
    mask = mask.copy()
    for row, column in points:
        mask[row : row + 5, column : column + 3] = True
    return mask


shapes = st.tuples(st.integers(1, 90), st.integers(1, 90))
masks = (
    st.tuples(st.integers(1, 70), st.integers(1, 70))
    .flatmap(lambda shape: hnp.arrays(bool, shape))
    .filter(lambda mask: not mask.all())
)
sparse_masks = shapes.flatmap(
    lambda shape: st.lists(st.tuples(st.integers(0, shape[0] - 1), st.integers(0, shape[1] - 1)), max_size=12).map(
        lambda points: with_marks(np.zeros(shape, bool), points)
    )
)


@given(sparse_masks, st.integers(8, 40), st.integers(0, 20))
def test_each_damaged_pixel_lies_in_exactly_one_region_of_limited_size(mask, size, context):
    count = np.zeros(mask.shape, int)
    for region in plan_regions(mask, size=size, context=context):
        count[region.window] += region.damage
        assert max(region.damage.shape) <= 2 * (size + context)
    assert np.array_equal(count, mask.astype(int))


@given(sparse_masks, st.integers(0, 20))
def test_every_region_includes_the_context_around_its_damage(mask, context):
    for region in plan_regions(mask, size=32, context=context):
        for axis, limit in enumerate(mask.shape):
            damaged = np.flatnonzero(region.damage.any(axis=1 - axis)) + region.window[axis].start
            assert region.window[axis].start <= max(0, damaged.min() - context)
            assert region.window[axis].stop >= min(limit, damaged.max() + 1 + context)


def test_damage_that_fits_into_a_region_stays_whole_at_any_position():
    mask = np.zeros((100, 100), bool)
    mask[25:39, 25:39] = True  # across the corner of four squares of 32
    assert len(plan_regions(mask, size=32, context=4)) == 1


def test_a_picture_without_damage_needs_no_region_and_no_inpainter(painting):
    class Unused:
        key, needs = "unused", Needs()

        def fill(self, image, mask):
            raise AssertionError("called without damage")

    sound = np.zeros(painting.shape[:2], bool)
    assert len(plan_regions(sound, size=32, context=4)) == 0
    assert np.array_equal(fill(painting, sound, Unused()), painting)


@given(masks, st.sampled_from([np.uint8, np.uint16]))
def test_inside_the_mask_everything_is_filled_and_outside_nothing_changes(mask, dtype):
    image = np.random.default_rng(0).integers(0, 200, (*mask.shape, 3)).astype(dtype)
    before = image.copy()
    after = fill(image, mask, White())
    assert np.array_equal(image, before)
    assert np.array_equal(after[~mask], before[~mask])
    assert (after[mask] == np.iinfo(dtype).max).all()


def test_a_loss_wider_than_a_region_is_filled_from_its_rim_inwards():
    mask = np.ones((90, 90), bool)
    mask[0, 0] = False
    image = np.zeros((90, 90, 3), np.uint8)
    image[0, 0] = 77
    assert (fill(image, mask, Brightest()) == 77).all()


def test_a_mask_over_everything_is_refused_with_a_cure(painting):
    with pytest.raises(BadMask, match="whole picture") as refusal:
        fill(painting, np.ones(painting.shape[:2], bool), White())
    assert refusal.value.hint


def test_the_inpainter_sees_only_the_neighbourhood_of_the_damage():
    windows = []

    class Recording(White):
        def fill(self, image, mask):
            windows.append(mask.shape)
            return super().fill(image, mask)

    mask = np.zeros((4000, 3000), bool)
    mask[2000, 1500:1510] = True
    fill(np.zeros((4000, 3000, 3), np.uint8), mask, Recording())
    (shape,) = windows
    assert max(shape) <= 10 + 2 * 4 + 2 * 8, "damage, context, and the grid of 8 px"


def test_progress_counts_up_to_the_total(painting, hole):
    reports = []
    fill(painting, hole, White(), lambda done, total: reports.append((done, total)))
    assert [done for done, _ in reports] == list(range(1, reports[-1][1] + 1))


def test_an_exception_in_the_progress_stops_the_work(painting, hole):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(painting, hole, White(), stop)
