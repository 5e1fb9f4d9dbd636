"""The originals in a folder and what is known of them, from names and tables alone: no picture is opened."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from restoration.batch import PICTURES
from restoration.collection.splits import split_of
from restoration.collection.tables import Row, rows_for

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
    pictures = sorted(path for path in names if path.suffix.lower() in PICTURES)
    return [_original(path, row) for path, row in rows_for(pictures).items()]


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
        split=split_of(path, row),
    )


def _number(kind: Callable[[str], Number], row: Row, column: str) -> Number | None:
    with suppress(ValueError):  # tables made by hand hold words where a number is wanted
        return kind(row.get(column, ""))
    return None
