"""How fast a training is, measured in a short trial, and how many steps fit into a given time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from restoration.training.config import TrainingConfig
from restoration.training.device import Device
from restoration.training.loop import iterate_batches
from restoration.training.run import Trainer
from restoration.training.task import Task
from restoration.training.time_limit import TimeLimit

TRIAL_STEPS = 12  # the first is not timed: it includes starting the workers and allocating memory
SHORT = 300.0  # s; in a shorter training, a trial of whole batches would take too much of it
SMALLER = 4  # times smaller are batches of its trial
TRIAL_SHARE = 0.15  # of the whole time, after which the trial ends earlier, but not before two steps
USABLE_SHARE = 0.9  # of the time for steps; the rest is for other work of the machine
SAVING_SECONDS = 3.0  # for the weights, the card, the curve, and the end of the program


@dataclass(frozen=True, slots=True)
class Speed:
    """What a training costs on this machine."""

    step: float  # s
    evaluation: float  # s

    @property
    def reserve(self) -> float:
        """Seconds that the end of a training needs after a step: two evaluations, one to calibrate; and saving."""
        return self.step + 2 * self.evaluation + SAVING_SECONDS

    def steps_within(self, seconds: float, exam_every: int) -> int:
        """Return how many steps, with an evaluation after every `exam_every`, fit into the time; at least 1."""
        usable = USABLE_SHARE * (seconds - self.reserve)
        return max(1, int(usable / (self.step + self.evaluation / exam_every)))


def measure_speed(
    config: TrainingConfig, task: Task[Any], examples: Sequence[Any], device: Device, limit: TimeLimit
) -> Speed:
    """Train and evaluate for a short while, and return how long that takes.

    Args:
        config: the settings; its own `steps` are ignored.
        task: what is trained.
        examples: `TRIAL_STEPS` batches for the trial.
        device: the device to train on.
        limit: the time for all of the training.
    """
    size = max(config.batch // SMALLER, min(config.batch, 2)) if limit.seconds < SHORT else config.batch
    trainer, times = Trainer(config, device, task), [time.monotonic()]
    for batch in iterate_batches(examples, size, 0, device):
        trainer.train_step(batch)
        device.synchronize()
        times.append(time.monotonic())
        is_long = trainer.step > 1 and times[-1] - times[0] > TRIAL_SHARE * limit.seconds
        if is_long or trainer.step == TRIAL_STEPS:
            break
    task.evaluate(trainer.averaged_network, device)
    _, after_first, *_, after_last, end = [*times, time.monotonic()]
    return Speed(config.batch / size * (after_last - after_first) / (trainer.step - 1), end - after_last)
