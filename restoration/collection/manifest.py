"""The manifest of a collection, one row for each finished pair, and the pictures behind a row."""

import csv
import io
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from restoration.anywhere import read_bytes, write_bytes
from restoration.collection.pair_record import (
    DAMAGED_FOLDER,
    MASKS_FOLDER,
    REQUIRED_PARTS,
    PairRecord,
    pair_name,
    part_path,
    read_pair_record,
)
from restoration.domain import Image, Mask
from restoration.errors import BadImage, BadRequest, os_error_reason
from restoration.imaging.mask_reading import read_saved_mask
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.storage import Address, NotThere, Place

MANIFEST_NAME = "manifest.csv"
MAX_BYTES = 200_000_000  # a quarter of a million pairs


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """A row of the manifest; paths are relative to its folder, shares are parts of the picture, 0..1."""

    painting: str  # the stem of the original's file
    number: int  # which of the painting's pairs, from 0
    split: str
    severity: str
    style: str
    coverage: float  # share covered at least half by damage of any kind
    crack: float  # share covered at least half by cracks; the next three likewise
    scratch: float
    loss: float
    abrasion: float
    touched: float  # share that damage altered at all
    width: int  # px
    height: int  # px
    seed: int
    original: str  # the file's name
    clean: str  # path of the picture before damage if that is not the original itself, else empty
    damaged: str
    mask: str
    touch: str
    alpha: str
    record: str
    original_sha256: str
    damaged_sha256: str
    mask_sha256: str
    touch_sha256: str
    alpha_sha256: str

    @property
    def files(self) -> list[str]:
        """The paths of all files of the pair."""
        paths = (self.clean, self.damaged, self.mask, self.touch, self.alpha, self.record)
        return [path for path in paths if path]


_COLUMN_NAMES = {"record": "passport"}  # the column's name in manifests that exist already
_COLUMNS = [_COLUMN_NAMES.get(field.name, field.name) for field in fields(ManifestRow)]
_TYPES: list[Any] = [field.type for field in fields(ManifestRow)]  # str, int or float, each of which parses text


def write_manifest(folder: Place) -> int:
    """Write the manifest of all finished pairs in a collection's folder, and return their number.

    The same pairs give the same bytes, whatever the order in which they were made.

    Raises:
        CannotWrite: it cannot be written; an older manifest stays as it was.
        StorageError: the same, of a folder elsewhere; or that cannot be read.
    """
    rows = sorted(_finished_rows(folder), key=lambda row: (row.painting, row.number, row.severity))
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(map(astuple, rows))
    write_bytes(folder / MANIFEST_NAME, text.getvalue().encode(errors="surrogateescape"))
    return len(rows)


def read_manifest(folder: Place) -> list[ManifestRow]:
    """Return the rows of a collection's manifest; none if there is no manifest.

    Raises:
        BadRequest: it cannot be read or understood.
        StorageError: a folder elsewhere cannot be read.
    """
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return []
    try:
        data = io.BytesIO(read_bytes(path, MAX_BYTES))
        with io.TextIOWrapper(data, "utf-8-sig", "surrogateescape", newline="") as table:
            rows = csv.reader(table)
            if next(rows, None) != _COLUMNS:
                raise ValueError("other columns")
            return [_parse_row(row) for row in rows]
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).") from error
    except (ValueError, csv.Error) as error:
        hint = "Run `python -m restoration damage` again: it writes a new one."
        raise BadRequest(f"{path} is not a manifest that this program wrote.", hint=hint) from error


def _parse_row(texts: list[str]) -> ManifestRow:
    """Return the row; raise `ValueError` if a value is not one that `write_manifest` writes."""
    if any("\0" in text for text in texts):
        raise ValueError("a zero byte")
    row = ManifestRow(*(parse(text) for parse, text in zip(_TYPES, texts, strict=True)))
    if not all(math.isfinite(value) for value in astuple(row) if isinstance(value, float)):
        raise ValueError("a number that is not finite")
    return row


def _finished_rows(folder: Place) -> Iterator[ManifestRow]:
    sizes: dict[str, int] | None = None
    if isinstance(folder, Address):  # listed once: to ask for each file would take a request
        sizes = {path: size for name in (DAMAGED_FOLDER, MASKS_FOLDER) for path, size in _listed(folder, name)}
        paths = [Path(path) for path in sizes if path.startswith(DAMAGED_FOLDER) and path.endswith(".json")]
    else:
        paths = [*(folder / DAMAGED_FOLDER).glob("*.json")]
    for path in paths:
        record = read_pair_record(folder, path.stem, sizes)
        if record is not None:
            yield _row_of(record)


def _listed(folder: Address, name: str) -> Iterator[tuple[str, int]]:
    """Yield the files of a folder within a folder elsewhere, and their bytes; none if it does not exist."""
    with suppress(NotThere):
        for file, size in (folder / name).sizes().items():
            yield f"{name}/{file}", size


def _row_of(record: PairRecord) -> ManifestRow:
    origin, coverage, sha256 = record.origin, record.coverage, record.sha256
    return ManifestRow(
        painting=origin.painting,
        number=origin.number,
        split=origin.split,
        severity=origin.recipe["severity"],
        style=origin.recipe.get("style", ""),
        coverage=coverage.damaged,
        crack=coverage.crack,
        scratch=coverage.scratch,
        loss=coverage.loss,
        abrasion=coverage.abrasion,
        touched=coverage.touched,
        width=record.width,
        height=record.height,
        seed=origin.seed,
        original=origin.file,
        clean=part_path("clean", origin.pair) if "clean" in sha256 else "",
        original_sha256=origin.sha256,
        **{part: part_path(part, origin.pair) for part in (*REQUIRED_PARTS, "record")},
        **{f"{part}_sha256": sha256[part] for part in REQUIRED_PARTS},
    )


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class StoredPair:
    """A damaged painting whose damage is known, read from its files."""

    damaged: Painting
    clean: Image | None  # (H, W, 3), the picture before damage; None if the original is missing or was changed
    mask: Mask  # (H, W), True where damage covers at least half
    record: PairRecord


def open_pair(folder: Path, row: ManifestRow, original: Path | None) -> StoredPair:
    """Read the pictures of a pair.

    Args:
        folder: the collection's folder.
        row: the pair's row in the manifest.
        original: the picture that the pair may have been made from; its sha256 decides whether it was.

    Raises:
        BadRequest: a file of the pair is missing, or not as it was written.
        BadImage: the damaged picture cannot be read.
        BadMask: the mask cannot be read.
    """
    name = pair_name(row.painting, row.severity, row.number)
    record = read_pair_record(folder, name)
    if record is None:
        hint = "Run `python -m restoration damage` again: it makes the missing files."
        raise BadRequest(f"The pair {name} is incomplete.", hint=hint)
    damaged = read_painting(folder / row.damaged)
    clean = _read_clean(folder / row.clean if row.clean else original, row)
    return StoredPair(damaged, clean, read_saved_mask(folder / row.mask, damaged.image), record)


def _read_clean(picture: Path | None, row: ManifestRow) -> Image | None:
    if picture is None:
        return None
    try:
        painting = read_painting(picture)
    except BadImage:
        return None
    is_clean_picture = bool(row.clean) or painting.sha256 == row.original_sha256
    return painting.image if is_clean_picture else None
