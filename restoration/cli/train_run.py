"""What can be taught from the command line."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, TypeVar

import typer

from restoration.cli import terminal
from restoration.cli.runner import EXIT_INTERRUPTED
from restoration.cli.training_data import TrainingData
from restoration.errors import BadRequest, CannotWrite, os_error_reason
from restoration.files import ensure_folder, write_bytes
from restoration.networks import detection_unet, inpainting_unet
from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.perceptual import VGG16
from restoration.output.record import software_versions
from restoration.training import checkpoint
from restoration.training.config import (
    EVALUATION_EXAMPLES,
    EVALUATION_SEED,
    DetectionConfig,
    InpaintingConfig,
    TrainingConfig,
)
from restoration.training.detection_dataset import DetectionExample
from restoration.training.detection_task import DetectionTask
from restoration.training.device import Device, choose_device
from restoration.training.evaluation import DetectionEvaluation, InpaintingEvaluation
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import TrainingProgress, train
from restoration.training.run import TrainingRun
from restoration.training.run_card import save_result
from restoration.training.task import Task
from restoration.training.throughput import TRIAL_STEPS, estimate_steps
from restoration.versions import current_commit

Config = TypeVar("Config", bound=TrainingConfig)
Network = TypeVar("Network")


@dataclass(frozen=True, slots=True, eq=False)
class TrainableTask(Generic[Config, Network]):
    """Which network is taught."""

    read: Callable[[bytes], Network]  # weights to begin with; raises ValueError if these are none
    suited: Callable[[Config, Network], Config]  # the plan, for a network as those weights have it
    subject: Callable[[Config, Sequence[Any], Network | None], Task[Any]]  # from a plan, an exam's examples and a start
    praised: str  # the figure that is told after each exam, as people are told of it: a format of its number


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for beside the plan; None: as the plan or the machine suggests."""

    out: Path  # the weights
    steps: int | None = None
    minutes: float | None = None
    is_resumed: bool = False
    start: Path | None = None  # weights to begin with
    precision: str | None = None  # "float32" or "bfloat16"
    workers: int | None = None
    features: Path | None = None  # weights of a network that judges what is learnt

    @property
    def checkpoint(self) -> Path:
        """What an interrupted training goes on from; gone when it is finished."""
        return self.out.with_suffix(".checkpoint")


def run_training(
    trade: TrainableTask[Config, Network],
    plan: Config,
    wish: RunRequest,
    open_lessons: Callable[[int], TrainingData[Config]],
) -> None:
    """Train a network and save it with its run card. What can be refused is refused before any picture is read.

    Args:
        trade: what is taught.
        plan: as far as it is settled without the wish.
        wish: where to, how long, and on what.
        open_lessons: from the side of an example, px, to what the network learns from.

    Raises:
        BadRequest, BadCheckpoint: what is asked for contradicts itself, or the checkpoint.
        CannotWrite: a file could not be written.
        Diverged: the rate of learning was too high.
        typer.Exit: Ctrl+C was pressed; the checkpoint is there to go on from.
    """
    _check_output(wish.out)
    machine, start = choose_device(wish.precision, wish.workers), _read_initial_weights(wish.start, trade.read)
    plan = _complete_config(trade.suited(plan, start) if start else plan, wish, machine)
    lessons = open_lessons(plan.side)
    subject = trade.subject(plan, lessons.exam(plan, EVALUATION_EXAMPLES, EVALUATION_SEED), start)
    if wish.minutes and not wish.is_resumed:
        plan = _fit_to_time(plan, lessons, subject, machine, wish.minutes)
    course, data = TrainingRun(plan, machine, subject), _data_digest(lessons, wish)
    if wish.is_resumed:
        checkpoint.restore_checkpoint(wish.checkpoint, course, data)
    terminal.out.print(f"{lessons.summary}; {plan.steps} steps on {machine.name} in {plan.precision}")
    put_away = partial(checkpoint.write_checkpoint, wish.checkpoint, course, data)
    tell = partial(_print_progress, trade.praised)
    examples = lessons.learning(plan, plan.steps * plan.batch, plan.seed) if plan.steps else ()
    train(course, examples, save=put_away, tell=tell)
    if not course.is_over:
        terminal.out.print(f"Stopped after step {course.learner.step}. To go on, add --resume to the same command.")
        raise typer.Exit(EXIT_INTERRUPTED)
    _save_result(course, lessons, wish)


def _check_output(out: Path) -> None:
    """Make sure that the weights can be written, and tell of older ones that will be replaced."""
    ensure_folder(out.parent)
    if out.is_dir():
        raise CannotWrite(f"{out} is a folder.", hint="Name a file, such as damage_mask_unet.pth.")
    if out.exists():
        terminal.out.print(f"{out} is there already, and will be replaced at the end.")


def _read_initial_weights(path: Path | None, read: Callable[[bytes], Network]) -> Network | None:
    try:
        return read(path.read_bytes()) if path else None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).", hint="Check the path.") from error
    except ValueError as error:
        raise BadRequest(f"{path} holds no weights of such a network.", hint="Leave out --start-from.") from error


