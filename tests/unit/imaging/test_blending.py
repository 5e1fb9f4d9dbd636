"""A fill laid more or less thickly over the damage."""

import numpy as np
import pytest

from restoration.domain import Damage, Restoration
from restoration.imaging.overlay import blend_images, with_strength

BOTH_DEPTHS = pytest.mark.parametrize("dtype", [np.uint8, np.uint16])


def all_values(dtype):
    """A picture that holds every value of its type."""
    side = 16 if dtype == np.uint8 else 256
    return np.arange(side * side, dtype=dtype).reshape(side, side, 1).repeat(3, axis=2)


@BOTH_DEPTHS
def test_what_is_equal_in_both_stays_exactly_as_it_is(dtype):
    picture = all_values(dtype)
    for hundredths in range(0, 101, 7):
        assert np.array_equal(blend_images(picture, picture.copy(), hundredths / 100), picture), hundredths


@BOTH_DEPTHS
def test_no_strength_gives_what_was_before_and_full_strength_what_came_after(dtype):
    before, after = all_values(dtype), all_values(dtype)[::-1, ::-1]
    assert np.array_equal(blend_images(before, after, 0.0), before)
    assert np.array_equal(blend_images(before, after, 1.0), after)


@BOTH_DEPTHS
def test_between_them_lies_the_weighted_mean(dtype):
    before, after = all_values(dtype), all_values(dtype)[::-1]
    thin = blend_images(before, after, 0.3)
    assert thin.dtype == dtype
    np.testing.assert_allclose(thin, before * 0.7 + after * 0.3, atol=0.51)


def test_a_restoration_is_laid_on_anew_and_says_how_thickly(painting, hole):
    filled = painting.copy()
    filled[hole] = 0
    full = Restoration(painting, filled, Damage(hole), "telea", 1.0)
    half = with_strength(full, 0.5)
    assert half.strength == 0.5
    assert np.array_equal(half.after, blend_images(painting, filled, 0.5))
    assert np.array_equal(half.after[~hole], painting[~hole])
    assert full.strength == 1.0
    assert np.array_equal(full.after, filled)
