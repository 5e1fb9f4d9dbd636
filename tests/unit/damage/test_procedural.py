"""The promises of smooth chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.procedural import fractal_field, smooth_field, wander


def chance(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("field", [smooth_field, fractal_field])
def test_a_field_has_mean_0_and_deviation_1(field):
    values = field((600, 500), 8.0, chance())
    assert values.shape == (600, 500) and values.dtype == np.float32
    assert values.mean() == pytest.approx(0, abs=0.1) and values.std() == pytest.approx(1, abs=0.1)


def test_a_line_has_mean_0_and_deviation_1():
    values = wander(20000, 8.0, chance())
    assert values.mean() == pytest.approx(0, abs=0.1) and values.std() == pytest.approx(1, abs=0.1)


@given(st.integers(1, 90), st.integers(1, 90), st.floats(1, 200))
def test_any_shape_and_reach_will_do(height, width, reach):
    assert np.isfinite(smooth_field((height, width), reach, chance())).all()
    assert wander(height, reach, chance()).shape == (height,)


def test_near_values_are_alike_and_far_ones_are_not():
    values = smooth_field((400, 400), 40.0, chance())
    near = np.corrcoef(values[:, :-2].ravel(), values[:, 2:].ravel())[0, 1]
    far = np.corrcoef(values[:, :-120].ravel(), values[:, 120:].ravel())[0, 1]
    assert near > 0.98 and abs(far) < 0.4


def test_a_fractal_is_rougher_than_a_smooth_field():
    smooth, rough = smooth_field((200, 200), 40.0, chance()), fractal_field((200, 200), 40.0, chance())
    assert np.abs(np.diff(rough)).mean() > 2 * np.abs(np.diff(smooth)).mean()


def test_the_same_chance_gives_the_same_field():
    np.testing.assert_array_equal(fractal_field((50, 60), 9.0, chance()), fractal_field((50, 60), 9.0, chance()))
    assert not np.array_equal(fractal_field((50, 60), 9.0, chance()), fractal_field((50, 60), 9.0, chance(2)))
