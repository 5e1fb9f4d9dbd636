"""`originals.csv`: what is known of each downloaded photograph and of the painting in it, a row for each file."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from restoration.errors import BadRequest, os_error_reason
from restoration.files import write_bytes
from restoration.museum.base import Artwork

TABLE_NAME = "originals.csv"


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph of a painting, as it lies in the folder."""

    size: str  # the key of a `Size`
    file: str  # its name in the folder
    width_px: int
    height_px: int
    px_per_mm: float | None  # pixels that show a millimetre of the painting; None if unknown
    size_bytes: int
    sha256: str


RecordType = TypeVar("RecordType", Artwork, Photograph)

_PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float | None: lambda text: float(text) if text else None,
}
_COLUMNS = [field.name for kind in (Artwork, Photograph) for field in fields(kind)]


@dataclass(frozen=True, slots=True)
class OriginalsRow:
    """A row of the table."""

    artwork: Artwork
    photograph: Photograph


class OriginalsTable:
    """The table of one folder; on the disk it is whole at any moment."""

    def __init__(self, folder: Path) -> None:
        """The table as it lies in the folder, empty where there is none.

        Raises:
            BadRequest: it cannot be read or understood; it is left as it is.
        """
        self._path = folder / TABLE_NAME
        self._rows = {_key(original): original for original in self._read()}

    def find(self, museum: str, object_id: str, size: str) -> OriginalsRow | None:
        """The row of a work in a size, if there is one."""
        return self._rows.get((museum, object_id, size))

    def add(self, original: OriginalsRow) -> None:
        """Write the table with one more row, or with the work's row in that size replaced.

        It is read anew first: somebody else may have entered a row since.

        Raises:
            CannotWrite: it could not be written; it is as it was.
            BadRequest: it can no longer be understood.
        """
        rows = {_key(row): row for row in (*self._read(), original)}
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
            with self._path.open(encoding="utf-8-sig", newline="") as file:  # sig: as spreadsheets write it
                table = csv.DictReader(file)
                if table.fieldnames != _COLUMNS:  # a column of somebody's own would be lost at the next row
                    raise ValueError("other columns")
                return [OriginalsRow(_made(Artwork, row), _made(Photograph, row)) for row in table]
        except OSError as error:
            raise BadRequest(f"{self._path} cannot be read ({os_error_reason(error)}).") from error
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            hint = "Undo what was changed in it, or move it away."
            raise BadRequest(f"{self._path} is not a table of originals as it was written here.", hint=hint) from error


def _key(original: OriginalsRow) -> tuple[str, str, str]:
    return original.artwork.museum, original.artwork.object_id, original.photograph.size


def _made(kind: type[RecordType], row: Mapping[str, str]) -> RecordType:
    return kind(**{field.name: _PARSERS[field.type](row[field.name]) for field in fields(kind)})
