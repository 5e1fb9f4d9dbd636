"""The loop: steps, exams and checkpoints, until the course is over or somebody asks to stop."""

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


@contextmanager
def catch_interrupt() -> Iterator[Callable[[], bool]]:
    """Tells, when called, whether Ctrl+C was pressed since; pressed once more, it interrupts as ever."""
    asked = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def ignore_interrupts(worker: int) -> None:
    """Let a worker overhear Ctrl+C, which reaches all processes of a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


REPORT_EVERY = 50  # steps
PREFETCH = 8  # batches that each worker makes in advance
BATCHES_PER_RENDER = 4  # batches that are developed together: a card is as long about one


class Diverged(RestorationError):
    """The network has unlearnt to count."""

    hint = "Start anew with a lower --rate."


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """How a course is getting on."""

    step: int
    steps: int
    loss: float
    per_second: float  # examples
    seconds_left: float
    mark: Evaluation | None  # where an exam was just sat


def train(
    course: TrainingRun[Any],
    examples: Sequence[Any],
    *,
    save: Callable[[], None],
    tell: Callable[[TrainingProgress], None],
) -> None:
    """Teach until the course is over, or Ctrl+C is pressed: then it is not over, and can be taken up again.

    Args:
        course: new, or taken up again.
        examples: one for each place in each batch of all steps; tuples of arrays, as the course's subject asks for. Of
            a course without steps, which is an exam only, none is asked for.
        save: called after each exam, and when asked to stop.
        tell: called every `TOLD_EVERY` steps, and after each exam.

    Raises:
        Diverged: the loss is no number any more; nothing was saved since the last exam.
    """
    if not course.plan.steps:
        course.examine()
    if course.is_over:
        return
    clock = _Clock(course)
    with catch_interrupt() as is_asked:
        for batch in iterate_batches(examples, course.plan.batch, course.learner.step, course.machine):
            course.learner.learn(batch)
            mark = _evaluate(course) if course.is_exam_due else None
            if mark or course.learner.step % REPORT_EVERY == 0:
                tell(clock.news(mark))
            stops = is_asked()
            if mark or stops:
                _check_loss(course)
                clock.read()
                save()
            if stops or course.is_over:
                return


@runtime_checkable
class DeferredDataset(Protocol):
    """Examples of which workers only plan what is in them; they are made where the network learns, many at once."""

    def develop(self, planned: Sequence[Any], machine: Device) -> Batch:
        """The examples that were planned."""


def iterate_batches(examples: Sequence[Any], batch: int, done: int, machine: Device) -> Iterator[Batch]:
    """The examples, `batch` at a time, from the one after so many batches on."""
    if isinstance(examples, DeferredDataset):
        first = done % BATCHES_PER_RENDER
        for planned in _load(examples, BATCHES_PER_RENDER * batch, (done - first) * batch, machine, collate=list):
            lot = [torch.split(layer, batch) for layer in examples.develop(planned, machine)]
            yield from list(zip(*lot, strict=True))[first:]
            first = 0
    else:
        yield from _load(examples, batch, done * batch, machine)


def _load(
    examples: Sequence[Any], batch: int, done: int, machine: Device, collate: Callable[[list[Any]], Any] | None = None
) -> Iterator[Any]:
    """What workers make of the examples from number `done` on, `batch` at a time; by default stacked."""
    loader: DataLoader[Any] = DataLoader(
        examples,  # type: ignore[arg-type]  # it asks for nothing but a length and items
        batch_size=batch,
        sampler=range(done, len(examples)),
        num_workers=machine.workers,
        prefetch_factor=PREFETCH if machine.workers else None,
        pin_memory=machine.device == "cuda" and collate is None,
        worker_init_fn=ignore_interrupts,
        collate_fn=collate,
    )
    try:
        yield from loader
    except RestorationError as error:  # a worker's comes with the whole story of how it came about
        told = str(error).splitlines()[-1].removeprefix(f"{type(error).__module__}.{type(error).__qualname__}: ")
        raise type(error)(told, error.hint) from error


def _evaluate(course: TrainingRun[Any]) -> Evaluation:
    _check_loss(course)
    return course.examine()


def _check_loss(course: TrainingRun[Any]) -> None:
    if not math.isfinite(course.learner.loss):
        raise Diverged(f"After {course.learner.step} steps the loss is {course.learner.loss}.")


class _Clock:
    """The time of a course, and its pace since it was taken up."""

    def __init__(self, course: TrainingRun[Any]) -> None:
        self._course = course
        self._began, self._before, self._first = time.monotonic(), course.seconds, course.learner.step

    def read(self) -> float:
        """Seconds since the course was taken up; also added to it."""
        passed = time.monotonic() - self._began
        self._course.seconds = self._before + passed
        return passed

    def news(self, mark: Evaluation | None) -> TrainingProgress:
        plan, step = self._course.plan, self._course.learner.step
        pace = self.read() / (step - self._first)
        return TrainingProgress(
            step, plan.steps, self._course.learner.loss, plan.batch / pace, (plan.steps - step) * pace, mark
        )
