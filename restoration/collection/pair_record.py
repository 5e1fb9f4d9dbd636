"""The passport beside a damaged picture: where the pair comes from, how damaged it is, and which files belong to it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

DAMAGED_FOLDER, MASKS_FOLDER = "synthetic_damaged", "synthetic_masks"  # the two folders of a collection of pairs

_PART_PATHS = {
    "damaged": DAMAGED_FOLDER + "/{}.png",
    "clean": DAMAGED_FOLDER + "/{}_clean.png",  # only where the picture before damage is not the original itself
    "passport": DAMAGED_FOLDER + "/{}.json",
    "mask": MASKS_FOLDER + "/{}_mask.png",
    "touch": MASKS_FOLDER + "/{}_touch.png",
    "alpha": MASKS_FOLDER + "/{}_alpha.tif",
}


def pair_name(painting: str, severity: str, number: int) -> str:
    """The name that all files of a pair begin with; `painting` is the stem of the original's file."""
    return f"{painting}__{severity}-{number}"


def part_path(part: str, pair: str) -> str:
    """Where a part of the pair lies, relative to the collection's folder.

    Args:
        part: "damaged", "clean", "passport", "mask", "touch" or "alpha".
        pair: its `pair_name`.
    """
    return _PART_PATHS[part].format(pair)


REQUIRED_PARTS = {"damaged", "mask", "touch", "alpha"}  # parts that every pair has


@dataclass(frozen=True, slots=True)
class PairOrigin:
    """All that decides a pair: from the same origin come the same files, byte for byte."""

    painting: str  # the stem of the original's file
    file: str  # its name
    sha256: str
    split: str
    seed: int  # of the order
    number: int  # which of the painting's pairs, from 0
    recipe: dict[str, Any]  # as JSON gives it back; names the generator's version too

    @property
    def pair(self) -> str:
        """The name that all files of the pair begin with."""
        return pair_name(self.painting, self.recipe["severity"], self.number)


@dataclass(frozen=True, slots=True)
class PairCoverage:
    """Parts of the picture, 0..1."""

    crack: float  # covered at least half by cracks; likewise the other kinds
    scratch: float
    loss: float
    abrasion: float
    damaged: float  # by damage of whatever kind: the hard mask
    touched: float  # altered at all: the touch mask


@dataclass(frozen=True, slots=True)
class PairRecord:
    """What is known of a finished pair; it is written last, so where it lies the other files are whole."""

    origin: PairOrigin
    width: int  # px
    height: int  # px
    coverage: PairCoverage
    sizes: dict[str, int]  # bytes of each part
    sha256: dict[str, str]  # of each part


def encode_pair_record(passport: PairRecord) -> bytes:
    """JSON; a file's name may hold bytes that are no letters, so all but ASCII is written as escapes."""
    return (json.dumps(asdict(passport), indent=1) + "\n").encode()


def read_pair_record(folder: Path, pair: str) -> PairRecord | None:
    """The passport of a finished pair in a collection's folder; None if one of its files is missing or amiss."""
    try:
        told = json.loads((folder / part_path("passport", pair)).read_bytes())
        origin, coverage = PairOrigin(**told["origin"]), PairCoverage(**told["coverage"])
        passport = PairRecord(**{**told, "origin": origin, "coverage": coverage})
        sizes = {part: (folder / part_path(part, pair)).stat().st_size for part in passport.sizes}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not there, or not written by us
        return None
    is_whole = (
        origin.pair == pair and sizes == passport.sizes and sizes.keys() == passport.sha256.keys() >= REQUIRED_PARTS
    )
    return passport if is_whole else None
