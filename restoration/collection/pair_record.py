"""The record beside each pair: where the pair comes from, how damaged it is, and which files belong to it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from restoration.anywhere import read_bytes, size_of_file
from restoration.decoding import MAX_BYTES, convert_json, decode_json
from restoration.errors import BadRequest
from restoration.storage import NotThere, Place

DAMAGED_FOLDER, MASKS_FOLDER = "synthetic_damaged", "synthetic_masks"  # the two folders of a collection of pairs

MAX_TEXT = 10_000  # characters; the csv module reads fields up to 131 072

_PART_PATHS = {
    "damaged": DAMAGED_FOLDER + "/{}.png",
    "clean": DAMAGED_FOLDER + "/{}_clean.png",  # only if the picture before damage is not the original itself
    "record": DAMAGED_FOLDER + "/{}.json",
    "mask": MASKS_FOLDER + "/{}_mask.png",
    "touch": MASKS_FOLDER + "/{}_touch.png",
    "alpha": MASKS_FOLDER + "/{}_alpha.tif",
}
REQUIRED_PARTS = ("damaged", "mask", "touch", "alpha")  # every pair has these, beside its record


def pair_name(painting: str, severity: str, number: int) -> str:
    """Return the name that all files of a pair begin with; `painting` is the stem of the original's file."""
    return f"{painting}__{severity}-{number}"


def part_path(part: str, pair: str) -> str:
    """Return the path of one part of a pair, relative to the collection's folder.

    Args:
        part: "damaged", "clean", "record", "mask", "touch" or "alpha".
        pair: the `pair_name`.
    """
    return _PART_PATHS[part].format(pair)


@dataclass(frozen=True, slots=True)
class PairOrigin:
    """Everything that determines a pair: the same origin gives the same files, byte for byte."""

    painting: str  # the stem of the original's file
    file: str  # the name of the original's file
    sha256: str  # of the original's file
    split: str
    seed: int  # of the request
    number: int  # which of the painting's pairs, from 0
    recipe: dict[str, Any]  # as JSON holds it; includes the version of the generator

    @property
    def pair(self) -> str:
        """The name that all files of the pair begin with."""
        return pair_name(self.painting, self.recipe["severity"], self.number)


@dataclass(frozen=True, slots=True)
class PairCoverage:
    """Shares of the picture, 0..1."""

    crack: float  # covered at least half by cracks; the next three likewise
    scratch: float
    loss: float
    abrasion: float
    damaged: float  # covered at least half by damage of any kind: the hard mask
    touched: float  # altered at all: the touch mask


@dataclass(frozen=True, slots=True)
class PairRecord:
    """What is known about a finished pair. It is written last: if it exists, the other files are complete."""

    origin: PairOrigin
    width: int  # px
    height: int  # px
    coverage: PairCoverage
    sizes: dict[str, int]  # bytes of each part
    sha256: dict[str, str]  # of each part


@dataclass(frozen=True, slots=True)
class _LayerFacts:
    """What is shown of a layer of a recipe."""

    look: str = ""


@dataclass(frozen=True, slots=True)
class _RecipeFacts:
    """What is shown of a recipe; only drawing needs the rest."""

    severity: str
    style: str = ""
    scale: float | None = None
    layers: list[_LayerFacts] = field(default_factory=list)


def encode_pair_record(record: PairRecord) -> bytes:
    """Return the record as JSON in ASCII: a file's name may hold bytes that are not valid text."""
    return (json.dumps(asdict(record), indent=1) + "\n").encode()


def read_pair_record(folder: Place, pair: str, sizes: Mapping[str, int] | None = None) -> PairRecord | None:
    """Return the record of a finished pair; None if one of the pair's files is missing, incomplete or invalid.

    Args:
        folder: the collection's folder.
        pair: the `pair_name`.
        sizes: bytes of the files in the folder, by their `part_path`; None: each file is looked at.

    Raises:
        StorageError: a folder elsewhere cannot be read.
    """
    try:
        text = read_bytes(folder / part_path("record", pair), MAX_BYTES)
        record = decode_json(text, PairRecord, name="pair record")
        convert_json(record.origin.recipe, _RecipeFacts, name="pair record's recipe")
        paths = {part: part_path(part, pair) for part in record.sizes}
        found = {part: size_of_file(folder / path) if sizes is None else sizes[path] for part, path in paths.items()}
        is_named_so = record.origin.pair == pair
        _check_texts(record)
    except (OSError, ValueError, KeyError, BadRequest, NotThere):
        return None
    has_all_parts = record.sha256.keys() == found.keys() >= set(REQUIRED_PARTS)
    return record if is_named_so and has_all_parts and found == record.sizes else None


def _check_texts(record: PairRecord) -> None:
    """Raise `ValueError` for a text that the manifest cannot hold: it would make the whole manifest unreadable."""
    origin = record.origin
    names = origin.painting, origin.file, origin.split, origin.recipe["severity"], origin.recipe.get("style", "")
    for text in (*names, origin.sha256, *record.sha256.values()):
        if "\0" in text or len(text) > MAX_TEXT:
            raise ValueError("a zero byte, or a text that is too long")
        text.encode(errors="surrogateescape")  # a UnicodeEncodeError is a ValueError
