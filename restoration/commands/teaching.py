"""From a wish and lessons to weights and their run card; what was interrupted is taken up again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import typer

from restoration import terminal
from restoration.commands.lessons import Lessons
from restoration.commit import commit
from restoration.errors import BadRequest, CannotWrite, reason
from restoration.exits import INTERRUPTED
from restoration.imaging.atomic import ensure_folder
from restoration.networks.trained import from_bytes
from restoration.networks.unet import Design, UNet
from restoration.record import versions
from restoration.training import checkpoint
from restoration.training.course import Course
from restoration.training.exam import Exam
from restoration.training.graduation import Graduate, graduate
from restoration.training.loop import News, train
from restoration.training.machine import Machine, this_machine
from restoration.training.pace import TRIED, steps_in
from restoration.training.plan import EXAM_EXAMPLES, EXAM_SEED, TrainingPlan
from restoration.training.run_card import save


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for beside the plan; None: as the plan or the machine suggests."""

    out: Path  # the weights
    steps: int | None = None
    minutes: float | None = None
    is_resumed: bool = False
    start: Path | None = None  # weights to begin with
    precision: str | None = None  # "float32" or "bfloat16"
    workers: int | None = None

    @property
    def checkpoint(self) -> Path:
        """What an interrupted training goes on from; gone when it is finished."""
        return self.out.with_suffix(".checkpoint")


def teach(plan: TrainingPlan, wish: Wish, open_lessons: Callable[[int], Lessons]) -> None:
    """Train a network and save it with its run card. What can be refused is refused before any picture is read.

    Args:
        plan: as far as it is settled without the wish.
        wish: where to, how long, and on what.
        open_lessons: from the side of an example, px, to what the network learns from.

    Raises:
        BadRequest, BadCheckpoint: what is asked for contradicts itself, or the checkpoint.
        CannotWrite: a file could not be written.
        Diverged: the rate of learning was too high.
        typer.Exit: Ctrl+C was pressed; the checkpoint is there to go on from.
    """
    _clear(wish.out)
    machine, start = this_machine(wish.precision, wish.workers), _read_start(wish.start)
    plan = _settled(plan, wish, machine, start)
    lessons = open_lessons(plan.side)
    exam = Exam(lessons.exam(plan, EXAM_EXAMPLES, EXAM_SEED))
    if wish.minutes and not wish.is_resumed:
        plan = _timed(plan, lessons, exam, machine, wish.minutes)
    course, data = Course(plan, machine, start), _fingerprint(lessons, wish.start)
    if wish.is_resumed:
        checkpoint.resume(wish.checkpoint, course, data)
    terminal.out.print(f"{lessons.summary}; {plan.steps} steps on {machine.name} in {plan.precision}")
    put_away = partial(checkpoint.write_checkpoint, wish.checkpoint, course, data)
    train(course, lessons.learning(plan, plan.steps * plan.batch, plan.seed), exam, save=put_away, tell=_tell)
    if not course.is_over:
        terminal.out.print(f"Stopped after step {course.learner.step}. To go on, add --resume to the same command.")
        raise typer.Exit(INTERRUPTED)
    _finish(course, exam, lessons, wish)


def _clear(out: Path) -> None:
    """Make sure that the weights can be written, and tell of older ones that will be replaced."""
    ensure_folder(out.parent)
    if out.is_dir():
        raise CannotWrite(f"{out} is a folder.", hint="Name a file, such as damage_mask_unet.pth.")
    if out.exists():
        terminal.out.print(f"{out} is there already, and will be replaced at the end.")


def _read_start(path: Path | None) -> UNet | None:
    try:
        return from_bytes(path.read_bytes()).network if path else None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({reason(error)}).", hint="Check the path.") from error
    except ValueError as error:
        raise BadRequest(f"{path} holds no weights of such a network.", hint="Leave out --start-from.") from error


def _settled(plan: TrainingPlan, wish: Wish, machine: Machine, start: UNet | None) -> TrainingPlan:
    """The plan on this machine; when taken up again, with the steps it had."""
    if wish.steps and wish.minutes:
        raise BadRequest("Both --steps and --minutes say when to stop.", hint="Leave out one of them.")
    if start:
        plan = replace(plan, widths=start.design.widths, ridges=start.design.ridges)
    multiple = Design(plan.widths).multiple_of
    if plan.side % multiple:
        raise BadRequest(f"A --side of {plan.side} px is no multiple of {multiple} px, as these --widths need it.")
    steps = wish.steps or (checkpoint.planned_steps(wish.checkpoint) if wish.is_resumed else plan.steps)
    return replace(plan, steps=steps, precision=machine.precision)


def _timed(plan: TrainingPlan, lessons: Lessons, exam: Exam, machine: Machine, minutes: float) -> TrainingPlan:
    trial = lessons.learning(plan, TRIED * plan.batch, plan.seed)
    steps = steps_in(60 * minutes, plan, trial, exam, machine)
    terminal.out.print(f"{minutes:g} minutes are enough for {steps} steps; --steps {steps} would do the same again.")
    return replace(plan, steps=steps)


def _fingerprint(lessons: Lessons, start: Path | None) -> str:
    first = hashlib.sha256(start.read_bytes()).hexdigest() if start else ""
    return hashlib.sha256((json.dumps(lessons.facts, sort_keys=True) + first).encode()).hexdigest()


def _lineage(start: Path | None) -> Any:  # noqa: ANN401 - whatever the card holds
    """How the first weights came about, as their card tells it; their name where they have none."""
    if start is None:
        return None
    try:
        return json.loads(start.with_suffix(".json").read_bytes())
    except (OSError, ValueError):
        return start.name


def _tell(news: News) -> None:
    left = f"{news.seconds_left / 60:.0f} min" if news.seconds_left > 90 else f"{news.seconds_left:.0f} s"
    line = f"step {news.step}/{news.steps}: loss {news.loss:.3f}, {news.per_second:.1f} examples/s, {left} left"
    terminal.out.print(line + (f"; exam: F1 {news.mark.f1:.3f}" if news.mark else ""))


def _finish(course: Course, exam: Exam, lessons: Lessons, wish: Wish) -> None:
    """Save the best network; then the checkpoint is of no use any more."""
    if course.is_stale:
        terminal.out.print(f"The last {course.plan.patience} exams brought nothing better.")
    graduated = graduate(course, exam)
    facts = {"data": lessons.facts, "start": _lineage(wish.start), "commit": commit(), "versions": versions()}
    card = save(wish.out, graduated, course, facts)
    wish.checkpoint.unlink(missing_ok=True)
    terminal.out.print(f"{_praise(graduated)} -> {wish.out}, {card.name}")


def _praise(graduated: Graduate) -> str:
    scores = graduated.scores
    told = f"F1 {scores.f1:.3f}, average precision {scores.average_precision:.3f}"
    return told if scores.false_share is None else f"{told}, {scores.false_share:.2%} of undamaged pictures marked"
