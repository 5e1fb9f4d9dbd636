"""A pair read back from its files: the damaged picture, the picture before, and the truth about the difference."""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from restoration.collection.pair_record import DAMAGED_FOLDER, PairRecord, pair_name, part_path, read_pair_record
from restoration.domain import Image, Mask
from restoration.errors import BadImage, BadRequest, os_error_reason
from restoration.files import write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask, read_painting

MANIFEST_NAME = "manifest.csv"


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """A row of the manifest; paths are relative to its folder, shares are parts of the picture, 0..1."""

    painting: str  # the stem of the original's file
    number: int  # which of the painting's pairs, from 0
    split: str
    severity: str
    style: str
    coverage: float  # share covered at least half by damage, of whatever kind
    crack: float
    scratch: float
    loss: float
    abrasion: float
    touched: float  # share that damage altered at all
    width: int  # px
    height: int  # px
    seed: int
    original: str  # the file's name
    clean: str  # the picture before damage where it is not the original itself, else empty
    damaged: str
    mask: str
    touch: str
    alpha: str
    passport: str
    original_sha256: str
    damaged_sha256: str
    mask_sha256: str
    touch_sha256: str
    alpha_sha256: str


_COLUMNS = [field.name for field in fields(ManifestRow)]
_TYPES: list[Any] = [field.type for field in fields(ManifestRow)]  # str, int, float: each makes itself of its text


def write_manifest(folder: Path) -> int:
    """Write the manifest of all finished pairs in the collection's folder anew, and return how many there are.

    The same pairs give the same bytes, in whatever order they were made.

    Raises:
        CannotWrite: it could not be written; an older one is as it was.
    """
    entries = sorted(_finished_rows(folder), key=lambda entry: (entry.painting, entry.number, entry.severity))
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(map(astuple, entries))
    write_bytes(folder / MANIFEST_NAME, text.getvalue().encode(errors="surrogateescape"))
    return len(entries)


def read_manifest(folder: Path) -> list[ManifestRow]:
    """The rows of a collection's manifest; none where there is no manifest.

    Raises:
        BadRequest: it cannot be read or understood.
    """
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return []
    try:
        with path.open(newline="", encoding="utf-8", errors="surrogateescape") as table:
            header, *rows = csv.reader(table)
        if header != _COLUMNS:
            raise ValueError("other columns")
        return [ManifestRow(*(kind(text) for kind, text in zip(_TYPES, row, strict=True))) for row in rows]
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).") from error
    except (ValueError, csv.Error) as error:
        hint = "Run `python -m restoration damage` once more: it writes it anew."
        raise BadRequest(f"{path} is not a manifest as it was written here.", hint=hint) from error


def _finished_rows(folder: Path) -> Iterator[ManifestRow]:
    for path in (folder / DAMAGED_FOLDER).glob("*.json"):
        passport = read_pair_record(folder, path.stem)
        if passport is not None:
            yield _row_of(passport)


def _row_of(passport: PairRecord) -> ManifestRow:
    origin, coverage, sha256 = passport.origin, passport.coverage, passport.sha256
    parts = {part: part_path(part, origin.pair) for part in ("damaged", "mask", "touch", "alpha", "passport")}
    return ManifestRow(
        painting=origin.painting,
        number=origin.number,
        split=origin.split,
        severity=origin.recipe["severity"],
        style=origin.recipe["style"],
        coverage=coverage.damaged,
        crack=coverage.crack,
        scratch=coverage.scratch,
        loss=coverage.loss,
        abrasion=coverage.abrasion,
        touched=coverage.touched,
        width=passport.width,
        height=passport.height,
        seed=origin.seed,
        original=origin.file,
        clean=part_path("clean", origin.pair) if "clean" in sha256 else "",
        original_sha256=origin.sha256,
        **parts,
        **{f"{part}_sha256": sha256[part] for part in ("damaged", "mask", "touch", "alpha")},
    )


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class StoredPair:
    """A damaged painting whose damage is known."""

    damaged: Painting
    before: Image | None  # None where the original is not at hand any more, or has been changed
    mask: Mask  # what damage covers at least by half
    passport: PairRecord


def open_pair(folder: Path, entry: ManifestRow, original: Path | None) -> StoredPair:
    """Read the pictures of a pair.

    Args:
        folder: of the collection, which the entry's paths are relative to.
        entry: its row in the manifest.
        original: the picture that it may have been made of; what it was made of, its sha256 tells.

    Raises:
        BadRequest: its files are not all there, or not as they were written.
        BadImage: the damaged picture cannot be read.
        BadMask: the mask cannot be read.
    """
    name = pair_name(entry.painting, entry.severity, entry.number)
    passport = read_pair_record(folder, name)
    if passport is None:
        hint = "Run `python -m restoration damage` once more: it makes anew what is missing."
        raise BadRequest(f"The pair {name} is not whole any more.", hint=hint)
    damaged = read_painting(folder / entry.damaged)
    before = _read_before(folder / entry.clean if entry.clean else original, entry)
    return StoredPair(damaged, before, read_mask(folder / entry.mask, damaged.image), passport)


def _read_before(picture: Path | None, entry: ManifestRow) -> Image | None:
    if picture is None:
        return None
    try:
        painting = read_painting(picture)
    except BadImage:
        return None
    is_it = bool(entry.clean) or painting.sha256 == entry.original_sha256
    return painting.image if is_it else None
