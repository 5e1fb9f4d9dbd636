"""The rate of learning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.training.config import TrainingConfig
from restoration.training.run import learning_rate_at


@given(st.integers(1, 3000), st.data())
def test_the_rate_stays_between_nothing_and_its_highest(steps, data):
    plan = TrainingConfig(steps=steps)
    assert 0 < learning_rate_at(data.draw(st.integers(0, steps - 1)), plan) <= plan.rate


def test_it_rises_as_long_as_planned_then_falls_to_what_is_left():
    plan = TrainingConfig(steps=6000)
    rates = [learning_rate_at(step, plan) for step in range(plan.steps)]
    assert rates[: plan.warm_up] == sorted(rates[: plan.warm_up])
    assert rates[plan.warm_up :] == sorted(rates[plan.warm_up :], reverse=True)
    assert rates[plan.warm_up] == pytest.approx(plan.rate, rel=0.01)
    assert rates[-1] == pytest.approx(plan.last * plan.rate, rel=0.01)


def test_a_short_course_does_not_spend_itself_on_warming_up():
    assert learning_rate_at(10, TrainingConfig(steps=60)) > 0.8 * TrainingConfig().rate
