"""Where the peers live: a Python of their own, because OpenCV's two packages overwrite each other."""

import os
from dataclasses import dataclass
from pathlib import Path

PYTHON_VARIABLE = "RESTORATION_BENCH_PYTHON"


@dataclass(frozen=True, slots=True)
class Place:
    """What peers need on this machine; nothing of it need be there."""

    python: Path = Path(".venv-bench/bin/python")  # with what requirements-bench.txt names
    patience: float = 1800.0  # s; the slowest peer takes 300 s for a megapixel


def place() -> Place:
    """The usual place, or the one that `RESTORATION_BENCH_PYTHON` names."""
    usual = Place()
    return Place(Path(os.environ.get(PYTHON_VARIABLE) or usual.python))
