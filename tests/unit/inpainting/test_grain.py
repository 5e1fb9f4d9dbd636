"""Grain that a smooth fill lacks."""

import numpy as np
import pytest

from restoration.inpainting.grain import MAX_GRAIN, add_grain


@pytest.fixture
def mask():
    mask = np.zeros((90, 100), bool)
    mask[25:65, 30:70] = True
    return mask


def rough(dtype=np.uint8):
    scale = np.iinfo(dtype).max // 255
    return (np.random.default_rng(1).normal(120, 4, (90, 100, 3)).clip(0, 255).round() * scale).astype(dtype)


def smooth_in(mask, picture):
    """The picture with a fill of one colour."""
    return np.where(mask[..., np.newaxis], picture[0, 0] // 2 + picture.max() // 4, picture).astype(picture.dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_smooth_fill_becomes_as_rough_as_its_surroundings(mask, dtype):
    picture = rough(dtype)
    filled = add_grain(smooth_in(mask, picture), mask)
    middle = filled[35:55, 40:60].astype(float)
    assert filled.dtype == dtype
    assert 0.7 < middle.std() / picture.astype(float).std() < 1.2


def test_sound_paint_and_the_rim_stay_as_they_are(mask):
    before = smooth_in(mask, rough())
    after = add_grain(before, mask)
    assert np.array_equal(after[~mask], before[~mask])
    assert np.array_equal(after[25, 30:70], before[25, 30:70])


def test_a_fill_with_grain_of_its_own_gets_little_more(mask):
    with_grain, without = rough(), smooth_in(mask, rough())
    little, much = (np.abs(add_grain(one, mask).astype(int) - one)[mask].mean() for one in (with_grain, without))
    assert little < 0.4 * much


def test_hairlines_and_smooth_paint_get_none(mask):
    hairline = np.zeros_like(mask)
    hairline[40, 10:90] = True
    picture = rough()
    assert add_grain(picture, hairline) is picture
    flat = np.full((90, 100, 3), 70, np.uint8)
    assert np.array_equal(add_grain(flat, mask), flat)


def test_lines_beside_the_loss_are_not_repeated_in_it(mask):
    picture = np.full((90, 100, 3), 90, np.uint8)
    picture[:, 20:22] = 250
    change = np.abs(add_grain(picture, mask).astype(int) - picture)
    assert change.max() <= MAX_GRAIN * 255 + 1
