"""The camera that photographs a crop again."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.training import camera
from restoration.training.camera import Camera, photograph

FAITHFUL = Camera(seed=1, blur=0.0, contrast=1.0, gains=(1.0, 1.0, 1.0), grain=0.0, quality=95)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_any_camera_gives_a_picture_of_the_same_size_and_the_same_each_time(painting, seed):
    before = painting.copy()
    taken = camera.sample(np.random.default_rng(seed))
    after = photograph(painting, taken)
    assert after.shape == painting.shape
    assert after.dtype == np.uint8
    assert np.array_equal(after, photograph(painting, taken))
    assert np.array_equal(painting, before), "the input was changed in place"


def test_each_fault_shows_where_it_should():
    grey = np.full((32, 32, 3), 100, np.uint8)
    red, green, blue = photograph(grey, replace(FAITHFUL, gains=(1.1, 1.0, 0.9)))[0, 0].astype(int)
    assert red > green > blue
    assert photograph(grey, replace(FAITHFUL, contrast=0.5)).mean() > 105, "nearer to middle grey"
    assert photograph(grey, replace(FAITHFUL, grain=4.0)).std() > 2
    edge = np.repeat(np.repeat(np.uint8([[40] * 16 + [200] * 16]), 32, axis=0)[..., None], 3, axis=2)
    assert np.abs(np.diff(photograph(edge, replace(FAITHFUL, blur=1.0)).astype(int), axis=1)).max() < 100


def test_a_faithful_camera_hardly_changes_a_soft_picture():
    soft = np.repeat(np.add.outer(np.arange(64), np.arange(64))[..., None], 3, axis=2).astype(np.uint8)
    assert np.abs(photograph(soft, FAITHFUL).astype(int) - soft).mean() < 1.5
