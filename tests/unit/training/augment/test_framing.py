"""Details of a painting, near and far."""

import numpy as np
import pytest

from restoration.training.augment.crop_window import cut_window, sample_zoomed_window

SLOPE = 4  # grey levels from a pixel to the next
RAMP = np.repeat(SLOPE * np.add.outer(np.zeros(60), np.arange(60))[..., None], 3, axis=2).astype(np.uint8)


def seen(zoom):
    view = sample_zoomed_window(RAMP.shape[:2], 24, (zoom, zoom), np.random.default_rng(3))
    return cut_window(RAMP, view, 24)


@pytest.mark.parametrize("zoom", [0.5, 2.0])
def test_at_a_zoom_of_2_pixels_come_out_twice_as_wide(zoom):
    near = seen(zoom).astype(int)
    steps = np.abs(np.gradient(near[4:-4, 4:-4, 0].astype(float)))
    assert steps.max(axis=(1, 2)).max() == pytest.approx(SLOPE / zoom, abs=1)


def test_at_a_zoom_of_1_pixels_stay_as_they_are():
    assert np.array_equal(np.unique(seen(1)) % SLOPE, np.zeros(24))
