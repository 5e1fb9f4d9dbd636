"""Promises of procedural noise: its mean, its deviation, how smooth it is, and that it repeats."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.procedural import fractal_noise, value_noise, value_noise_1d


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("field", [value_noise, fractal_noise])
def test_a_field_has_mean_0_and_deviation_1(field):
    values = field((600, 500), 8.0, rng())
    assert values.shape == (600, 500) and values.dtype == np.float32
    assert values.mean() == pytest.approx(0, abs=0.1) and values.std() == pytest.approx(1, abs=0.1)


def test_a_line_has_mean_0_and_deviation_1():
    values = value_noise_1d(20000, 8.0, rng())
    assert values.mean() == pytest.approx(0, abs=0.1) and values.std() == pytest.approx(1, abs=0.1)


@given(st.integers(1, 90), st.integers(1, 90), st.floats(1, 200))
def test_any_shape_and_reach_give_finite_values(height, width, reach):
    assert np.isfinite(value_noise((height, width), reach, rng())).all()
    assert value_noise_1d(height, reach, rng()).shape == (height,)


def test_near_values_are_alike_and_far_ones_are_not():
    values = value_noise((400, 400), 40.0, rng())
    near = np.corrcoef(values[:, :-2].ravel(), values[:, 2:].ravel())[0, 1]
    far = np.corrcoef(values[:, :-120].ravel(), values[:, 120:].ravel())[0, 1]
    assert near > 0.98 and abs(far) < 0.4


def test_fractal_noise_is_rougher_than_value_noise():
    smooth, rough = value_noise((200, 200), 40.0, rng()), fractal_noise((200, 200), 40.0, rng())
    assert np.abs(np.diff(rough)).mean() > 2 * np.abs(np.diff(smooth)).mean()


def test_the_same_seed_gives_the_same_field():
    np.testing.assert_array_equal(fractal_noise((50, 60), 9.0, rng()), fractal_noise((50, 60), 9.0, rng()))
    assert not np.array_equal(fractal_noise((50, 60), 9.0, rng()), fractal_noise((50, 60), 9.0, rng(2)))
