"""The run card: a JSON file beside the weights that records how they were trained, so that the run can be repeated."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from restoration.files import sha256_of_bytes, write_bytes
from restoration.training.provenance import without_repeated_data
from restoration.training.run import TrainingRun
from restoration.training.task import RunResult


def save_result(out: Path, result: RunResult, run: TrainingRun[Any], facts: Mapping[str, Any]) -> Path:
    """Write the weights, then the run card beside them; return the path of the card.

    The card contains the sha256 of the weights. If the machine stops between the two, new weights lie beside an old
    card: reading the weights then fails because the sha256 differs, and the run can be finished from its checkpoint,
    which still exists.

    Args:
        out: the weights file; the card has the same name with the ending .json.
        result: the weights and what is known about them.
        run: the run that produced them.
        facts: further facts, ready for JSON: pictures, versions, commit...

    Raises:
        CannotWrite: a file cannot be written.
    """
    data, path = result.weights, out.with_suffix(".json")
    weights = {"file": out.name, "sha256": sha256_of_bytes(data), "bytes": len(data)}
    write_bytes(out, data)
    card = without_repeated_data(weights | result.card | _describe_run(run) | dict(facts))
    write_bytes(path, (json.dumps(card, indent=1) + "\n").encode())
    return path


def _describe_run(run: TrainingRun[Any]) -> dict[str, Any]:
    return {
        "plan": asdict(run.config),
        "best_step": run.best.step,
        "curve": [evaluation.as_record() for evaluation in run.evaluations],
        "machine": {"device": run.device.name, "processors": os.cpu_count(), "threads": torch.get_num_threads()},
        "seconds": round(run.seconds),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