def _complete_config(plan: Config, wish: RunRequest, machine: Device) -> Config:
    """The plan on this machine; when taken up again, with the steps it had."""
    if wish.steps is not None and wish.minutes:
        raise BadRequest("Both --steps and --minutes say when to stop.", hint="Leave out one of them.")
    if plan.side % plan.multiple_of:
        raise BadRequest(
            f"A --side of {plan.side} px is no multiple of {plan.multiple_of} px, as these --widths need it."
        )
    if wish.steps == 0 and wish.start is None:
        raise BadRequest("With --steps 0 nothing is learnt.", hint="Name weights to examine with --start-from.")
    steps = wish.steps
    if steps is None:
        steps = checkpoint.read_planned_steps(wish.checkpoint) if wish.is_resumed else plan.steps
    return replace(plan, steps=steps, precision=machine.precision)


def _fit_to_time(
    plan: Config, lessons: TrainingData[Config], subject: Task[Any], machine: Device, minutes: float
) -> Config:
    trial = lessons.learning(plan, TRIAL_STEPS * plan.batch, plan.seed)
    steps = estimate_steps(60 * minutes, plan, subject, trial, machine)
    terminal.out.print(f"{minutes:g} minutes are enough for {steps} steps; --steps {steps} would do the same again.")
    return replace(plan, steps=steps)


def _data_digest(lessons: TrainingData[Any], wish: RunRequest) -> str:
    """Of all that is learnt from, beside the plan."""
    weights = "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in (wish.start, wish.features) if path)
    return hashlib.sha256((json.dumps(lessons.facts, sort_keys=True) + weights).encode()).hexdigest()


def _initial_weights_facts(start: Path | None) -> Any:  # noqa: ANN401 - whatever the card holds
    """How the first weights came about, as their card tells it; their name where they have none."""
    if start is None:
        return None
    try:
        return json.loads(start.with_suffix(".json").read_bytes())
    except (OSError, ValueError):
        return start.name


def _print_progress(praised: str, news: TrainingProgress) -> None:
    left = f"{news.seconds_left / 60:.0f} min" if news.seconds_left > 90 else f"{news.seconds_left:.0f} s"
    line = f"step {news.step}/{news.steps}: loss {news.loss:.3f}, {news.per_second:.1f} examples/s, {left} left"
    terminal.out.print(line + (f"; exam: {praised.format(**news.mark.figures)}" if news.mark else ""))


def _save_result(course: TrainingRun[Any], lessons: TrainingData[Any], wish: RunRequest) -> None:
    """Save the best network; then the checkpoint is of no use any more."""
    if course.is_stale:
        terminal.out.print(f"The last {course.plan.patience} exams brought nothing better.")
    diploma = course.graduate()
    facts = {
        "data": lessons.facts,
        "start": _initial_weights_facts(wish.start),
        "commit": current_commit(),
        "versions": software_versions(),
    }
    card = save_result(wish.out, diploma, course, facts)
    wish.checkpoint.unlink(missing_ok=True)
    terminal.out.print(f"{diploma.praise} -> {wish.out}, {', '.join([card.name, *_write_curve(card)])}")


def _write_curve(card: Path) -> Iterator[str]:
    """The course as a page with a figure, beside the card; a machine made for training may lack what draws it."""
    if find_spec("plotly") is None:
        return
    from restoration.benchmark.figures import learning_curve

    page = card.with_name(f"{card.stem}_curve.html")
    write_bytes(page, learning_curve(json.loads(card.read_bytes())).to_html().encode())
    yield page.name


def trainable_detection() -> TrainableTask[DetectionConfig, DetectionUNet]:
    """To find damage."""

    def suited(plan: DetectionConfig, start: DetectionUNet) -> DetectionConfig:
        return replace(plan, widths=start.design.widths, ridges=start.design.ridges)

    def subject(
        plan: DetectionConfig, examples: Sequence[DetectionExample], start: DetectionUNet | None
    ) -> DetectionTask:
        return DetectionTask(plan, DetectionEvaluation(examples), start)

    return TrainableTask(
        lambda data: detection_unet.decode_detection_unet(data).network, suited, subject, praised="F1 {f1:.3f}"
    )


def trainable_inpainting(vgg: VGG16 | None) -> TrainableTask[InpaintingConfig, InpaintingUNet]:
    """To fill damage; `vgg` judges texture, where the plan lets that count."""

    def suited(plan: InpaintingConfig, start: InpaintingUNet) -> InpaintingConfig:
        return replace(plan, widths=start.design.widths)

    def subject(
        plan: InpaintingConfig, examples: Sequence[InpaintingExample], start: InpaintingUNet | None
    ) -> InpaintingTask:
        return InpaintingTask(plan, InpaintingEvaluation(examples), start, vgg)

    return TrainableTask(
        inpainting_unet.decode_inpainting_unet,
        suited,
        subject,
        praised="PSNR in the damage {psnr:.2f} dB ({gain:+.2f})",
    )
