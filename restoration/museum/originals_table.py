"""The table `originals.csv`: one row of data for each downloaded photograph and the painting in it."""

import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from restoration.errors import BadRequest, os_error_reason
from restoration.files import read_bytes, write_bytes
from restoration.museum.base import Artwork

TABLE_NAME = "originals.csv"
MAX_BYTES = 100_000_000  # some hundred thousand photographs


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph of a painting, as a file in the folder."""

    size: str  # the key of a `PhotoSize`
    file: str  # its name in the folder
    width_px: int
    height_px: int
    px_per_mm: float | None  # pixels for a millimetre of the painting; None if unknown
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OriginalsRow:
    """A row of the table."""

    artwork: Artwork
    photograph: Photograph


RecordType = TypeVar("RecordType", Artwork, Photograph)

_PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float | None: lambda text: _finite(text) if text else None,
}
_COLUMNS = [field.name for record_type in (Artwork, Photograph) for field in fields(record_type)]


class OriginalsTable:
    """The table of one folder; the file on disk is complete at any moment."""

    def __init__(self, folder: Path) -> None:
        """Read the table in the folder; it is empty if there is no file.

        Raises:
            BadRequest: the file cannot be read or understood; it is left as it is.
        """
        self._path = folder / TABLE_NAME
        self._rows = {_key(row): row for row in self._read()}

    def find(self, museum: str, object_id: str, size: str) -> OriginalsRow | None:
        """Return the row of an artwork in a size, if there is one."""
        return self._rows.get((museum, object_id, size))

    def add(self, row: OriginalsRow) -> None:
        """Write the table with one more row, which replaces a row of the same artwork in the same size.

        The file is read again first, because another program may have added a row.

        Raises:
            CannotWrite: the table cannot be written; the file stays as it was.
            BadRequest: the file can no longer be understood.
        """
        rows = {_key(old): old for old in (*self._read(), row)}
        text = io.StringIO(newline="")
        table = csv.writer(text)
        table.writerow(_COLUMNS)
        table.writerows(astuple(row.artwork) + astuple(row.photograph) for row in rows.values())
        write_bytes(self._path, text.getvalue().encode(errors="backslashreplace"))
        self._rows = rows

    def _read(self) -> list[OriginalsRow]:
        if not self._path.exists():
            return []
        try:
            data = io.BytesIO(read_bytes(self._path, MAX_BYTES))
            with io.TextIOWrapper(data, "utf-8-sig", newline="") as file:  # sig: spreadsheets write a byte order mark
                table = csv.DictReader(file)
                if table.fieldnames != _COLUMNS:  # a column that the user added would be lost with the next row
                    raise ValueError("other columns")
                return [OriginalsRow(_parse(Artwork, row), _parse(Photograph, row)) for row in table]
        except OSError as error:
            raise BadRequest(f"{self._path} cannot be read ({os_error_reason(error)}).") from error
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            hint = "Undo what was changed in it, or move it away."
            raise BadRequest(f"{self._path} is not a table of originals that this program wrote.", hint=hint) from error


def _key(row: OriginalsRow) -> tuple[str, str, str]:
    return row.artwork.museum, row.artwork.object_id, row.photograph.size


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("not a finite number")
    return number


def _parse(record_type: type[RecordType], row: Mapping[str, str]) -> RecordType:
    return record_type(**{field.name: _PARSERS[field.type](row[field.name]) for field in fields(record_type)})
