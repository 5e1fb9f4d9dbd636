"""A run's part about one picture, kept as it grows, so that an interrupted run goes on where it stopped."""

import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

from restoration.benchmark.results import ResultRow
from restoration.files import write_bytes

ScoresAndCost = tuple[list[ResultRow], list[ResultRow]]
"""Scores and costs."""


class PartialResults:
    """What is known of one picture, by step; a step is one method at one task."""

    def __init__(self, path: Path, circumstances: dict[str, Any]) -> None:
        """What was kept under the same circumstances: protocol, picture, measures and libraries; else nothing."""
        self._path = path
        self._circumstances = json.loads(json.dumps(circumstances))
        self._steps: dict[str, list[list[Any]]] = {}
        try:
            kept = json.loads(path.read_bytes())
            if kept["circumstances"] == self._circumstances:
                self._steps = kept["steps"]
        except (OSError, ValueError, KeyError, TypeError):  # nothing there, or nothing of ours
            pass

    def knows(self, step: str) -> bool:
        """Whether that step is done."""
        return step in self._steps

    def keep(self, step: str, figures: ScoresAndCost) -> None:
        """Write down what a step gave."""
        scores, cost = figures
        self._steps[step] = [[astuple(cell) for cell in scores], [astuple(cell) for cell in cost]]
        data = {"circumstances": self._circumstances, "steps": self._steps}
        write_bytes(self._path, json.dumps(data).encode())

    def figures(self, step: str) -> ScoresAndCost:
        """What that step gave."""
        scores, cost = self._steps[step]
        return [ResultRow(*cell) for cell in scores], [ResultRow(*cell) for cell in cost]
