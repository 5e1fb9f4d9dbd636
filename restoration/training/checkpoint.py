"""A course put away in a file, to be taken up again after an interruption with the same result."""

import io
import pickle
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from restoration.errors import RestorationError, os_error_reason
from restoration.files import write_bytes
from restoration.training.run import TrainingRun

FORMAT = "course of training, 2"


class BadCheckpoint(RestorationError):
    """There is no course in the file, or it is another one."""

    hint = "Leave out --resume to begin anew."


def write_checkpoint(path: Path, course: TrainingRun[Any], data: str) -> None:
    """Put the course away; an older file stays whole until the new one is.

    Args:
        path: where.
        course: at any step.
        data: names what it learns from, so that it is not taken up again with other pictures.

    Raises:
        CannotWrite: the file could not be written.
    """
    file = io.BytesIO()
    torch.save({"format": FORMAT, "plan": asdict(course.plan), "data": data, "course": course.state()}, file)
    write_bytes(path, file.getvalue())


def read_planned_steps(path: Path) -> int:
    """How many steps the course in the file is to have; raises `BadCheckpoint` where there is none."""
    steps: int = _read(path)["plan"]["steps"]
    return steps


def restore_checkpoint(path: Path, course: TrainingRun[Any], data: str) -> None:
    """Take up the course that is in the file; `course` is new, and of the same plan.

    Raises:
        BadCheckpoint: there is none, or it has another plan, learnt from other data or teaches something else.
    """
    record = _read(path)
    plan = asdict(course.plan)
    if record["plan"].keys() != plan.keys():
        raise BadCheckpoint(f"{path} is of a network that learns something else.", hint="Name another file with --out.")
    changed = [f"{name} was {old}, now {plan[name]}" for name, old in record["plan"].items() if old != plan[name]]
    if record["data"] != data:
        changed.append("the pictures, the sheets of damage or given weights were others")
    if changed:
        hint = "Ask for the same again, or leave out --resume to begin anew."
        raise BadCheckpoint(f"{path} is of another plan: {'; '.join(changed)}.", hint=hint)
    course.restore(record["course"])


def _read(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadCheckpoint(f"{path} cannot be read ({os_error_reason(error)}).") from error
    try:
        record: dict[str, Any] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        if record["format"] != FORMAT:
            raise ValueError(record["format"])
    except (OSError, EOFError, pickle.UnpicklingError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise BadCheckpoint(f"{path} is no checkpoint of this version.") from error
    return record
