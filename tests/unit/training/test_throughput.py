"""How fast a training is, and how many steps fit into a given time."""

from itertools import count
from types import SimpleNamespace

import pytest

from restoration.training import throughput
from restoration.training.throughput import SAVING_SECONDS, TRIAL_STEPS, Speed, measure_speed
from restoration.training.time_limit import TimeLimit
from tests.unit.training.tiny import CONFIG, CPU


class FakeTrainer:
    averaged_network = None
    steps = 0

    def __init__(self, *_):
        self.step = FakeTrainer.steps = 0

    def train_step(self, batch):
        self.step += 1
        FakeTrainer.steps += 1


@pytest.mark.parametrize(("seconds", "steps"), [(10_000, TRIAL_STEPS), (600, 10), (400, 7), (100, 2)])
def test_a_trial_measures_a_step_and_an_evaluation_and_takes_a_small_part_of_the_time(monkeypatch, seconds, steps):
    ticks = count(step=10)  # s; every step and every evaluation takes one tick
    monkeypatch.setattr(throughput, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    monkeypatch.setattr(throughput, "Trainer", FakeTrainer)
    task, examples = SimpleNamespace(evaluate=lambda *_: None), range(TRIAL_STEPS * CONFIG.batch)
    speed = measure_speed(CONFIG, task, examples, CPU, TimeLimit(seconds, 0))
    assert speed == Speed(10, 10)
    assert FakeTrainer.steps == steps


def test_the_time_is_enough_for_the_steps_their_evaluations_and_the_end():
    speed = Speed(step=10, evaluation=20)
    assert speed.reserve == 50 + SAVING_SECONDS
    assert speed.steps_within(1050 + SAVING_SECONDS, exam_every=2) == 45  # 900 s, of which two steps take 40 s
    assert speed.steps_within(20, exam_every=2) == 1


def test_a_limit_counts_from_its_start():
    limit = TimeLimit.from_minutes(2)
    assert 119 < limit.left <= 120
    assert not limit.has_used(0.5)
    over = TimeLimit(60, limit.start - 61)
    assert over.left < 0 and over.has_used(1.0)
