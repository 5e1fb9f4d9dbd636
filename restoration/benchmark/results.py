"""The results of a run: a folder of three files that is written, read, listed and zipped."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from restoration.decoding import MAX_BYTES, decode_json
from restoration.errors import BadRequest, os_error_reason
from restoration.files import read_bytes, write_bytes
from restoration.paths import BENCHMARKS, DATA

RUNS_FOLDER = DATA / "benchmarks"  # of the user
SHIPPED_FOLDER = BENCHMARKS  # holds the reference run; the same folder in a checkout
REFERENCE_RUN = "reference"  # the run behind the tables of docs/benchmark.md
TEST_RUN = "test"  # the run on paintings that no choice has seen, once per release
SCORES_FILE, COST_FILE, RUN_FILE = "scores.csv", "cost.csv", "run.json"

MAX_TABLE_BYTES = 30_000_000  # ten times the reference run
_LARGEST_VALUE = 1e12  # no score, time (s) or memory (MiB) is larger

_RUN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, order=True)
class ResultRow:
    """One row of a table: the value of one metric for one method on one picture."""

    task: str  # "real", "teach", "detect", "sound", "fill", "losses", "opaque", "restore", ...
    method: str  # its key
    picture: str  # the stem of its file, usually museum and number
    severity: str  # "" where it does not apply; of wide losses, their size; after teaching, the strokes of each sort
    style: str  # "" where it does not apply; on real damage, the place; of losses and opaque cracks, what shows
    metric: str  # its key
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class BenchmarkResults:
    """All results of a run."""

    scores: list[ResultRow]  # a rerun gives the same to the last digit
    cost: list[ResultRow]  # seconds and memory; a rerun gives others
    metadata: dict[str, Any]  # protocol, seed, machine, versions, methods, metrics, pictures


def write_results(folder: Path, results: BenchmarkResults) -> None:
    """Write the three files of a run, its tables sorted; raises `CannotWrite`."""
    write_bytes(folder / SCORES_FILE, _csv_bytes(results.scores))
    write_bytes(folder / COST_FILE, _csv_bytes(results.cost))
    write_bytes(folder / RUN_FILE, (json.dumps(results.metadata, indent=1) + "\n").encode())


def read_results(folder: Path) -> BenchmarkResults:
    """Read the three files of a run.

    Raises:
        BadRequest: the folder holds no results, or they are damaged.
    """
    name, hint = f"results in {folder}", "Run the benchmark again into another folder."
    try:
        metadata = decode_json(read_bytes(folder / RUN_FILE, MAX_BYTES), dict[str, Any], name=name, hint=hint)
        return BenchmarkResults(_read_csv(folder / SCORES_FILE), _read_csv(folder / COST_FILE), metadata)
    except OSError as error:
        message = f"{folder} holds no results of a benchmark ({os_error_reason(error)})."
        raise BadRequest(message, hint="Run `python -m restoration benchmark` first.") from error
    except (ValueError, csv.Error) as error:
        raise BadRequest(f"The {name} cannot be understood.", hint=hint) from error


def _csv_bytes(rows: Iterable[ResultRow]) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow([field.name for field in fields(ResultRow)])
    table.writerows((*astuple(row)[:-1], f"{row.value:.7g}") for row in sorted(rows))
    return text.getvalue().encode()


def _read_csv(path: Path) -> list[ResultRow]:
    """Return the rows of a table; raises `ValueError` where columns or values are not as `_csv_bytes` writes them."""
    data = io.BytesIO(read_bytes(path, MAX_TABLE_BYTES))
    with io.TextIOWrapper(data, "utf-8-sig", newline="") as table:
        lines = csv.reader(table)
        columns = [field.name for field in fields(ResultRow)]
        if (header := next(lines, [])) != columns:
            raise ValueError(f"expected columns {columns}, got {header[:20]}")
        return [
            ResultRow(task, method, picture, severity, style, metric, _read_value(value))
            for task, method, picture, severity, style, metric, value in lines
        ]


def _read_value(text: str) -> float:
    if not abs(value := float(text)) < _LARGEST_VALUE:
        raise ValueError("a value is missing, or is infinite")
    return value


def list_runs() -> list[str]:
    """Return the names of all finished runs, those of the program first."""
    names = {path.parent.name for folder in (RUNS_FOLDER, SHIPPED_FOLDER) for path in folder.glob(f"*/{RUN_FILE}")}
    return sorted(names, key=lambda name: (name != REFERENCE_RUN, name != TEST_RUN, name))


def find_run(name: str) -> Path:
    """Return the folder of a finished run.

    Raises:
        BadRequest: there is no run of that name among `list_runs`; it may be a path that leads elsewhere.
    """
    if name not in list_runs() and name != REFERENCE_RUN:
        raise BadRequest("There is no such run.", hint="Choose one from the list.")
    own = RUNS_FOLDER / name
    return own if (own / RUN_FILE).is_file() else SHIPPED_FOLDER / name


def run_folder(name: str) -> Path:
    """Return the folder for a new run of that name.

    Raises:
        BadRequest: the name has characters that a folder should not have, or is that of a run of the program.
    """
    if not _RUN_NAME.fullmatch(name):
        raise BadRequest(f"A run cannot be called {name!r}.", hint="Use up to 64 letters, digits, hyphens and _.")
    if name in (REFERENCE_RUN, TEST_RUN):
        raise BadRequest(f"The {name} run is never overwritten.", hint="Choose another name.")
    return RUNS_FOLDER / name


def zip_run(folder: Path) -> bytes:
    """Return the three files of a run as one zip file.

    Raises:
        BadRequest: one of them cannot be read.
    """
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (SCORES_FILE, COST_FILE, RUN_FILE):
                archive.write(folder / name, f"{folder.name}/{name}")
    except OSError as error:
        message = f"The run in {folder} cannot be read ({os_error_reason(error)})."
        raise BadRequest(message, hint="Run it again.") from error
    return file.getvalue()
