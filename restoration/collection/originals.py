"""The originals in a folder and what is known of them, from file names and tables; nothing here opens a picture."""

import csv
import io
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from restoration.anywhere import folder_for_copies
from restoration.batch import PICTURE_EXTENSIONS
from restoration.collection.splits import get_split
from restoration.errors import BadRequest, os_error_reason
from restoration.files import ensure_folder, read_bytes
from restoration.storage import Address, NotThere, Place, StorageError

TABLE_NAMES = ("originals.csv", "paintings.csv")

MAX_TABLE_BYTES = 100_000_000  # some hundred thousand paintings
MAX_YEAR, MAX_SIZE = 10_000, 1e6  # no painting is older, larger (cm) or photographed at more px per mm

Row = dict[str, str]
"""The text of each column, by the column's name."""

PathCheck = Callable[[Path], bool]
"""Returns whether a file may be read."""

Number = TypeVar("Number", int, float)


def any_path(path: Path) -> bool:
    """Allow every file to be read; a `PathCheck`."""
    return True


@dataclass(frozen=True, slots=True)
class Original:
    """A picture of a painting; what no table says is empty or None."""

    path: Path
    title: str  # the file's own name if no table gives a title
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
    is_listed: bool  # whether a table has a row for it

    @property
    def painting(self) -> str:
        """The stem of the file; every pair made from it is named after this."""
        return self.path.stem


def read_originals(folder: Path, may_read: PathCheck = any_path) -> list[Original]:
    """Return all pictures in the folder and below it, sorted by path; none if the folder does not exist.

    Args:
        folder: of the pictures and their tables.
        may_read: pictures and tables that it refuses are left out.

    Raises:
        BadRequest: a table cannot be read.
    """
    files = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    pictures = sorted(path for path in files if path.suffix.lower() in PICTURE_EXTENSIONS and may_read(path))
    return [_original(path, row) for path, row in read_table_rows(pictures, may_read).items()]


def _original(path: Path, row: Row) -> Original:
    return Original(
        path=path,
        title=row.get("title") or path.stem.replace("_", " "),
        artist=row.get("artist", ""),
        date=row.get("date", ""),
        begin_year=_year(row, "begin_year"),
        end_year=_year(row, "end_year"),
        medium=row.get("medium", ""),
        museum=row.get("museum", ""),
        height_cm=_size(row, "height_cm"),
        width_cm=_size(row, "width_cm"),
        px_per_mm=_size(row, "px_per_mm"),
        credit_line=row.get("credit_line", ""),
        rights=row.get("rights") or row.get("license", ""),
        object_url=row.get("object_url", ""),
        split=get_split(path.stem, row),
        is_listed=bool(row),
    )


def _year(row: Row, column: str) -> int | None:
    year = _number(int, row, column)
    return year if year is not None and abs(year) <= MAX_YEAR else None


def _size(row: Row, column: str) -> float | None:
    """Return a number above 0; None for anything else, also for infinity and NaN."""
    size = _number(float, row, column)
    return size if size is not None and 0 < size <= MAX_SIZE else None


def _number(parse: Callable[[str], Number], row: Row, column: str) -> Number | None:
    with suppress(ValueError):  # tables made by hand may hold words instead of a number
        return parse(row.get(column, ""))
    return None


def read_table_rows(pictures: Iterable[Path], may_read: PathCheck = any_path) -> dict[Path, Row]:
    """Return for each picture its row in a table beside it or in the folder above; an empty row if no table lists it.

    A table that `may_read` refuses is passed over.

    Raises:
        BadRequest: a table cannot be read.
    """
    resolved = {path: path.parent.resolve() / path.name for path in pictures}
    folders = {path.parent for path in resolved.values()}
    table_folders = sorted(folders | {folder.parent for folder in folders})  # parents first: the nearer table wins
    names = {path.name for path in resolved}
    rows = {picture: row for folder in table_folders for picture, row in _rows_in(folder, names, may_read).items()}
    return {path: rows.get(picture, {}) for path, picture in resolved.items()}


def find_splits(pictures: Collection[Place]) -> dict[Place, str]:
    """Return the part of the data that each picture belongs to, by the tables of its folder; see `read_table_rows`.

    Raises:
        BadRequest: a table cannot be read.
        StorageError: the same, in a folder elsewhere. The folder above that one need not be readable.
    """
    folders = {picture.parent for picture in pictures if isinstance(picture, Address)}
    with ExitStack() as stack:
        copies = {folder: stack.enter_context(_copied_tables(folder)) for folder in folders}
        by_path = {
            copies[picture.parent] / picture.name if isinstance(picture, Address) else picture: picture
            for picture in pictures
        }
        return {by_path[path]: get_split(path.stem, row) for path, row in read_table_rows(by_path).items()}


@contextmanager
def _copied_tables(folder: Address | None) -> Iterator[Path]:
    """Yield a folder on this machine with the tables of one elsewhere, in a folder with those of the one above it."""
    with folder_for_copies() as above:
        if folder is None:
            yield above
            return
        copy = ensure_folder(above / folder.name)  # a table may name it
        for name in TABLE_NAMES:
            with suppress(NotThere):
                (folder / name).fetch(copy / name)
            with suppress(StorageError):
                if folder.parent is not None:
                    (folder.parent / name).fetch(above / name)
        yield copy


def _rows_in(folder: Path, names: Collection[str], may_read: PathCheck) -> dict[Path, Row]:
    tables = [table for name in TABLE_NAMES if (table := folder / name).is_file() and may_read(table)]
    return {folder / row["file"]: row for table in tables for row in _read_table(table, names)}


def _read_table(path: Path, names: Collection[str]) -> list[Row]:
    """Return the rows about files with one of these names; the table may list millions of others."""
    try:
        data = io.BytesIO(read_bytes(path, MAX_TABLE_BYTES))
        with io.TextIOWrapper(data, "utf-8-sig", newline="") as table:  # sig: spreadsheets write a byte order mark
            return [
                {key: text or "" for key, text in row.items() if key}
                for row in csv.DictReader(table)
                if re.split(r"[/\\]", row.get("file") or "")[-1] in names
            ]
    except (OSError, UnicodeError, csv.Error) as error:
        why = os_error_reason(error) if isinstance(error, OSError) else str(error)
        raise BadRequest(f"The table {path} cannot be read ({why}).", hint="Save it as CSV in UTF-8.") from error
