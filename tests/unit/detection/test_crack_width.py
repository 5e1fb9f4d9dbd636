"""Cracks of any width: found in a reduced picture, whose size is asked for or chosen from the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.detection.base import Detection
from restoration.detection.crack_width import (
    CRACK_WIDTHS,
    MAX_WIDTH,
    MIN_CRACK_AREA,
    NATIVE_WIDTH,
    choose_level,
    detect_cracks,
    level_of_width,
)
from restoration.detection.evidence import encode_evidence
from restoration.detection.pyramid import LEVELS, DetectionPyramid, LevelDetection, detect_pyramid, level_progress
from restoration.errors import BadRequest


class DarkPixels:
    """A detector that finds every dark pixel and keeps the image that it gets."""

    key = "dark pixels"

    def detect(self, image, progress=None):
        self.image = image
        dark = image[..., 0] < 100
        return Detection(dark.astype(np.float32), dark.astype(np.uint8) * np.uint8(3))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@given(st.integers(1, 40), st.integers(1, 40), st.none() | st.integers(1, MAX_WIDTH), st.integers(0, 2**32 - 1))
def test_the_detection_has_the_size_of_the_picture_and_a_kind_for_all_damage(depth, height, width, widest, seed):
    image = np.random.default_rng(seed).integers(0, 250, (height, width, 3)).astype(depth)
    found = detect_cracks(DarkPixels(), image, widest).detection
    assert found.likelihood.shape == found.kinds.shape == (height, width)
    assert 0 <= found.likelihood.min() <= found.likelihood.max() <= 1
    assert found.kinds[found.likelihood > 0].all()


@pytest.mark.parametrize(("widest", "shape"), [(NATIVE_WIDTH, (30, 50, 3)), (2 * NATIVE_WIDTH, (15, 25, 3))])
def test_the_picture_is_reduced_in_proportion_to_the_width(widest, shape):
    detector, image = DarkPixels(), np.zeros((30, 50, 3), np.uint8)
    detect_cracks(detector, image, widest)
    assert detector.image.shape == shape
    assert (detector.image is image) == (widest == NATIVE_WIDTH)


def test_a_larger_width_than_the_largest_is_refused():
    with pytest.raises(ValueError, match="wider than"):
        detect_cracks(DarkPixels(), np.zeros((30, 50, 3), np.uint8), MAX_WIDTH + 1)


def level_with(clear, doubtful=0, shape=(200, 200)):
    """Return a level with some pixels under clear cracks, and some under doubtful ones."""
    crack = np.full(shape, 0.01, np.float32)
    crack.flat[:clear], crack.flat[clear : clear + doubtful] = 0.95, 0.3
    evidence = np.zeros((4, *shape), np.uint8)
    evidence[0] = encode_evidence(crack)
    return LevelDetection(np.zeros(shape, np.uint16), np.ones(shape, np.uint8), evidence)


@pytest.mark.parametrize(
    ("levels", "chosen"),
    [
        ([(4000, 0), (2000, 0), (800, 0), (200, 0)], 0),  # fine cracks: reducing only loses them
        ([(4000, 9000), (4000, 500), (900, 0), (300, 0)], 1),  # at half the size, doubt becomes certainty
        ([(0, 0), (0, 0), (1000, 0), (0, 0)], 2),
        ([(0, 0), (0, 0), (MIN_CRACK_AREA - 1, 0), (0, 0)], 0),  # too little to be sure
        ([(0, 0)] * 4, 0),
    ],
)
def test_the_size_with_the_clearest_cracks_is_chosen(levels, chosen):
    pyramid = DetectionPyramid((200, 200), tuple(level_with(*each) for each in levels))
    assert choose_level(pyramid) == chosen


def test_the_automatic_width_is_that_of_the_chosen_level():
    image = np.full((300, 300, 3), 200, np.uint8)
    found = detect_cracks(DarkPixels(), image)
    assert (found.widest, found.is_automatic) == (NATIVE_WIDTH, True)
    assert [level_of_width(width) for width in CRACK_WIDTHS] == list(range(LEVELS))
    with pytest.raises(BadRequest, match="64 px"):
        level_of_width(MAX_WIDTH)


def test_the_progress_of_all_levels_is_one_work():
    seen = []
    steps = level_progress(lambda done, total: seen.append(done / total))
    for level in range(LEVELS):
        for done in (1, 2):
            steps(level)(done, 2)
    assert seen == sorted(seen)
    assert seen[1] == pytest.approx(0.75, abs=0.01)
    assert seen[-1] == 1


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_level_keeps_what_the_detector_found(height, width, seed):
    image = np.random.default_rng(seed).integers(0, 250, (height, width, 3)).astype(np.uint8)
    pyramid = detect_pyramid(DarkPixels(), image)
    plain = DarkPixels().detect(image)
    again = pyramid.levels[0].full_size((height, width)).unpacked()
    np.testing.assert_array_equal(again.likelihood, plain.likelihood)
    np.testing.assert_array_equal(again.kinds, plain.kinds)
    np.testing.assert_array_equal(pyramid.levels[0].evidence[2] > 128, plain.likelihood > 0.5)
