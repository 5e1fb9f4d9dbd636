"""The runs that are kept: one folder for each, the reference among them."""

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from restoration.errors import BadRequest, os_error_reason
from restoration.files import write_bytes
from restoration.paths import DATA

SCORES_FILE, COST_FILE, RUN_FILE = "scores.csv", "cost.csv", "run.json"


@dataclass(frozen=True, slots=True, order=True)
class ResultRow:
    """One figure: what one method reached on one picture."""

    task: str  # "real", "detect", "sound", "fill" or "restore"
    method: str  # its key
    picture: str  # the stem of its file: its museum and number, as a rule
    severity: str  # "" where it does not apply
    style: str  # likewise; on real damage the place in the picture
    metric: str  # its key
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class BenchmarkResults:
    """All that a run found out."""

    scores: list[ResultRow]  # a rerun gives the same to the last digit
    cost: list[ResultRow]  # seconds and memory, which it does not
    about: dict[str, Any]  # protocol, seed, machine, versions, methods, metrics, pictures


def write_results(folder: Path, results: BenchmarkResults) -> None:
    """Write the three files of a run, its tables sorted; raises `CannotWrite`."""
    write_bytes(folder / SCORES_FILE, _csv_bytes(results.scores))
    write_bytes(folder / COST_FILE, _csv_bytes(results.cost))
    write_bytes(folder / RUN_FILE, (json.dumps(results.about, indent=1) + "\n").encode())


def read_results(folder: Path) -> BenchmarkResults:
    """The results as they were written.

    Raises:
        BadRequest: there are none in the folder, or they cannot be understood.
    """
    try:
        about = json.loads((folder / RUN_FILE).read_bytes())
        return BenchmarkResults(_read_csv(folder / SCORES_FILE), _read_csv(folder / COST_FILE), about)
    except OSError as error:
        message = f"{folder} holds no results of a benchmark ({os_error_reason(error)})."
        raise BadRequest(message, hint="Run `python -m restoration benchmark` first.") from error
    except (ValueError, TypeError, csv.Error) as error:
        hint = "Run the benchmark again into another folder."
        raise BadRequest(f"The results in {folder} cannot be understood.", hint=hint) from error


def _csv_bytes(cells: Iterable[ResultRow]) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow([field.name for field in fields(ResultRow)])
    table.writerows((*astuple(cell)[:-1], f"{cell.value:.7g}") for cell in sorted(cells))
    return text.getvalue().encode()


def _read_csv(path: Path) -> list[ResultRow]:
    with path.open(newline="", encoding="utf-8") as table:
        header, *rows = csv.reader(table)
    if header != [field.name for field in fields(ResultRow)]:
        raise ValueError(f"other columns: {header}")
    cells = [
        ResultRow(task, method, picture, severity, style, metric, float(value))
        for task, method, picture, severity, style, metric, value in rows
    ]
    if any(math.isnan(cell.value) for cell in cells):
        raise ValueError("a figure is missing")
    return cells


RUNS_FOLDER = DATA / "benchmarks"
REFERENCE_RUN = "reference"  # the run behind the README's tables

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def list_runs() -> list[str]:
    """The names of all runs that are finished, the reference first."""
    names = (path.parent.name for path in RUNS_FOLDER.glob(f"*/{RUN_FILE}"))
    return sorted(names, key=lambda name: (name != REFERENCE_RUN, name))


def run_folder(name: str) -> Path:
    """The folder for a run of that name.

    Raises:
        BadRequest: the name has letters that a folder should not have, or is that of the reference.
    """
    if not _NAME.fullmatch(name):
        raise BadRequest(f"A run cannot be called {name!r}.", hint="Use up to 64 letters, digits, hyphens and _.")
    if name == REFERENCE_RUN:
        raise BadRequest("The reference run is not written over.", hint="Choose another name.")
    return RUNS_FOLDER / name


def zip_run(folder: Path) -> bytes:
    """The three files of a run as one zip.

    Raises:
        BadRequest: one of them cannot be read.
    """
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (SCORES_FILE, COST_FILE, RUN_FILE):
                archive.write(folder / name, f"{folder.name}/{name}")
    except OSError as error:
        raise BadRequest(
            f"The run in {folder} cannot be read ({os_error_reason(error)}).", hint="Run it again."
        ) from error
    return file.getvalue()
