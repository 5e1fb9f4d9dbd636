"""The training loop: steps, evaluations and checkpoints, until the run is finished or Ctrl+C is pressed."""

import math
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol, runtime_checkable

import torch
from torch.utils.data import DataLoader

from restoration.errors import RestorationError
from restoration.training.device import Device
from restoration.training.run import Evaluation, TrainingRun
from restoration.training.task import Batch

REPORT_EVERY = 50  # steps
PREFETCH = 8  # batches that each worker makes in advance
BATCHES_PER_RENDER = 4  # rendered together: a GPU takes about as long for one


class Diverged(RestorationError):
    """The loss is no longer a finite number."""

    hint = "Start again with a lower --rate."


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """The progress of a run."""

    step: int
    steps: int
    loss: float
    examples_per_second: float
    seconds_left: float
    evaluation: Evaluation | None  # if this step ended with one


def train(
    run: TrainingRun[Any],
    examples: Sequence[Any],
    *,
    save: Callable[[], None],
    report: Callable[[TrainingProgress], None],
    is_time_over: Callable[[], bool] = lambda: False,
) -> None:
    """Train until the run is finished or Ctrl+C is pressed; an interrupted run is saved and can be resumed.

    Args:
        run: new or restored.
        examples: one for each place in each batch of all steps, as tuples of arrays that suit the task. A run without
            steps only evaluates its initial weights and needs none.
        save: called after each evaluation and after Ctrl+C.
        report: called every `REPORT_EVERY` steps and after each evaluation.
        is_time_over: asked after each step; the run then ends with an evaluation, whatever was planned.

    Raises:
        Diverged: the loss is not finite; nothing has been saved since the last evaluation.
    """
    if not run.config.steps:
        run.evaluate()
    if run.is_finished:
        return
    clock = _Clock(run)
    with catch_interrupt() as is_interrupted:
        for batch in iterate_batches(examples, run.config.batch, run.trainer.step, run.device):
            run.trainer.train_step(batch)
            run.is_out_of_time = is_time_over()
            evaluation = _evaluate(run) if run.is_evaluation_due else None
            if evaluation or run.trainer.step % REPORT_EVERY == 0:
                report(clock.progress(evaluation))
            stops = is_interrupted()
            if evaluation or stops:
                _check_loss(run)
                clock.update_run()
                save()
            if stops or run.is_finished:
                return


def _evaluate(run: TrainingRun[Any]) -> Evaluation:
    _check_loss(run)
    return run.evaluate()


def _check_loss(run: TrainingRun[Any]) -> None:
    if not math.isfinite(run.trainer.loss):
        raise Diverged(f"After {run.trainer.step} steps the loss is {run.trainer.loss}.")


class _Clock:
    """The training time of a run, and its speed since it was started or resumed."""

    def __init__(self, run: TrainingRun[Any]) -> None:
        self._run = run
        self._start, self._seconds_before, self._first_step = time.monotonic(), run.seconds, run.trainer.step

    def elapsed(self) -> float:
        """Return the seconds since the start or resume."""
        return time.monotonic() - self._start

    def update_run(self) -> None:
        """Set the training time of the run."""
        self._run.seconds = self._seconds_before + self.elapsed()

    def progress(self, evaluation: Evaluation | None) -> TrainingProgress:
        """Return the progress after the last step."""
        config, step = self._run.config, self._run.trainer.step
        seconds_per_step = self.elapsed() / (step - self._first_step)
        return TrainingProgress(
            step,
            config.steps,
            self._run.trainer.loss,
            config.batch / seconds_per_step,
            (config.steps - step) * seconds_per_step,
            evaluation,
        )


@contextmanager
def catch_interrupt() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether Ctrl+C has been pressed; the second Ctrl+C interrupts at once."""
    is_interrupted = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal is_interrupted
        is_interrupted = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: is_interrupted
    finally:
        signal.signal(signal.SIGINT, before)


@runtime_checkable
class DeferredDataset(Protocol):
    """A dataset whose workers only plan the examples; the training process renders many of them at once."""

    def render(self, planned: Sequence[Any], device: Device) -> Batch:
        """Return the planned examples as one batch on the device."""


def iterate_batches(examples: Sequence[Any], batch: int, done: int, device: Device) -> Iterator[Batch]:
    """Yield the examples in batches of `batch`, without the first `done` batches."""
    if isinstance(examples, DeferredDataset):
        first = done % BATCHES_PER_RENDER
        for planned in _load(examples, BATCHES_PER_RENDER * batch, (done - first) * batch, device, collate=list):
            layers = [torch.split(layer, batch) for layer in examples.render(planned, device)]
            yield from list(zip(*layers, strict=True))[first:]
            first = 0
    else:
        yield from _load(examples, batch, done * batch, device)


def _load(
    examples: Sequence[Any], batch: int, start: int, device: Device, collate: Callable[[list[Any]], Any] | None = None
) -> Iterator[Any]:
    """Yield the examples from index `start` on, `batch` at a time, as the workers make them; stacked by default."""
    loader: DataLoader[Any] = DataLoader(
        examples,  # type: ignore[arg-type]  # a length and items are enough
        batch_size=batch,
        sampler=range(start, len(examples)),
        num_workers=device.workers,
        prefetch_factor=PREFETCH if device.workers else None,
        pin_memory=device.type == "cuda" and collate is None,
        worker_init_fn=ignore_interrupts,
        collate_fn=collate,
    )
    try:
        yield from loader
    except RestorationError as error:  # the message of a worker's error contains its whole traceback
        sentence = str(error).splitlines()[-1].removeprefix(f"{type(error).__module__}.{type(error).__qualname__}: ")
        raise type(error)(sentence, error.hint) from error


def ignore_interrupts(worker: int) -> None:
    """Make a worker ignore Ctrl+C, which reaches all processes of a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
