"""Texture that is laid in patches of sound paint."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.inpainting.grain import PATCH_SIDES, quilt_texture

SHAPE = 100, 120


@pytest.fixture
def hole():
    hole = np.zeros(SHAPE, bool)
    hole[30:70, 40:80] = True
    return hole


def rough(strength=0.01):
    return np.random.default_rng(2).normal(0, strength, (*SHAPE, 3)).astype(np.float32)


def grey(level=100):
    return np.full((*SHAPE, 3), level, np.uint8)


def test_it_is_as_strong_as_what_it_was_taken_from(hole):
    assert 0.9 < quilt_texture(rough(), grey(), ~hole, hole)[hole].std() / 0.01 < 1.1


@settings(max_examples=25)
@given(st.integers(0, 99), st.integers(0, 119), st.integers(1, 60), st.integers(1, 60))
def test_no_pixel_is_used_but_sound_ones(top, left, height, width):
    damaged = np.zeros(SHAPE, bool)
    damaged[top : top + height, left : left + width] = True
    poisoned = np.where(damaged[..., np.newaxis], np.float32(np.nan), rough())
    quilt = quilt_texture(poisoned, grey(), ~damaged, damaged)
    assert quilt.shape == poisoned.shape
    assert np.isfinite(quilt).all()


def test_it_is_taken_from_paint_of_the_colour_of_the_place(hole):
    picture = grey()
    picture[:, 60:] = 200  # the edge between the two colours runs through the middle of the hole
    layer = rough()
    layer[:, 60:] *= 0.1
    quilt = quilt_texture(layer, picture, ~hole, hole)
    left, right = (quilt[35:65, columns].std() for columns in (slice(42, 52), slice(68, 78)))
    assert right < 0.2 * left


def test_where_large_patches_have_no_room_smaller_ones_are_taken(hole):
    crossed = hole.copy()
    crossed[:: PATCH_SIDES[0] - 2] = True
    assert quilt_texture(rough(), grey(), ~crossed, hole)[hole].std() > 0.005


def test_without_room_for_any_there_is_none(hole):
    crossed = hole.copy()
    crossed[:: PATCH_SIDES[-1] - 2] = True
    assert not quilt_texture(rough(), grey(), ~crossed, hole).any()
    assert not quilt_texture(rough()[:5, :5], grey()[:5, :5], np.ones((5, 5), bool), np.ones((5, 5), bool)).any()


def test_it_does_not_repeat_one_patch(hole):
    quilt = quilt_texture(rough(), grey(), ~hole, hole)
    half = PATCH_SIDES[0] // 2
    here, beside = quilt[32:64, 40:64], quilt[32:64, 40 + half : 64 + half]
    assert abs(np.corrcoef(here.ravel(), beside.ravel())[0, 1]) < 0.3


def test_the_same_input_gives_the_same_texture(hole):
    assert np.array_equal(quilt_texture(rough(), grey(), ~hole, hole), quilt_texture(rough(), grey(), ~hole, hole))
