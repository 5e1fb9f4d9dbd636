"""Which pictures serve to learn from and which for the exam, by painting: no painting serves both."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from restoration.collection.originals import TRAIN, VALIDATION, derived_split
from restoration.errors import BadRequest, reason


@dataclass(frozen=True, slots=True)
class Parts:
    """The pictures of either part, in their given order."""

    train: list[Path]
    val: list[Path]


def part(splits: Mapping[Path, str], source: Path) -> Parts:
    """The pictures parted; raises `BadRequest` where one of the parts is empty."""
    parts = Parts(*([path for path, split in splits.items() if split == name] for name in (TRAIN, VALIDATION)))
    hint = f"Say which is which in a CSV with columns file and split ({TRAIN} or {VALIDATION}): --split FILE."
    if not splits:
        raise BadRequest(f"No picture in {source}.", hint="Fetch some: python -m restoration fetch --limit 20.")
    if not parts.train:
        raise BadRequest(f"Of the {len(splits)} pictures in {source}, none serves to learn from.", hint=hint)
    if not parts.val:
        raise BadRequest(f"Of the {len(splits)} pictures in {source}, none serves to validate.", hint=hint)
    return parts


def split_of_damaged(picture: Path, told: Mapping[str, str]) -> str:
    """The split of a damaged picture's painting: from the table, else its passport, else derived from the name."""
    painting = picture.stem.partition("__")[0]
    try:
        passport = json.loads(picture.with_suffix(".json").read_bytes())
        split = str(passport["origin"]["split"])
    except (OSError, ValueError, KeyError, TypeError):  # not made here
        split = derived_split(painting)
    return told.get(painting, split)


def read_splits(table: Path | None) -> dict[str, str]:
    """From the name of a painting's file, without its ending, to the split that the table gives it.

    Raises:
        BadRequest: it cannot be read, or lacks the columns.
    """
    if table is None:
        return {}
    try:
        with table.open(newline="", encoding="utf-8-sig") as opened:  # a spreadsheet may have put a mark first
            return {Path(row["file"]).stem: row["split"] for row in csv.DictReader(opened)}
    except OSError as error:
        raise BadRequest(f"The table {table} cannot be read ({reason(error)}).", hint="Check the path.") from error
    except (KeyError, TypeError, UnicodeError, csv.Error) as error:
        hint = f"Give a CSV in UTF-8 with the columns file and split ({TRAIN} or {VALIDATION})."
        raise BadRequest(f"The table {table} does not tell which paintings are for what.", hint=hint) from error
