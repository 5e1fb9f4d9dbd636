"""The difference map colours the changed pixels, and only those."""

import numpy as np
import pytest

from restoration.imaging.difference import HEAT_COLOURS, difference_map


def is_grey(pixels):
    return (pixels == pixels[..., :1]).all(axis=-1)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_changed_pixels_are_coloured_and_all_others_are_grey(painting, hole, depth):
    before = painting.astype(depth) * depth(np.iinfo(depth).max // 255)
    after = np.where(hole[..., np.newaxis], before // 2, before)
    heat = difference_map(before, after)
    assert heat.dtype == np.uint8
    np.testing.assert_array_equal(is_grey(heat), ~hole)


def test_the_colour_shows_the_visible_difference():
    before = np.full((1, 3, 3), (119, 119, 119), np.uint8)  # L* 50
    after = np.array([[(119, 119, 119), (131, 131, 131), (255, 255, 255)]], np.uint8)  # L* 50, 54.8, 100
    heat = difference_map(before, after, full=9.3)  # CIEDE2000 of the second is 4.65
    middle = np.mean(HEAT_COLOURS[1:3], axis=0)
    np.testing.assert_allclose(heat[0, 1], middle, atol=6)
    assert tuple(heat[0, 2]) == HEAT_COLOURS[-1]
    assert is_grey(heat[0, 0])


def test_a_tall_picture_is_computed_in_strips_without_a_seam():
    before = np.zeros((1300, 2, 3), np.uint8)
    after = before + np.uint8(9)
    assert len(np.unique(difference_map(before, after), axis=0)) == 1


def test_pictures_of_two_types_are_not_compared(painting):
    with pytest.raises(ValueError, match="cannot be compared"):
        difference_map(painting, painting.astype(np.uint16))
