"""How many steps fit into a given time, found by trying."""

import time
from collections.abc import Sequence
from typing import Any

from restoration.training.config import TrainingConfig
from restoration.training.device import Device
from restoration.training.loop import iterate_batches
from restoration.training.run import Trainer
from restoration.training.task import Task

TRIAL_STEPS = 12  # steps; the first is not timed, as workers are started and memory is found in it
USABLE_SHARE = 0.9  # part of the time that is planned; the rest is for saving, and for what else the machine has to do


def estimate_steps(
    seconds: float, plan: TrainingConfig, subject: Task[Any], examples: Sequence[Any], machine: Device
) -> int:
    """Steps that fit into the time together with their exams; 1 at least.

    Args:
        seconds: at hand, the trial included.
        plan: of what; its own `steps` do not matter.
        subject: that is taught, and examined every so many steps and at the end.
        examples: of the trial, `TRIED` batches of them.
        machine: on which.
    """
    learner, ends = Trainer(plan, machine, subject), [time.monotonic()]
    for batch in iterate_batches(examples, plan.batch, 0, machine):
        learner.learn(batch)
        machine.wait()
        ends.append(time.monotonic())
    subject.examine(learner.average.network, machine)
    ends.append(time.monotonic())
    began, first, *_, last, end = ends
    step, sitting = (last - first) / (learner.step - 1), end - last
    left = USABLE_SHARE * seconds - (end - began) - sitting
    return max(1, int(left / (step + sitting / plan.exam_every)))
