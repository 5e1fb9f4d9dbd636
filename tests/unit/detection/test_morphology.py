"""The classical detector: what it finds, what it leaves, and that the slider is honest."""

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
    """A plain surface with some grain."""
    noise = np.random.default_rng(seed).normal(level, grain, (*shape, 1)).repeat(3, axis=2)
    return np.clip(np.rint(noise), 0, 255).astype(np.uint8)


def with_line(image, level, width=2):
    """The same surface with one bent line of about 70 px."""
    bent = np.array([[10, 12], [30, 30], [34, 44], [60, 66]], np.int32)
    after = image.copy()
    cv2.polylines(after, [bent], isClosed=False, color=(level,) * 3, thickness=width)
    return after, (after != image).any(axis=2)


def grown(mask):
    """The mask and the pixels next to it."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0


def test_a_flat_picture_holds_no_damage():
    flat = np.full((40, 50, 3), 120, np.uint8)
    likelihood = DETECTOR.likelihood(flat)
    assert likelihood.shape == (40, 50) and likelihood.dtype == np.float32
    assert not likelihood.any()


@pytest.mark.parametrize(("tone", "level"), [("dark", 60), ("light", 220)])
def test_a_thin_line_is_found_and_little_else(tone, level):
    image, line = with_line(painted(), level)
    found = mask_at(DETECTOR.likelihood(image), 0.5)
    assert grown(found)[line].mean() > 0.9
    assert found[~grown(line)].mean() < 0.005, "the plain paint beside the line was marked"
    assert found.sum() <= grown(line).sum() * 0.8, "a fat band was marked"


def test_the_rim_between_two_paints_is_not_a_crack():
    image = painted(level=70)
    image[:, 45:] += 110
    assert not mask_at(DETECTOR.likelihood(image), 0.5).any()


def test_rough_paint_is_not_flooded():
    rng = np.random.default_rng(5)
    relief = cv2.GaussianBlur(rng.normal(0, 60, (160, 160)), (0, 0), 1.2)
    image = np.clip(128 + relief, 0, 255).astype(np.uint8)[..., np.newaxis].repeat(3, axis=2)
    assert mask_at(DETECTOR.likelihood(image), 0.5).mean() < 0.05


def test_the_light_rim_of_a_sharpened_crack_is_not_a_second_crack():
    image, line = with_line(painted(), 60)
    blurred = cv2.GaussianBlur(image, (0, 0), 1.5).astype(np.float64)
    sharpened = np.clip(2.0 * image - blurred, 0, 255).astype(np.uint8)
    found = mask_at(DETECTOR.likelihood(sharpened), 0.5)
    assert grown(found)[line].mean() > 0.9
    assert found[~grown(line)].mean() < 0.005


def test_a_short_touch_is_not_a_crack():
    image = painted()
    cv2.line(image, (40, 40), (50, 44), (60, 60, 60), 2)
    assert not mask_at(DETECTOR.likelihood(image), 0.5).any()


LIKELIHOOD = DETECTOR.likelihood(with_line(painted(grain=8.0), 90)[0])


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_sensitivity_marks_more_never_less(one, other):
    low, high = sorted((one, other))
    assert not (mask_at(LIKELIHOOD, low) & ~mask_at(LIKELIHOOD, high)).any()


def test_the_slider_has_many_positions():
    ramp = painted(shape=(240, 240), grain=6.0)
    for row, level in zip(range(10, 236, 12), np.linspace(124, 30, 19), strict=True):
        ramp[row : row + 2, 10:230] = int(level)
    likelihood = DETECTOR.likelihood(ramp)
    marked = {int(mask_at(likelihood, s).sum()) for s in np.linspace(0.1, 0.9, 33)}
    assert len(marked) >= 12


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=5, deadline=None)
def test_sixteen_bits_give_the_answer_of_eight(seed):
    image, _ = with_line(painted(seed=seed, grain=5.0), 90)
    deep = image.astype(np.uint16) * 257
    np.testing.assert_array_equal(DETECTOR.likelihood(deep), DETECTOR.likelihood(image))


def test_the_same_picture_gives_the_same_answer_whatever_the_strips(monkeypatch):
    image, _ = with_line(painted(shape=(400, 90), grain=12.0), 90)
    before = image.copy()
    whole = DETECTOR.likelihood(image)
    assert np.array_equal(whole, DETECTOR.likelihood(image))
    monkeypatch.setattr(morphology, "STRIP_PIXELS", 1)
    seen = []
    np.testing.assert_array_equal(DETECTOR.likelihood(image, lambda done, total: seen.append((done, total))), whole)
    assert np.array_equal(image, before), "the picture was changed in place"
    assert whole.any() and len(seen) > morphology.FLOORS + 1, "nothing was cut, or there was nothing to find"
    assert seen == [(done, len(seen)) for done in range(1, len(seen) + 1)]


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (3, 3), (30, 7)])
def test_any_size_will_do(shape):
    image = np.random.default_rng(3).integers(0, 256, (*shape, 3), dtype=np.uint8)
    likelihood = DETECTOR.likelihood(image)
    assert likelihood.shape == shape
    assert likelihood.min() >= 0 and likelihood.max() <= 1


def test_a_stop_asked_for_by_the_watcher_stops():
    class StoppedError(Exception):
        pass

    def stop(done, total):
        raise StoppedError

    with pytest.raises(StoppedError):
        DETECTOR.likelihood(painted(), stop)
