"""The number of steps that fit into a given time."""

from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest

from restoration.training import throughput
from restoration.training.throughput import TRIAL_STEPS, estimate_steps
from tests.unit.training.tiny import CONFIG, CPU


class FakeTrainer:
    averaged_network = None

    def __init__(self, *_):
        self.step = 0

    def train_step(self, batch):
        self.step += 1


@pytest.mark.parametrize(
    ("seconds", "exam_every", "steps"),
    [
        (1000, 2, 50),  # usable: 900 s, less 130 s of trial and 10 s of last evaluation; two steps take 30 s with one
        (1000, 1000, 75),
        (2000, 2, 110),
        (100, 2, 1),
    ],
)
def test_the_time_is_enough_for_the_steps_and_their_evaluations(monkeypatch, seconds, exam_every, steps):
    ticks = count(step=10)  # s; every step and every evaluation takes one tick
    monkeypatch.setattr(throughput, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    monkeypatch.setattr(throughput, "Trainer", FakeTrainer)
    config = replace(CONFIG, exam_every=exam_every)
    task, examples = SimpleNamespace(evaluate=lambda *_: None), range(TRIAL_STEPS * config.batch)
    assert estimate_steps(seconds, config, task, examples, CPU) == steps
