"""Steps that fit into a given time."""

from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest

from restoration.training import throughput
from tests.unit.training.tiny import MACHINE, PLAN


@pytest.mark.parametrize(
    ("seconds", "exam_every", "steps"),
    [
        (1000, 2, 50),  # of 900 s the trial took 130 and the last exam takes 10; two steps and an exam take 30
        (1000, 1000, 75),
        (2000, 2, 110),
        (100, 2, 1),
    ],
)
def test_as_many_steps_as_leave_time_for_their_exams(lesson, monkeypatch, seconds, exam_every, steps):
    ticks = count(step=10)  # s; so long takes each step, and each exam
    monkeypatch.setattr(throughput, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    plan = replace(PLAN, steps=throughput.TRIAL_STEPS, exam_every=exam_every)
    assert throughput.estimate_steps(seconds, plan, lesson.subject(plan), lesson.examples(plan), MACHINE) == steps
