"""Wide cracks, found in a reduced picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.detection.base import Detection
from restoration.detection.wide_cracks import MAX_WIDTH, NATIVE_WIDTH, detect_wide_cracks


class DarkPixels:
    """A detector that finds every dark pixel and keeps the image that it gets."""

    key = "dark pixels"

    def detect(self, image, progress=None):
        self.image = image
        dark = image[..., 0] < 100
        return Detection(dark.astype(np.float32), dark.astype(np.uint8) * np.uint8(3))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, MAX_WIDTH), st.integers(0, 2**32 - 1))
def test_the_detection_has_the_size_of_the_picture_and_a_kind_for_all_damage(depth, height, width, widest, seed):
    image = np.random.default_rng(seed).integers(0, 250, (height, width, 3)).astype(depth)
    found = detect_wide_cracks(DarkPixels(), image, widest)
    assert found.likelihood.shape == found.kinds.shape == (height, width)
    assert 0 <= found.likelihood.min() <= found.likelihood.max() <= 1
    assert found.kinds[found.likelihood > 0].all()


@pytest.mark.parametrize(("widest", "shape"), [(NATIVE_WIDTH, (30, 50, 3)), (2 * NATIVE_WIDTH, (15, 25, 3))])
def test_the_picture_is_reduced_in_proportion_to_the_width(widest, shape):
    detector, image = DarkPixels(), np.zeros((30, 50, 3), np.uint8)
    detect_wide_cracks(detector, image, widest)
    assert detector.image.shape == shape
    assert (detector.image is image) == (widest == NATIVE_WIDTH)


def test_a_larger_width_than_the_largest_is_refused():
    with pytest.raises(ValueError, match="wider than"):
        detect_wide_cracks(DarkPixels(), np.zeros((30, 50, 3), np.uint8), MAX_WIDTH + 1)
