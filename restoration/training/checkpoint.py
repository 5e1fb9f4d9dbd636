"""Checkpoints: a training run in a file, from which it can be resumed with the same result."""

import io
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from restoration.errors import RestorationError, os_error_reason
from restoration.files import write_bytes
from restoration.networks.weights_file import LOAD_ERRORS
from restoration.training.run import TrainingRun

FORMAT = "course of training, 2"


class BadCheckpoint(RestorationError):
    """The file is not a checkpoint, or it belongs to another run."""

    hint = "Leave out --resume to start again."


def write_checkpoint(path: Path, run: TrainingRun[Any], data: str) -> None:
    """Write a checkpoint; an older file stays intact until the new one is complete.

    Args:
        path: the file to write.
        run: the run, after any step.
        data: a digest of the training data, so that the run is not resumed with other data.

    Raises:
        CannotWrite: the file cannot be written.
    """
    file = io.BytesIO()
    # "course" is an old name, kept so that older checkpoints can be resumed
    torch.save({"format": FORMAT, "plan": asdict(run.config), "data": data, "course": run.state()}, file)
    write_bytes(path, file.getvalue())


def read_planned_steps(path: Path) -> int:
    """Return the number of steps of the run in the file; raises `BadCheckpoint` if there is none."""
    steps: int = _read(path)["plan"]["steps"]
    return steps


def restore_checkpoint(path: Path, run: TrainingRun[Any], data: str) -> None:
    """Restore a new run to the state in the file.

    Raises:
        BadCheckpoint: the file is not a checkpoint, or that run had another configuration, other data or another task.
    """
    record = _read(path)
    config = asdict(run.config)
    if record["plan"].keys() != config.keys():
        raise BadCheckpoint(f"{path} belongs to another kind of network.", hint="Name another file with --out.")
    changes = [f"{name} was {old}, now {config[name]}" for name, old in record["plan"].items() if old != config[name]]
    if record["data"] != data:
        changes.append("the pictures, the damage sheets or the given weights were different")
    if changes:
        hint = "Repeat the same options, or leave out --resume to start again."
        raise BadCheckpoint(f"{path} belongs to a different run: {'; '.join(changes)}.", hint=hint)
    run.restore(record["course"])


def _read(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadCheckpoint(f"{path} cannot be read ({os_error_reason(error)}).") from error
    try:
        record: dict[str, Any] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        if record["format"] != FORMAT or not {"data", "course"} <= record.keys():
            raise ValueError(record["format"])
        if not isinstance(record["plan"]["steps"], int):
            raise TypeError("steps")
    except LOAD_ERRORS as error:
        raise BadCheckpoint(f"{path} is not a checkpoint of this version.") from error
    return record
