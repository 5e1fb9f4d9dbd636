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

from restoration.imaging.atomic import write_bytes
from restoration.networks.trained import to_bytes
from restoration.training.course import Course
from restoration.training.graduation import Graduate


def save(out: Path, graduate: Graduate, course: Course, facts: Mapping[str, Any]) -> Path:
    """Write the weights, then the run card beside them; returns where the card is.

    The card names the weights' sha256. Should the machine stop between the two, new weights lie beside an old card:
    whoever checks them refuses them, so it cannot pass unseen, and the checkpoint, which is still there, cures it.

    Args:
        out: where the weights go; the card has the same name, but ends in .json.
        graduate: the network, and its scores.
        course: that it took.
        facts: what else there is to tell, ready for JSON: pictures, versions, commit...

    Raises:
        CannotWrite: a file could not be written.
    """
    data, path = to_bytes(graduate.trained), out.with_suffix(".json")
    weights = {"file": out.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    write_bytes(out, data)
    write_bytes(path, (json.dumps(weights | _told(graduate, course) | dict(facts), indent=1) + "\n").encode())
    return path


def _told(graduate: Graduate, course: Course) -> dict[str, Any]:
    network = graduate.trained.network
    return {
        "network": {
            "design": asdict(network.design),
            "parameters": sum(parameter.numel() for parameter in network.parameters()),
        },
        "plan": asdict(course.plan),
        "scores": asdict(graduate.scores) | {"step": course.best.step},
        "calibration": asdict(graduate.trained.calibration),
        "curve": [asdict(mark) for mark in course.marks],
        "machine": {"device": course.machine.name, "processors": os.cpu_count(), "threads": torch.get_num_threads()},
        "seconds": round(course.seconds),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
