"""Train a network from options and data, and save its weights and run card; an interrupted training can continue."""

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
from restoration.cli.train_options import RunRequest
from restoration.cli.training_data import TrainingData, file_facts
from restoration.decoding import parse_json
from restoration.errors import BadRequest, CannotWrite, os_error_reason
from restoration.files import ensure_folder, read_bytes, sha256_of_bytes, write_bytes
from restoration.malloc import release_freed_memory
from restoration.networks import detection_unet, enlarging_network, inpainting_unet
from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.enlarging_network import EnlargingNetwork
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.perceptual import VGG16
from restoration.training import checkpoint
from restoration.training.config import (
    EVALUATION_EXAMPLES,
    EVALUATION_SEED,
    DetectionConfig,
    EnlargingConfig,
    InpaintingConfig,
    TrainingConfig,
)
from restoration.training.detection_dataset import DetectionExample
from restoration.training.detection_task import DetectionTask
from restoration.training.device import Device, choose_device
from restoration.training.enlarging_dataset import EnlargingExample
from restoration.training.enlarging_task import EnlargingTask
from restoration.training.evaluation import DetectionEvaluation, EnlargingEvaluation, InpaintingEvaluation
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import TrainingProgress, train
from restoration.training.run import TrainingRun
from restoration.training.run_card import save_result
from restoration.training.task import Network, Task, average_weights
from restoration.training.throughput import TRIAL_STEPS, Speed, measure_speed
from restoration.training.time_limit import TimeLimit
from restoration.versions import current_commit, software_versions
from restoration.weights import MAX_CARD_BYTES, MAX_WEIGHTS_BYTES

EXAMPLES_PER_MINUTE, FEWEST_EXAMPLES = 8, 8  # of an evaluation, in a training of a few minutes
FEW_STEPS = 100  # with fewer, a network has learnt hardly anything

Config = TypeVar("Config", bound=TrainingConfig)


@dataclass(frozen=True, slots=True, eq=False)
class TrainableTask(Generic[Config, Network]):
    """What the command line needs to know of a task."""

    read_network: Callable[[bytes], Network]  # from a weights file; raises ValueError if it holds none
    adapt_config: Callable[[Config, Network], Config]  # to a network of these weights
    make_task: Callable[[Config, Sequence[Any], Network | None], Task[Any]]  # from evaluation examples, initial weights
    headline: str  # the format of an evaluation's main metric


def trainable_detection(teacher: DetectionUNet | None) -> TrainableTask[DetectionConfig, DetectionUNet]:
    """Return the task of detecting damage; `teacher` is for distillation, None: the initial weights are."""

    def adapt_config(config: DetectionConfig, network: DetectionUNet) -> DetectionConfig:
        design = network.design
        return replace(config, widths=design.widths, unshuffle=design.unshuffle, ridges=design.ridges)

    def make_task(
        config: DetectionConfig, examples: Sequence[DetectionExample], initial: DetectionUNet | None
    ) -> DetectionTask:
        return DetectionTask(config, DetectionEvaluation(examples), initial, teacher)

    return TrainableTask(_decode_detector, adapt_config, make_task, "F1 {f1:.3f}")


def trainable_inpainting(vgg: VGG16 | None) -> TrainableTask[InpaintingConfig, InpaintingUNet]:
    """Return the task of filling damage; `vgg` is for the perceptual loss."""

    def adapt_config(config: InpaintingConfig, network: InpaintingUNet) -> InpaintingConfig:
        return replace(config, widths=network.design.widths, unshuffle=network.design.unshuffle)

    def make_task(
        config: InpaintingConfig, examples: Sequence[InpaintingExample], initial: InpaintingUNet | None
    ) -> InpaintingTask:
        return InpaintingTask(config, InpaintingEvaluation(examples, vgg), initial, vgg)

    headline = "PSNR in the damage {psnr:.2f} dB ({gain:+.2f})"
    return TrainableTask(inpainting_unet.decode_inpainting_unet, adapt_config, make_task, headline)


def trainable_enlarging(vgg: VGG16 | None) -> TrainableTask[EnlargingConfig, EnlargingNetwork]:
    """Return the task of enlarging; `vgg` is for the perceptual loss."""

    def adapt_config(config: EnlargingConfig, network: EnlargingNetwork) -> EnlargingConfig:
        return replace(config, width=network.design.width, blocks=network.design.blocks)

    def make_task(
        config: EnlargingConfig, examples: Sequence[EnlargingExample], initial: EnlargingNetwork | None
    ) -> EnlargingTask:
        return EnlargingTask(config, EnlargingEvaluation(examples, vgg), initial, vgg)

    headline = "PSNR {psnr:.2f} dB ({gain:+.2f} beside Lanczos)"
    return TrainableTask(enlarging_network.decode_enlarging_network, adapt_config, make_task, headline)


def read_teacher(path: Path | None) -> DetectionUNet | None:
    """Read the teacher of a detector; raise `BadRequest` if the file cannot be read or holds another network."""
    return _read_network(path, _decode_detector, hint="Leave out --teacher.")


