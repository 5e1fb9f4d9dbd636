"""The manifest: one row for each finished pair, put together from the passports."""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from restoration.collection.pair_record import DAMAGED, Passport, place, read_passport
from restoration.errors import BadRequest, reason
from restoration.files import write_bytes

NAME = "manifest.csv"


@dataclass(frozen=True, slots=True)
class PairEntry:
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


_COLUMNS = [field.name for field in fields(PairEntry)]
_TYPES: list[Any] = [field.type for field in fields(PairEntry)]  # str, int, float: each makes itself of its text


def write_manifest(folder: Path) -> int:
    """Write the manifest of all finished pairs in the collection's folder anew, and return how many there are.

    The same pairs give the same bytes, in whatever order they were made.

    Raises:
        CannotWrite: it could not be written; an older one is as it was.
    """
    entries = sorted(_finished(folder), key=lambda entry: (entry.painting, entry.number, entry.severity))
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(map(astuple, entries))
    write_bytes(folder / NAME, text.getvalue().encode(errors="surrogateescape"))
    return len(entries)


def read_manifest(folder: Path) -> list[PairEntry]:
    """The rows of a collection's manifest; none where there is no manifest.

    Raises:
        BadRequest: it cannot be read or understood.
    """
    path = folder / NAME
    if not path.is_file():
        return []
    try:
        with path.open(newline="", encoding="utf-8", errors="surrogateescape") as table:
            header, *rows = csv.reader(table)
        if header != _COLUMNS:
            raise ValueError("other columns")
        return [PairEntry(*(kind(text) for kind, text in zip(_TYPES, row, strict=True))) for row in rows]
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({reason(error)}).") from error
    except (ValueError, csv.Error) as error:
        hint = "Run `python -m restoration damage` once more: it writes it anew."
        raise BadRequest(f"{path} is not a manifest as it was written here.", hint=hint) from error


def _finished(folder: Path) -> Iterator[PairEntry]:
    for path in (folder / DAMAGED).glob("*.json"):
        passport = read_passport(folder, path.stem)
        if passport is not None:
            yield _entry(passport)


def _entry(passport: Passport) -> PairEntry:
    origin, coverage, sha256 = passport.origin, passport.coverage, passport.sha256
    parts = {part: place(part, origin.pair) for part in ("damaged", "mask", "touch", "alpha", "passport")}
    return PairEntry(
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
        clean=place("clean", origin.pair) if "clean" in sha256 else "",
        original_sha256=origin.sha256,
        **parts,
        **{f"{part}_sha256": sha256[part] for part in ("damaged", "mask", "touch", "alpha")},
    )
