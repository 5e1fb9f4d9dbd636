"""The learning rate schedule of a run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.training.config import TrainingConfig
from restoration.training.run import learning_rate_at


@given(st.integers(1, 3000), st.data())
def test_the_rate_is_positive_and_at_most_the_highest(steps, data):
    config = TrainingConfig(steps=steps)
    assert 0 < learning_rate_at(data.draw(st.integers(0, steps - 1)), config) <= config.rate


def test_the_rate_rises_during_the_warm_up_and_then_falls_to_its_last_value():
    config = TrainingConfig(steps=6000)
    rates = [learning_rate_at(step, config) for step in range(config.steps)]
    assert rates[: config.warm_up] == sorted(rates[: config.warm_up])
    assert rates[config.warm_up :] == sorted(rates[config.warm_up :], reverse=True)
    assert rates[config.warm_up] == pytest.approx(config.rate, rel=0.01)
    assert rates[-1] == pytest.approx(config.last * config.rate, rel=0.01)


def test_a_short_run_has_a_short_warm_up():
    assert learning_rate_at(10, TrainingConfig(steps=60)) > 0.8 * TrainingConfig().rate
