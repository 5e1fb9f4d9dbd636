"""Square windows of a picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.training.augment.crop_window import (
    SYMMETRIES,
    CropWindow,
    cut_window,
    sample_window,
    sample_zoomed_window,
)

SLOPE = 4  # grey levels from a pixel to the next
RAMP = np.repeat(SLOPE * np.add.outer(np.zeros(60), np.arange(60))[..., None], 3, axis=2).astype(np.uint8)


def test_a_square_has_eight_different_symmetries_of_the_same_pixels():
    square = np.arange(16).reshape(4, 4)
    views = [CropWindow(0, 0, 4, symmetry).view(square) for symmetry in range(SYMMETRIES)]
    assert len({view.tobytes() for view in views}) == 8
    assert all(set(view.flat) == set(square.flat) for view in views)
    assert np.array_equal(views[0], square)


@given(height=st.integers(1, 9), width=st.integers(1, 9), data=st.data())
def test_a_window_is_inside_its_picture(height, width, data):
    side = data.draw(st.integers(1, min(height, width)))
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    window = sample_window(rng, (height, width), side)
    assert window.view(np.zeros((height, width))).shape == (side, side)


def test_every_window_in_every_symmetry_is_possible():
    rng = np.random.default_rng(1)
    windows = {sample_window(rng, (3, 4), 2) for _ in range(1000)}
    assert len(windows) == 2 * 3 * SYMMETRIES


def cut_ramp(zoom):
    window = sample_zoomed_window(RAMP.shape[:2], 24, (zoom, zoom), np.random.default_rng(3))
    return cut_window(RAMP, window, 24)


@pytest.mark.parametrize("zoom", [0.5, 2.0])
def test_at_a_zoom_of_2_pixels_become_twice_as_wide(zoom):
    steps = np.abs(np.gradient(cut_ramp(zoom)[4:-4, 4:-4, 0].astype(float)))
    assert steps.max(axis=(1, 2)).max() == pytest.approx(SLOPE / zoom, abs=1)


def test_at_a_zoom_of_1_pixels_do_not_change():
    assert np.array_equal(np.unique(cut_ramp(1)) % SLOPE, np.zeros(24))
