"""The results of one picture, saved after each step, so that an interrupted run continues where it stopped."""

import json
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from restoration.benchmark.results import ResultRow
from restoration.decoding import MAX_BYTES, decode_json
from restoration.errors import BadRequest
from restoration.files import read_bytes, write_bytes

ScoresAndCost = tuple[list[ResultRow], list[ResultRow]]

_Row = tuple[str, str, str, str, str, str, float]  # a `ResultRow`


@dataclass(frozen=True, slots=True)
class _Saved:
    """What the file holds."""

    circumstances: dict[str, Any]
    steps: dict[str, tuple[list[_Row], list[_Row]]]


class PartialResults:
    """The results of one picture by step; a step is one method at one task."""

    def __init__(self, path: Path, circumstances: dict[str, Any]) -> None:
        """Read what an earlier run saved under the same circumstances; without it, begin with nothing.

        Args:
            path: of the file.
            circumstances: all that changes the results: protocol, picture, metrics and libraries; ready for JSON.
        """
        self._path = path
        self._circumstances = json.loads(json.dumps(circumstances))
        self._steps: dict[str, tuple[list[_Row], list[_Row]]] = {}
        with suppress(OSError, BadRequest):  # there is no such file, or it is of another kind
            saved = decode_json(read_bytes(path, MAX_BYTES), _Saved, name="partial results")
            if saved.circumstances == self._circumstances:
                self._steps = saved.steps

    def has(self, step: str) -> bool:
        """Return whether a step is done."""
        return step in self._steps

    def save(self, step: str, results: ScoresAndCost) -> None:
        """Add the results of a step and write the file; raises `CannotWrite`."""
        scores, cost = results
        self._steps[step] = [astuple(row) for row in scores], [astuple(row) for row in cost]
        data = {"circumstances": self._circumstances, "steps": self._steps}
        write_bytes(self._path, json.dumps(data).encode())

    def results(self, step: str) -> ScoresAndCost:
        """Return the results of a step that is done."""
        scores, cost = self._steps[step]
        return [ResultRow(*row) for row in scores], [ResultRow(*row) for row in cost]