def read_vgg(path: Path | None) -> VGG16 | None:
    """Read the network of the perceptual loss; raise `BadRequest` if the file cannot be read or holds another one."""
    try:
        return VGG16.from_bytes(read_bytes(path, MAX_WEIGHTS_BYTES)) if path else None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).", hint="Check the path.") from error
    except ValueError as error:
        raise BadRequest(f"{path} is not a VGG-16 as torchvision saves it.", hint="Check the file.") from error


def run_training(
    trainable: TrainableTask[Config, Network],
    config: Config,
    request: RunRequest,
    load_data: Callable[[int], TrainingData[Config]],
    limit: TimeLimit | None = None,
) -> None:
    """Train a network and save it with its run card. Impossible requests are refused before any picture is read.

    Args:
        trainable: the task.
        config: its configuration, without what `request` decides.
        request: where to save, how long to train, and on what.
        load_data: from the side of an example, px, to the training data.
        limit: the time of --minutes, which has begun; None without one.

    Raises:
        BadRequest, BadCheckpoint: the request contradicts itself, or the checkpoint.
        CannotWrite: a file could not be written.
        Diverged: the learning rate was too high.
        typer.Exit: Ctrl+C was pressed; the checkpoint is there to continue from.
    """
    release_freed_memory()
    _check_output(request.out)
    device = choose_device(request.precision, request.workers)
    initial = _read_initial_network(trainable.read_network, request)
    config = _complete_config(trainable.adapt_config(config, initial) if initial else config, request, device)
    data = load_data(config.side)
    evaluation_examples = data.evaluation_examples(config, _evaluation_count(limit), EVALUATION_SEED)
    is_time_over = partial(bool, False)
    if limit:
        trial = trainable.make_task(config, evaluation_examples, initial)  # a task of its own: a task may learn, too
        speed = measure_speed(config, trial, _trial_examples(config, data), device, limit)
        config = config if request.resume else _fit_to_time(config, speed, limit)
        is_time_over = partial(_is_time_over, speed, limit)
    task = trainable.make_task(config, evaluation_examples, initial)
    run, digest = TrainingRun(config, device, task), _data_digest(data, request)
    if request.resume:
        checkpoint.restore_checkpoint(request.checkpoint, run, digest)
    terminal.out.print(f"{data.summary}; {config.steps} steps on {device.name} in {config.precision}")
    save = partial(checkpoint.write_checkpoint, request.checkpoint, run, digest)
    examples = data.training_examples(config, config.steps * config.batch, config.seed) if config.steps else ()
    report = partial(_print_progress, trainable.headline)
    train(run, examples, save=save, report=report, is_time_over=is_time_over)
    if not run.is_finished:
        terminal.out.print(f"Stopped after step {run.trainer.step}. To continue, add --resume to the same command.")
        raise typer.Exit(EXIT_INTERRUPTED)
    _save_result(run, data, request)


def _check_output(out: Path) -> None:
    """Make sure that the weights can be written, and announce that older ones will be replaced."""
    ensure_folder(out.parent)
    if out.is_dir():
        raise CannotWrite(f"{out} is a folder.", hint="Name a file, such as damage_mask_unet.pth.")
    if out.exists():
        terminal.out.print(f"{out} is there already, and will be replaced at the end.")


def _decode_detector(data: bytes) -> DetectionUNet:
    return detection_unet.decode_detection_unet(data).network


def _read_network(path: Path | None, read: Callable[[bytes], Network], hint: str) -> Network | None:
    try:
        return read(read_bytes(path, MAX_WEIGHTS_BYTES)) if path else None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).", hint="Check the path.") from error
    except ValueError as error:
        raise BadRequest(f"{path} holds no weights of such a network.", hint=hint) from error


def _read_initial_network(read: Callable[[bytes], Network], request: RunRequest) -> Network | None:
    """Return the network of --start-from, or its mean with that of --average-with; None: random weights."""
    network = _read_network(request.start_from, read, hint="Leave out --start-from.")
    other = _read_network(request.average_with, read, hint="Leave out --average-with.")
    if other is None:
        return network
    if network is None:
        raise BadRequest("With --average-with there must be weights to average.", hint="Name them with --start-from.")
    try:
        average_weights(network, other, request.average_share)
    except ValueError as error:
        message = f"{request.start_from} and {request.average_with} hold networks of different designs."
        raise BadRequest(message, hint="Leave out --average-with.") from error
    return network


