"""The originals in a folder and what is known of them, from names and tables alone: no picture is opened."""

import csv
import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from restoration.batch import PICTURE_EXTENSIONS
from restoration.errors import BadRequest, os_error_reason

TABLE_NAMES = ("originals.csv", "paintings.csv")

Row = dict[str, str]
"""From the name of a column to the text in it."""


def read_table_rows(pictures: Iterable[Path]) -> dict[Path, Row]:
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
    return {folder / row["file"]: row for name in TABLE_NAMES for row in _read(folder / name) if row.get("file")}


def _read(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    try:
        with path.open(newline="", encoding="utf-8-sig") as table:  # a spreadsheet may have put a mark first
            return [{key: text or "" for key, text in row.items() if key} for row in csv.DictReader(table)]
    except (OSError, UnicodeError, csv.Error) as error:
        why = os_error_reason(error) if isinstance(error, OSError) else str(error)
        raise BadRequest(f"The table {path} cannot be read ({why}).", hint="Save it as CSV in UTF-8.") from error


TRAIN, VALIDATION = "train", "val"
VALIDATE_ONE_IN = 5  # paintings serves to validate


def get_split(picture: Path, row: Row) -> str:
    """The split that the painting's row names, else one derived from its number in the museum or from its file's name.

    Two photographs of one work, which share the number, fall into the same split.
    """
    number = row.get("object_id")
    return row.get("split") or derive_split(f"{row.get('museum', '')}_{number}" if number else picture.stem)


def derive_split(painting: str) -> str:
    """The split of a painting that no table tells of, the same for ever; `painting` is what names it."""
    digest = hashlib.sha256(painting.encode(errors="surrogateescape")).digest()
    return VALIDATION if int.from_bytes(digest) % VALIDATE_ONE_IN == 0 else TRAIN


Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Original:
    """A picture of a painting; what no table tells is empty or None."""

    path: Path
    title: str  # the file's own name where no table gives one
    artist: str
    date: str  # in words, "ca. 1440"
    begin_year: int | None
    end_year: int | None
    medium: str
    museum: str
    height_cm: float | None
    width_cm: float | None
    px_per_mm: float | None
    credit_line: str
    rights: str
    object_url: str
    split: str

    @property
    def painting(self) -> str:
        """The stem of its file, which names it in every pair made of it."""
        return self.path.stem


def read_originals(folder: Path) -> list[Original]:
    """All pictures in the folder and below it, in the order of their paths; none where there is no such folder.

    Raises:
        BadRequest: a table cannot be read.
    """
    names = (Path(place, name) for place, _, files in os.walk(folder) for name in files)
    pictures = sorted(path for path in names if path.suffix.lower() in PICTURE_EXTENSIONS)
    return [_original(path, row) for path, row in read_table_rows(pictures).items()]


def _original(path: Path, row: Row) -> Original:
    return Original(
        path=path,
        title=row.get("title") or path.stem.replace("_", " "),
        artist=row.get("artist", ""),
        date=row.get("date", ""),
        begin_year=_number(int, row, "begin_year"),
        end_year=_number(int, row, "end_year"),
        medium=row.get("medium", ""),
        museum=row.get("museum", ""),
        height_cm=_number(float, row, "height_cm"),
        width_cm=_number(float, row, "width_cm"),
        px_per_mm=_number(float, row, "px_per_mm"),
        credit_line=row.get("credit_line", ""),
        rights=row.get("rights") or row.get("license", ""),
        object_url=row.get("object_url", ""),
        split=get_split(path, row),
    )


def _number(kind: Callable[[str], Number], row: Row, column: str) -> Number | None:
    with suppress(ValueError):  # tables made by hand hold words where a number is wanted
        return kind(row.get(column, ""))
    return None
