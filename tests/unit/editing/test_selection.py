"""The filling of an enclosure: exact to the pixel, at the cost of what it finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from restoration.editing import selection
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.selection import as_pixels, enclosed_pixels
from restoration.errors import BadRequest

HEIGHT, WIDTH = 30, 40


def whole(pixels: PixelMask):
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[pixels.window] = pixels.mask()
    return mask


@pytest.fixture(autouse=True)
def small_reach(monkeypatch):
    monkeypatch.setattr(selection, "FIRST_REACH", 2)


@given(st.integers(0, 99), st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))
def test_an_enclosed_area_is_all_that_can_be_reached_without_crossing_a_mark(seed, x, y):
    kinds = (ndimage.gaussian_filter(np.random.default_rng(seed).random((HEIGHT, WIDTH)), 1.5) > 0.5).astype(np.uint8)
    labels, _ = ndimage.label(kinds == 0)
    inside = labels == labels[y, x]
    is_open = inside[0].any() or inside[-1].any() or inside[:, 0].any() or inside[:, -1].any()
    if kinds[y, x] or is_open:
        with pytest.raises(BadRequest):
            enclosed_pixels(kinds, x, y)
    else:
        assert np.array_equal(whole(enclosed_pixels(kinds, x, y)), inside)


def test_noise_is_refused(monkeypatch):
    monkeypatch.setattr(selection, "MAX_RUNS", 50)
    noise = np.random.default_rng(1).integers(0, 2, (HEIGHT, WIDTH, 1), np.uint8).repeat(3, axis=2) * np.uint8(255)
    with pytest.raises(BadRequest, match="too many separate pixels"):
        as_pixels((slice(0, HEIGHT), slice(0, WIDTH)), noise[..., 0] > 0)
