"""The number of training steps that fit into a given time, estimated from a short trial."""

import time
from collections.abc import Sequence
from typing import Any

from restoration.training.config import TrainingConfig
from restoration.training.device import Device
from restoration.training.loop import iterate_batches
from restoration.training.run import Trainer
from restoration.training.task import Task

TRIAL_STEPS = 12  # the first is not timed: it includes starting the workers and allocating memory
USABLE_SHARE = 0.9  # of the time; the rest is for saving and for other work of the machine


def estimate_steps(
    seconds: float, config: TrainingConfig, task: Task[Any], examples: Sequence[Any], device: Device
) -> int:
    """Return how many steps, with their evaluations, fit into the time; at least 1.

    Args:
        seconds: the time, the trial included.
        config: the settings; its own `steps` are ignored.
        task: what is trained; it is evaluated every `exam_every` steps and at the end.
        examples: `TRIAL_STEPS` batches for the trial.
        device: the device to train on.
    """
    trainer, times = Trainer(config, device, task), [time.monotonic()]
    for batch in iterate_batches(examples, config.batch, 0, device):
        trainer.train_step(batch)
        device.synchronize()
        times.append(time.monotonic())
    task.evaluate(trainer.averaged_network, device)
    times.append(time.monotonic())
    start, after_first, *_, after_last, end = times
    step, evaluation = (after_last - after_first) / (trainer.step - 1), end - after_last
    remaining = USABLE_SHARE * seconds - (end - start) - evaluation
    return max(1, int(remaining / (step + evaluation / config.exam_every)))
