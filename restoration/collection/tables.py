"""The tables that lie with originals: `originals.csv` of a museum's fetch, or `paintings.csv` made by hand."""

import csv
from collections.abc import Iterable
from pathlib import Path

from restoration.errors import BadRequest, reason

TABLES = ("originals.csv", "paintings.csv")

Row = dict[str, str]
"""From the name of a column to the text in it."""


def rows_for(pictures: Iterable[Path]) -> dict[Path, Row]:
    """For each picture its row in a table beside it or in the folder above; an empty one where none lists it.

    Raises:
        BadRequest: a table cannot be read.
    """
    real = {path: path.parent.resolve() / path.name for path in pictures}
    folders = {path.parent for path in real.values()}
    homes = sorted(folders | {folder.parent for folder in folders})  # from above: the nearer table has the last word
    told = {picture: row for home in homes for picture, row in _rows_in(home).items()}
    return {path: told.get(listed, {}) for path, listed in real.items()}


def _rows_in(folder: Path) -> dict[Path, Row]:
    return {folder / row["file"]: row for name in TABLES for row in _read(folder / name) if row.get("file")}


def _read(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    try:
        with path.open(newline="", encoding="utf-8-sig") as table:  # a spreadsheet may have put a mark first
            return [{key: text or "" for key, text in row.items() if key} for row in csv.DictReader(table)]
    except (OSError, UnicodeError, csv.Error) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise BadRequest(f"The table {path} cannot be read ({why}).", hint="Save it as CSV in UTF-8.") from error
