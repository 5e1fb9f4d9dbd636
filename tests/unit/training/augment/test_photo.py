"""The simulated camera."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.damage.light import apply_optics
from restoration.training.augment.photo import Camera, make_grain, photograph, sample_camera, sample_lens

FAITHFUL = Camera(
    seed=1, blur=0.0, contrast=1.0, gains=(1.0, 1.0, 1.0), grain=0.0, specks=0.0, sharpening=0.0, quality=95
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_every_camera_keeps_the_size_and_takes_the_same_picture_each_time(painting, seed):
    before = painting.copy()
    camera = sample_camera(np.random.default_rng(seed))
    after = photograph(painting, camera)
    assert after.shape == painting.shape
    assert after.dtype == np.uint8
    assert np.array_equal(after, photograph(painting, camera))
    assert np.array_equal(painting, before), "the input was changed in place"


def steepest(image):
    return np.abs(np.diff(image.astype(int), axis=1)).max()


def test_each_setting_has_its_effect():
    grey = np.full((32, 32, 3), 100, np.uint8)
    red, green, blue = photograph(grey, replace(FAITHFUL, gains=(1.1, 1.0, 0.9)))[0, 0].astype(int)
    assert red > green > blue
    assert photograph(grey, replace(FAITHFUL, contrast=0.5)).mean() > 105, "nearer to middle grey"
    assert photograph(grey, replace(FAITHFUL, grain=4.0)).std() > 2
    edge = np.repeat(np.repeat(np.uint8([[40] * 16 + [200] * 16]), 32, axis=0)[..., None], 3, axis=2)
    assert steepest(photograph(edge, replace(FAITHFUL, blur=1.0))) < 100
    assert np.ptp(photograph(edge, replace(FAITHFUL, sharpening=0.5))) > 180, "it overshoots on both sides"


def test_lenses_go_from_pin_sharp_to_ordinary():
    line = np.zeros((9, 9, 3), np.float32)
    line[:, 4] = 1
    peaks = [float(apply_optics(line, sample_lens(np.random.default_rng(seed)))[4, 4, 0]) for seed in range(60)]
    assert max(peaks) > 0.95, "of a line 1 px wide"
    assert 0.4 < min(peaks) < 0.75


def test_a_faithful_camera_hardly_changes_a_soft_picture():
    soft = np.repeat(np.add.outer(np.arange(64), np.arange(64))[..., None], 3, axis=2).astype(np.uint8)
    assert np.abs(photograph(soft, FAITHFUL).astype(int) - soft).mean() < 1.5


def test_grain_has_its_deviation_and_bright_specks_on_request():
    noise = np.random.default_rng(1).standard_normal((200, 200, 4), np.float32)
    even, speckled = (make_grain(noise, 5.0, specks) for specks in (0.0, 1.0))
    for grain in (even, speckled):
        assert abs(grain.std() - 5) < 0.1
        assert abs(grain.mean()) < 0.1
    assert abs(np.percentile(even, 99) + np.percentile(even, 1)) < 0.5
    assert np.percentile(speckled, 99) > -1.5 * np.percentile(speckled, 1)
