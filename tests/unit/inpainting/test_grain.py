"""Grain that a smooth fill lacks, and the texture that is quilted from patches of sound paint."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.inpainting.grain import MAX_GRAIN, PATCH_SIDES, add_grain, quilt_texture


@pytest.fixture
def mask():
    mask = np.zeros((90, 100), bool)
    mask[25:65, 30:70] = True
    return mask


def rough(dtype=np.uint8):
    scale = np.iinfo(dtype).max // 255
    return (np.random.default_rng(1).normal(120, 4, (90, 100, 3)).clip(0, 255).round() * scale).astype(dtype)


def smooth_in(mask, picture):
    """Return the picture with a fill of one colour."""
    return np.where(mask[..., np.newaxis], picture[0, 0] // 2 + picture.max() // 4, picture).astype(picture.dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_smooth_fill_becomes_as_rough_as_its_surroundings(mask, dtype):
    picture = rough(dtype)
    filled = add_grain(smooth_in(mask, picture), mask)
    middle = filled[35:55, 40:60].astype(float)
    assert filled.dtype == dtype
    assert 0.7 < middle.std() / picture.astype(float).std() < 1.2


def test_sound_paint_and_the_rim_are_not_changed(mask):
    before = smooth_in(mask, rough())
    after = add_grain(before, mask)
    assert np.array_equal(after[~mask], before[~mask])
    assert np.array_equal(after[25, 30:70], before[25, 30:70])


def test_a_fill_with_grain_of_its_own_gets_little_more(mask):
    with_grain, without = rough(), smooth_in(mask, rough())
    little, much = (np.abs(add_grain(one, mask).astype(int) - one)[mask].mean() for one in (with_grain, without))
    assert little < 0.4 * much


def test_hairlines_and_smooth_paint_get_no_grain(mask):
    hairline = np.zeros_like(mask)
    hairline[40, 10:90] = True
    picture = rough()
    assert add_grain(picture, hairline) is picture
    flat = np.full((90, 100, 3), 70, np.uint8)
    assert np.array_equal(add_grain(flat, mask), flat)


def test_lines_beside_a_loss_are_not_repeated_in_it(mask):
    picture = np.full((90, 100, 3), 90, np.uint8)
    picture[:, 20:22] = 250
    change = np.abs(add_grain(picture, mask).astype(int) - picture)
    assert change.max() <= MAX_GRAIN * 255 + 1


SHAPE = 100, 120


@pytest.fixture
def loss():
    loss = np.zeros(SHAPE, bool)
    loss[30:70, 40:80] = True
    return loss


def noise(strength=0.01):
    return np.random.default_rng(2).normal(0, strength, (*SHAPE, 3)).astype(np.float32)


def grey(level=100):
    return np.full((*SHAPE, 3), level, np.uint8)


def test_quilted_texture_is_as_strong_as_its_source(loss):
    assert 0.9 < quilt_texture(noise(), grey(), ~loss, loss)[loss].std() / 0.01 < 1.1


@settings(max_examples=15)
@given(st.integers(0, 99), st.integers(0, 119), st.integers(1, 60), st.integers(1, 60))
def test_only_sound_pixels_are_used(top, left, height, width):
    damaged = np.zeros(SHAPE, bool)
    damaged[top : top + height, left : left + width] = True
    poisoned = np.where(damaged[..., np.newaxis], np.float32(np.nan), noise())
    quilt = quilt_texture(poisoned, grey(), ~damaged, damaged)
    assert quilt.shape == poisoned.shape
    assert np.isfinite(quilt).all()


def test_texture_is_taken_from_paint_of_the_same_colour(loss):
    picture = grey()
    picture[:, 60:] = 200  # the edge between the two colours runs through the middle of the hole
    layer = noise()
    layer[:, 60:] *= 0.1
    quilt = quilt_texture(layer, picture, ~loss, loss)
    left, right = (quilt[35:65, columns].std() for columns in (slice(42, 52), slice(68, 78)))
    assert right < 0.2 * left


def test_smaller_patches_are_used_where_large_ones_have_no_room(loss):
    crossed = loss.copy()
    crossed[:: PATCH_SIDES[0] - 2] = True
    assert quilt_texture(noise(), grey(), ~crossed, loss)[loss].std() > 0.005


def test_without_room_for_a_patch_there_is_no_texture(loss):
    crossed = loss.copy()
    crossed[:: PATCH_SIDES[-1] - 2] = True
    assert not quilt_texture(noise(), grey(), ~crossed, loss).any()
    assert not quilt_texture(noise()[:5, :5], grey()[:5, :5], np.ones((5, 5), bool), np.ones((5, 5), bool)).any()


def test_neighbouring_patches_differ(loss):
    quilt = quilt_texture(noise(), grey(), ~loss, loss)
    half = PATCH_SIDES[0] // 2
    patch, neighbour = quilt[32:64, 40:64], quilt[32:64, 40 + half : 64 + half]
    assert abs(np.corrcoef(patch.ravel(), neighbour.ravel())[0, 1]) < 0.3


def test_the_same_input_gives_the_same_texture(loss):
    assert np.array_equal(quilt_texture(noise(), grey(), ~loss, loss), quilt_texture(noise(), grey(), ~loss, loss))
