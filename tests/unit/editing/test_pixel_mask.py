"""Pixels in run-length code."""

import numpy as np
from hypothesis import given

from restoration.editing.pixel_mask import PixelMask
from tests.unit.editing.strategies import HEIGHT, WIDTH, masks


@given(masks.filter(np.any))
def test_the_pixels_are_the_same_after_encoding(mask):
    pixels = PixelMask.of((slice(5, 5 + HEIGHT), slice(7, 7 + WIDTH)), mask)
    picture = np.zeros((HEIGHT + 9, WIDTH + 9), bool)
    picture[pixels.window] = pixels.mask()
    assert np.array_equal(picture[5 : 5 + HEIGHT, 7 : 7 + WIDTH], mask)
    assert picture.sum() == mask.sum() == pixels.area


def test_the_box_has_no_empty_border():
    mask = np.zeros((9, 9), bool)
    mask[3:5, 2:6] = True
    assert PixelMask.of((slice(10, 19), slice(20, 29)), mask) == PixelMask((22, 13, 4, 2), (0, 8))
    assert PixelMask.of((slice(0, 9), slice(0, 9)), np.zeros((9, 9), bool)) is None