def _complete_config(config: Config, request: RunRequest, device: Device) -> Config:
    """Add the number of steps (of a resumed run: its planned number) and the precision."""
    if request.steps is not None and request.minutes:
        raise BadRequest("Both --steps and --minutes say when to stop.", hint="Leave out one of them.")
    if config.side % config.multiple_of:
        raise BadRequest(
            f"A --side of {config.side} px is not a multiple of {config.multiple_of} px, as these --widths need it.",
            hint=f"Take {max(round(config.side / config.multiple_of), 1) * config.multiple_of}.",
        )
    if config.side == config.multiple_of > 1 and config.batch == 1:
        raise BadRequest(
            f"With a --batch of 1, a --side of {config.side} px is too small for these --widths.",
            hint=f"Take --batch 2 or --side {2 * config.side}.",
        )
    if request.steps == 0 and request.start_from is None:
        raise BadRequest("With --steps 0 the network learns nothing.", hint="Name weights with --start-from.")
    steps = request.steps
    if steps is None:
        steps = checkpoint.read_planned_steps(request.checkpoint) if request.resume else config.steps
    return replace(config, steps=steps, precision=device.precision)


def _evaluation_count(limit: TimeLimit | None) -> int:
    """Return the number of evaluation examples: fewer in a short training, which they would fill otherwise."""
    if limit is None:
        return EVALUATION_EXAMPLES
    return min(max(int(limit.seconds / 60 * EXAMPLES_PER_MINUTE), FEWEST_EXAMPLES), EVALUATION_EXAMPLES)


def _trial_examples(config: Config, data: TrainingData[Config]) -> Sequence[Any]:
    return data.training_examples(config, TRIAL_STEPS * config.batch, config.seed)


def _fit_to_time(config: Config, speed: Speed, limit: TimeLimit) -> Config:
    """Return the config with as many steps as fit into the time; warn where they are few."""
    steps, minutes = speed.steps_within(limit.left, config.exam_every), f"{limit.seconds / 60:g} min"
    counted = "1 step" if steps == 1 else f"{steps} steps"
    terminal.out.print(f"{minutes} are enough for about {counted}.")
    if steps < FEW_STEPS:
        terminal.err.print(
            f"No more than {counted} can be done in {minutes}, and the network learns little from so few. Give more "
            "--minutes, or make steps shorter with a smaller --side or --batch."
        )
    return replace(config, steps=steps)


def _is_time_over(speed: Speed, limit: TimeLimit) -> bool:
    return limit.left < speed.reserve


def _data_digest(data: TrainingData[Any], request: RunRequest) -> str:
    """Return the sha256 of everything that the network learns from, except the config."""
    files = request.start_from, request.average_with, request.features, request.teacher
    paths = [path for path in files if path]
    weights = "".join(sha256_of_bytes(path.read_bytes()) for path in paths)
    return sha256_of_bytes((json.dumps(data.provenance, sort_keys=True) + weights).encode())


def _print_progress(headline: str, progress: TrainingProgress) -> None:
    seconds = progress.seconds_left
    parts = [
        f"step {progress.step}/{progress.steps}: loss {progress.loss:.3f}",
        f"{progress.examples_per_second:.1f} examples/s",
        f"{seconds / 60:.0f} min left" if seconds > 90 else f"{seconds:.0f} s left",
    ]
    if progress.evaluation:
        parts.append(f"evaluation: {headline.format(**progress.evaluation.metrics)}")
    terminal.out.print(", ".join(parts))


def _save_result(run: TrainingRun[Any], data: TrainingData[Any], request: RunRequest) -> None:
    """Save the best network; after that the checkpoint is useless."""
    if run.is_out_of_time and run.trainer.step < run.config.steps:
        terminal.out.print(f"The time is over after step {run.trainer.step} of {run.config.steps}.")
    if run.has_stalled:
        terminal.out.print(f"The last {run.config.patience} evaluations brought no improvement.")
    result = run.finish()
    facts = {
        "data": data.provenance,
        "start": _initial_provenance(request.start_from),
        "averaged": _average_facts(request),
        "teacher": file_facts(request.teacher) if request.teacher else None,
        "commit": current_commit(),
        "versions": software_versions(),
    }
    card = save_result(request.out, result, run, facts)
    request.checkpoint.unlink(missing_ok=True)
    terminal.out.print(f"{result.summary} -> {request.out}, {', '.join([card.name, *_write_curve(card)])}")


def _average_facts(request: RunRequest) -> dict[str, Any] | None:
    """Return what identifies the weights that the initial ones were averaged with, and their part in the mean."""
    return file_facts(request.average_with) | {"share": request.average_share} if request.average_with else None


def _initial_provenance(weights: Path | None) -> Any:  # noqa: ANN401 - whatever the card holds
    """Return the run card of the initial weights, or their file name if they have none."""
    if weights is None:
        return None
    try:
        return parse_json(read_bytes(weights.with_suffix(".json"), MAX_CARD_BYTES), name="run card")
    except (OSError, BadRequest):
        return weights.name


def _write_curve(card: Path) -> Iterator[str]:
    """Draw the training curve beside the card; a machine for training only may lack plotly."""
    if find_spec("plotly") is None:
        return
    from restoration.benchmark.figures import learning_curve, lines_as_svg

    picture = card.with_name(f"{card.stem}_curve.svg")
    write_bytes(picture, lines_as_svg(learning_curve(json.loads(card.read_bytes()))).encode())
    yield picture.name
