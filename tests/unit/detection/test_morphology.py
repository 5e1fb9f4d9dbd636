"""The classical detector: what it finds, what it ignores, and how the sensitivity changes the mask."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.detection import morphology
from restoration.detection.base import mask_at
from restoration.detection.morphology import Morphology

DETECTOR = Morphology()


def painted(shape=(80, 96), level=130, grain=2.0, seed=7):
    """Return a plain surface with some grain."""
    noise = np.random.default_rng(seed).normal(level, grain, (*shape, 1)).repeat(3, axis=2)
    return np.clip(np.rint(noise), 0, 255).astype(np.uint8)


def with_line(image, level, width=2):
    """Return the surface with one bent line of about 70 px, and where the line is."""
    bent = np.array([[10, 12], [30, 30], [34, 44], [60, 66]], np.int32)
    after = image.copy()
    cv2.polylines(after, [bent], isClosed=False, color=(level,) * 3, thickness=width)
    return after, (after != image).any(axis=2)


def grown(mask):
    """Return the mask and the pixels next to it."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0


def test_a_flat_picture_has_no_damage():
    flat = np.full((40, 50, 3), 120, np.uint8)
    likelihood = DETECTOR.detect(flat).likelihood
    assert likelihood.shape == (40, 50) and likelihood.dtype == np.float32
    assert not likelihood.any()


@pytest.mark.parametrize(("tone", "level"), [("dark", 60), ("light", 220)])
def test_a_thin_line_is_found_and_little_else(tone, level):
    image, line = with_line(painted(), level)
    found = mask_at(DETECTOR.detect(image).likelihood, 0.5)
    assert grown(found)[line].mean() > 0.9
    assert found[~grown(line)].mean() < 0.005, "plain paint beside the line is marked"
    assert found.sum() <= grown(line).sum() * 0.8, "a wide band is marked"


def test_the_rim_between_two_paints_is_not_a_crack():
    image = painted(level=70)
    image[:, 45:] += 110
    assert not mask_at(DETECTOR.detect(image).likelihood, 0.5).any()


def test_rough_paint_is_hardly_marked():
    rng = np.random.default_rng(5)
    relief = cv2.GaussianBlur(rng.normal(0, 60, (160, 160)), (0, 0), 1.2)
    image = np.clip(128 + relief, 0, 255).astype(np.uint8)[..., np.newaxis].repeat(3, axis=2)
    assert mask_at(DETECTOR.detect(image).likelihood, 0.5).mean() < 0.05


def test_the_bright_rim_of_a_sharpened_crack_is_not_a_second_crack():
    image, line = with_line(painted(), 60)
    blurred = cv2.GaussianBlur(image, (0, 0), 1.5).astype(np.float64)
    sharpened = np.clip(2.0 * image - blurred, 0, 255).astype(np.uint8)
    found = mask_at(DETECTOR.detect(sharpened).likelihood, 0.5)
    assert grown(found)[line].mean() > 0.9
    assert found[~grown(line)].mean() < 0.005


def test_a_short_brush_mark_is_not_a_crack():
    image = painted()
    cv2.line(image, (40, 40), (50, 44), (60, 60, 60), 2)
    assert not mask_at(DETECTOR.detect(image).likelihood, 0.5).any()


def test_the_mask_changes_in_many_steps_of_the_sensitivity():
    ramp = painted(shape=(240, 240), grain=6.0)
    for row, level in zip(range(10, 236, 12), np.linspace(124, 30, 19), strict=True):
        ramp[row : row + 2, 10:230] = int(level)
    likelihood = DETECTOR.detect(ramp).likelihood
    marked = {int(mask_at(likelihood, s).sum()) for s in np.linspace(0.1, 0.9, 33)}
    assert len(marked) >= 12


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=5)
def test_sixteen_bits_give_the_same_likelihood_as_eight(seed):
    image, _ = with_line(painted(seed=seed, grain=5.0), 90)
    deep = image.astype(np.uint16) * 257
    np.testing.assert_array_equal(DETECTOR.detect(deep).likelihood, DETECTOR.detect(image).likelihood)


def test_strips_of_any_height_give_the_same_likelihood(monkeypatch):
    image, _ = with_line(painted(shape=(400, 90), grain=12.0), 90)
    before = image.copy()
    whole = DETECTOR.detect(image).likelihood
    assert np.array_equal(whole, DETECTOR.detect(image).likelihood)
    monkeypatch.setattr(morphology, "STRIP_PIXELS", 1)
    reports = []
    np.testing.assert_array_equal(
        DETECTOR.detect(image, lambda done, total: reports.append((done, total))).likelihood, whole
    )
    assert np.array_equal(image, before), "the picture is changed in place"
    assert whole.any() and len(reports) > morphology.FLOORS + 1, "there is a single strip, or nothing to find"
    assert reports == [(done, len(reports)) for done in range(1, len(reports) + 1)]


def test_an_exception_in_the_progress_stops_the_work():
    class StopError(Exception):
        pass

    def stop(done, total):
        raise StopError

    with pytest.raises(StopError):
        DETECTOR.detect(painted(), stop)
