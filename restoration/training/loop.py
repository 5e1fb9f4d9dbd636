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
from restoration.training.device import Machine
from restoration.training.run import Course, Mark
from restoration.training.task import Batch


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
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


def ignore(worker: int) -> None:
    """Let a worker overhear Ctrl+C, which reaches all processes of a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


TOLD_EVERY = 50  # steps
AHEAD = 8  # batches that each worker makes in advance
LOT = 4  # batches that are developed together: a card is as long about one


class Diverged(RestorationError):
    """The network has unlearnt to count."""

    hint = "Start anew with a lower --rate."


@dataclass(frozen=True, slots=True)
class News:
    """How a course is getting on."""

    step: int
    steps: int
    loss: float
    per_second: float  # examples
    seconds_left: float
    mark: Mark | None  # where an exam was just sat


def train(
    course: Course[Any],
    examples: Sequence[Any],
    *,
    save: Callable[[], None],
    tell: Callable[[News], None],
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
    with asked_to_stop() as is_asked:
        for batch in batches(examples, course.plan.batch, course.learner.step, course.machine):
            course.learner.learn(batch)
            mark = _examined(course) if course.is_exam_due else None
            if mark or course.learner.step % TOLD_EVERY == 0:
                tell(clock.news(mark))
            stops = is_asked()
            if mark or stops:
                _refuse_nonsense(course)
                clock.read()
                save()
            if stops or course.is_over:
                return


@runtime_checkable
class Undeveloped(Protocol):
    """Examples of which workers only plan what is in them; they are made where the network learns, many at once."""

    def develop(self, planned: Sequence[Any], machine: Machine) -> Batch:
        """The examples that were planned."""


def batches(examples: Sequence[Any], batch: int, done: int, machine: Machine) -> Iterator[Batch]:
    """The examples, `batch` at a time, from the one after so many batches on."""
    if isinstance(examples, Undeveloped):
        first = done % LOT
        for planned in _loaded(examples, LOT * batch, (done - first) * batch, machine, collate=list):
            lot = [torch.split(layer, batch) for layer in examples.develop(planned, machine)]
            yield from list(zip(*lot, strict=True))[first:]
            first = 0
    else:
        yield from _loaded(examples, batch, done * batch, machine)


def _loaded(
    examples: Sequence[Any], batch: int, done: int, machine: Machine, collate: Callable[[list[Any]], Any] | None = None
) -> Iterator[Any]:
    """What workers make of the examples from number `done` on, `batch` at a time; by default stacked."""
    loader: DataLoader[Any] = DataLoader(
        examples,  # type: ignore[arg-type]  # it asks for nothing but a length and items
        batch_size=batch,
        sampler=range(done, len(examples)),
        num_workers=machine.workers,
        prefetch_factor=AHEAD if machine.workers else None,
        pin_memory=machine.device == "cuda" and collate is None,
        worker_init_fn=ignore,
        collate_fn=collate,
    )
    try:
        yield from loader
    except RestorationError as error:  # a worker's comes with the whole story of how it came about
        told = str(error).splitlines()[-1].removeprefix(f"{type(error).__module__}.{type(error).__qualname__}: ")
        raise type(error)(told, error.hint) from error


def _examined(course: Course[Any]) -> Mark:
    _refuse_nonsense(course)
    return course.examine()


def _refuse_nonsense(course: Course[Any]) -> None:
    if not math.isfinite(course.learner.loss):
        raise Diverged(f"After {course.learner.step} steps the loss is {course.learner.loss}.")


class _Clock:
    """The time of a course, and its pace since it was taken up."""

    def __init__(self, course: Course[Any]) -> None:
        self._course = course
        self._began, self._before, self._first = time.monotonic(), course.seconds, course.learner.step

    def read(self) -> float:
        """Seconds since the course was taken up; also added to it."""
        passed = time.monotonic() - self._began
        self._course.seconds = self._before + passed
        return passed

    def news(self, mark: Mark | None) -> News:
        plan, step = self._course.plan, self._course.learner.step
        pace = self.read() / (step - self._first)
        return News(step, plan.steps, self._course.learner.loss, plan.batch / pace, (plan.steps - step) * pace, mark)
