"""Windows in their eight symmetries."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.training.augment import crop_window
from restoration.training.augment.crop_window import SYMMETRIES, CropWindow


def test_a_square_has_eight_different_symmetries_of_the_same_pixels():
    square = np.arange(16).reshape(4, 4)
    seen = [CropWindow(0, 0, 4, symmetry).of(square) for symmetry in range(SYMMETRIES)]
    assert len({view.tobytes() for view in seen}) == 8
    assert all(set(view.flat) == set(square.flat) for view in seen)
    assert np.array_equal(seen[0], square)


@given(height=st.integers(1, 9), width=st.integers(1, 9), data=st.data())
def test_a_window_lies_within_its_picture(height, width, data):
    side = data.draw(st.integers(1, min(height, width)))
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    view = crop_window.sample_window(rng, (height, width), side)
    assert view.of(np.zeros((height, width))).shape == (side, side)


def test_every_window_is_met():
    rng = np.random.default_rng(1)
    met = {crop_window.sample_window(rng, (3, 4), 2) for _ in range(1000)}
    assert len(met) == 2 * 3 * SYMMETRIES
