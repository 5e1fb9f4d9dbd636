"""The run card: a file beside the weights that tells how they came about, so that they can be made again."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from restoration.files import write_bytes
from restoration.training.provenance import without_repeated_data
from restoration.training.run import TrainingRun
from restoration.training.task import RunResult


def save_result(out: Path, diploma: RunResult, course: TrainingRun[Any], facts: Mapping[str, Any]) -> Path:
    """Write the weights, then the run card beside them; returns where the card is.

    The card names the weights' sha256. Should the machine stop between the two, new weights lie beside an old card:
    whoever checks them refuses them, so it cannot pass unseen, and the checkpoint, which is still there, cures it.

    Args:
        out: where the weights go; the card has the same name, but ends in .json.
        diploma: the weights, and what is known of them.
        course: that it took.
        facts: what else there is to tell, ready for JSON: pictures, versions, commit...

    Raises:
        CannotWrite: a file could not be written.
    """
    data, path = diploma.weights, out.with_suffix(".json")
    weights = {"file": out.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    write_bytes(out, data)
    told = without_repeated_data(weights | diploma.card | _describe_run(course) | dict(facts))
    write_bytes(path, (json.dumps(told, indent=1) + "\n").encode())
    return path


def _describe_run(course: TrainingRun[Any]) -> dict[str, Any]:
    return {
        "plan": asdict(course.plan),
        "best_step": course.best.step,
        "curve": [mark.told() for mark in course.marks],
        "machine": {"device": course.machine.name, "processors": os.cpu_count(), "threads": torch.get_num_threads()},
        "seconds": round(course.seconds),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
