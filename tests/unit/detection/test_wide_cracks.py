"""Pictures looked at from farther away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.detection.base import Detection
from restoration.detection.wide_cracks import MAX_WIDTH, NATIVE_WIDTH, detect_wide_cracks


class Dots:
    """Finds every dark pixel, and notes what it was shown."""

    key = "dots"

    def examine(self, image, progress=None):
        self.shown = image
        dark = image[..., 0] < 100
        return Detection(dark.astype(np.float32), dark.astype(np.uint8) * np.uint8(3))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, MAX_WIDTH), st.integers(0, 2**32 - 1))
def test_what_is_found_has_the_size_of_the_picture_and_a_kind_everywhere(depth, height, width, widest, seed):
    image = np.random.default_rng(seed).integers(0, 250, (height, width, 3)).astype(depth)
    found = detect_wide_cracks(Dots(), image, widest)
    assert found.likelihood.shape == found.kinds.shape == (height, width)
    assert 0 <= found.likelihood.min() <= found.likelihood.max() <= 1
    assert found.kinds[found.likelihood > 0].all()


def test_cracks_of_known_width_are_looked_for_as_they_are():
    detector, image = Dots(), np.zeros((30, 50, 3), np.uint8)
    detect_wide_cracks(detector, image, NATIVE_WIDTH)
    assert detector.shown is image


def test_twice_as_wide_is_looked_for_from_twice_as_far():
    detector = Dots()
    detect_wide_cracks(detector, np.zeros((30, 50, 3), np.uint8), 2 * NATIVE_WIDTH)
    assert detector.shown.shape == (15, 25, 3)


def test_there_is_a_limit():
    with pytest.raises(ValueError, match="wider than"):
        detect_wide_cracks(Dots(), np.zeros((30, 50, 3), np.uint8), MAX_WIDTH + 1)
