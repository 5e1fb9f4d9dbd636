"""A coarse likelihood takes the contours of the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.segmentation import contours
from restoration.segmentation.contours import follow_contours


@pytest.fixture
def two_tones():
    """A picture that is light from column 90 on, with grain."""
    rng = np.random.default_rng(2)
    tones = np.where(np.arange(160)[:, np.newaxis] < 90, 70, 150) + np.array([0, 10, 20])
    return np.clip(tones + rng.normal(0, 3, (110, 160, 3)), 0, 255).astype(np.uint8)


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1, width=32))
def test_a_likelihood_without_contours_stays_as_it_is(height, width, value):
    image = np.random.default_rng(height).integers(0, 256, (height, width, 3), np.uint8)
    likelihood = follow_contours(np.full((5, 7), value, np.float32), image)
    assert likelihood.dtype == np.float32
    np.testing.assert_allclose(likelihood, np.full((height, width), value), atol=1e-4)


@pytest.mark.parametrize("shift", [-2, 0, 2])
def test_a_contour_that_is_a_little_off_moves_to_the_one_of_the_picture(two_tones, shift):
    coarse = np.broadcast_to((np.arange(160) >= 90 + shift).astype(np.float32), (110, 160)).copy()
    light = follow_contours(coarse, two_tones) >= 0.5
    assert np.array_equal(light, np.broadcast_to(np.arange(160) >= 90, light.shape))


def test_a_mirrored_picture_gets_the_mirrored_likelihood(two_tones, monkeypatch):
    monkeypatch.setattr(contours, "GUIDE_SIDE", 50)
    coarse = np.linspace(0, 1, 20, dtype=np.float32)[:, np.newaxis].repeat(30, axis=1)
    mirrored = follow_contours(coarse[::-1, ::-1].copy(), two_tones[::-1, ::-1].copy())
    np.testing.assert_allclose(mirrored[::-1, ::-1], follow_contours(coarse, two_tones), atol=0.01)  # of 8 bits


def test_strips_leave_no_seam_and_sixteen_bits_are_like_eight(two_tones, monkeypatch):
    monkeypatch.setattr(contours, "GUIDE_SIDE", 100)
    coarse = np.random.default_rng(3).random((20, 30)).astype(np.float32)
    whole = follow_contours(coarse, two_tones)
    monkeypatch.setattr(contours, "_STRIP_ROWS", 7)
    np.testing.assert_allclose(follow_contours(coarse, two_tones.astype(np.uint16) * 257), whole, atol=1e-5)
