"""Masks as shapes: grown, shrunk, counted."""

from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from skimage.measure import label, regionprops

from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.imaging import masks as masks_module
from restoration.imaging.masks import as_loss_kinds, component_boxes, count_components, grow_kinds, grow_mask

masks = hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=2, max_side=25))
maps = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=25), elements=st.integers(0, 4))


@given(masks, st.integers(0, 4))
def test_growing_only_adds(mask, px):
    assert not (mask & ~grow_mask(mask, px)).any()


@given(masks, st.integers(0, 4))
def test_shrinking_only_removes(mask, px):
    assert not (grow_mask(mask, -px) & ~mask).any()


def test_a_pixel_grows_into_a_disc():
    mask = np.zeros((9, 9), bool)
    mask[4, 4] = True
    assert grow_mask(mask, 1).sum() == 5
    assert grow_mask(mask, 2)[4, 2] and not grow_mask(mask, 2)[2, 2]


def test_a_mask_does_not_shrink_from_the_border_of_the_picture():
    assert grow_mask(np.ones((6, 6), bool), -2).all()


@given(maps, st.integers(-4, 4))
def test_kinds_grow_as_their_mask_does_and_keep_their_numbers(kinds, px):
    grown = grow_kinds(kinds, px)
    assert np.array_equal(grown > 0, grow_mask(kinds > 0, px))
    kept = (kinds > 0) & (grown > 0)
    assert np.array_equal(grown[kept], kinds[kept])


def test_between_two_kinds_the_higher_one_grows():
    assert grow_kinds(np.array([[1, 0, 3]], np.uint8), 1).tolist() == [[1, 3, 3]]


def test_a_mask_of_unknown_kinds_counts_as_loss():
    kinds = as_loss_kinds(np.array([[True, False]]))
    assert kinds.dtype == np.uint8
    assert kinds.tolist() == [[DAMAGE_KINDS.index(DamageKind.LOSS) + 1, 0]]


def test_pixels_that_touch_at_a_corner_are_one_component():
    mask = np.zeros((6, 6), bool)
    mask[1, 1] = mask[2, 2] = mask[4, 5] = True
    assert count_components(mask) == 2
    assert count_components(np.zeros((3, 3), bool)) == 0


@given(masks, st.integers(1, 40))
def test_components_are_the_same_in_strips(mask, strip_pixels):
    labels = label(mask, connectivity=2)
    corners = (each.bbox for each in regionprops(labels))
    boxes = [(left, top, right - left, bottom - top) for top, left, bottom, right in corners]
    with mock.patch.object(masks_module, "STRIP_PIXELS", strip_pixels):
        assert count_components(mask) == labels.max()
        assert sorted(component_boxes(mask)) == sorted(boxes)


@given(height=st.integers(1, 60), width=st.integers(1, 60), seed=st.integers(0, 2**32 - 1))
def test_counting_and_comparing_strip_by_strip_gives_what_doing_it_at_once_does(height, width, seed):
    kinds = np.random.default_rng(seed).integers(0, len(DAMAGE_KINDS) + 1, (height, width), np.uint8)
    other = kinds.copy()
    with mock.patch.object(masks_module, "STRIP_PIXELS", 64):
        assert masks_module.count_marked(kinds) == [
            np.count_nonzero(kinds == number + 1) for number in range(len(DAMAGE_KINDS))
        ]
        assert masks_module.are_equal(kinds, other)
        other[-1, -1] ^= 1
        assert not masks_module.are_equal(kinds, other)
