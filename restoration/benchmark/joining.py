"""A part of the benchmark that is measured by itself and joins a run that is there already."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.redrawing import protocol_from_record
from restoration.benchmark.results import RUN_FILE, BenchmarkResults, ResultRow, read_results, write_results
from restoration.collection.originals import Original
from restoration.decoding import convert_json
from restoration.errors import BadRequest
from restoration.files import sha256_of_file

_CONDITIONS = ("date", "commit", "machine", "versions")
_HINT = "Choose another folder."


def check_joinable(
    folder: Path, protocol: BenchmarkProtocol, originals: Sequence[Original], *, all_of_them: bool = False
) -> None:
    """Check that a part may join what a folder holds: nothing, or a run by the same protocol on the same paintings.

    Args:
        folder: of the run.
        protocol: of the part.
        originals: those of the part.
        all_of_them: whether the part must be of all paintings of the run: the style of the cracks on a painting follows
            from its place in the list.

    Raises:
        BadRequest: the run is another one, or cannot be read.
    """
    if not (folder / RUN_FILE).exists():
        return
    metadata = read_results(folder).metadata
    pictures = convert_json(metadata.get("pictures"), list[dict[str, str]], name=f"run in {folder}", hint=_HINT)
    measured = {(picture.get("picture"), picture.get("sha256")) for picture in pictures}
    if protocol_from_record(metadata) != protocol:
        raise BadRequest(f"The run in {folder} has another protocol.", hint=_HINT)
    given = {(original.painting, sha256_of_file(original.path)) for original in originals}
    if not given <= measured or (all_of_them and given != measured):
        raise BadRequest(f"The run in {folder} is of other paintings.", hint=_HINT)


def write_part(folder: Path, part: BenchmarkResults) -> None:
    """Write the results of a part, joined to the run in the folder if there is one; raises `CannotWrite`."""
    joined = join(read_results(folder), part) if (folder / RUN_FILE).exists() else part
    write_results(folder, joined)


def join(run: BenchmarkResults, part: BenchmarkResults) -> BenchmarkResults:
    """Return a run in which the rows of a part stand in place of its own rows of the same tasks and methods.

    What the part measured, when and on which machine is kept under "parts" of the metadata.
    """
    measured = {(row.task, row.method) for row in (*part.scores, *part.cost)}

    def others(rows: list[ResultRow]) -> list[ResultRow]:
        return [row for row in rows if (row.task, row.method) not in measured]

    metadata = run.metadata | {
        "methods": _united(run.metadata["methods"], part.metadata["methods"], "task", "method"),
        "metrics": _united(run.metadata["metrics"], part.metadata["metrics"], "key"),
        "parts": [*_others_of(run.metadata.get("parts", []), measured), *_conditions(part.metadata, measured)],
    }
    return BenchmarkResults(others(run.scores) + part.scores, others(run.cost) + part.cost, metadata)


def _united(records: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Return all records; of two with equal values under these names, the new one in the place of the other."""
    return list({tuple(record.get(name) for name in names): record for record in (*records, *new)}.values())


def _others_of(parts: list[dict[str, Any]], measured: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what is left of earlier parts beside what is measured now."""
    left = [
        part | {"methods": [method for method in part["methods"] if (part["task"], method) not in measured]}
        for part in parts
    ]
    return [part for part in left if part["methods"]]


def _conditions(metadata: dict[str, Any], measured: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return a record for each task: its methods, and when and where they were measured."""
    return [
        {"task": task, "methods": sorted(method for its_task, method in measured if its_task == task)}
        | {name: metadata[name] for name in _CONDITIONS}
        for task in sorted({task for task, _ in measured})
    ]
