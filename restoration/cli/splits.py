"""The split of paintings into those to train on, for validation and for the test: from tables, records or names."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from restoration.collection.originals import MAX_TABLE_BYTES
from restoration.collection.splits import TEST, TRAIN, VALIDATION, get_split, identify, split_off_test
from restoration.decoding import MAX_BYTES, parse_json
from restoration.errors import BadRequest, os_error_reason
from restoration.files import read_bytes


def read_splits(table: Path | None) -> dict[str, str]:
    """Return the split of each painting that the table lists, by the painting's file name without extension.

    A fixed third of the paintings that it has for validation is for the test; see `split_off_test`.

    Raises:
        BadRequest: the table cannot be read, or lacks the columns.
    """
    if table is None:
        return {}
    try:
        data = io.BytesIO(read_bytes(table, MAX_TABLE_BYTES))
        with io.TextIOWrapper(data, "utf-8-sig", newline="") as opened:  # a spreadsheet may write a byte order mark
            rows = {Path(row["file"]).stem: row for row in csv.DictReader(opened)}
            return {stem: split_off_test(row["split"], identify(stem, row)) for stem, row in rows.items()}
    except OSError as error:
        reason = os_error_reason(error)
        raise BadRequest(f"The table {table} cannot be read ({reason}).", hint="Check the path.") from error
    except (KeyError, TypeError, UnicodeError, csv.Error) as error:
        hint = f"Give a CSV in UTF-8 with the columns file and split ({TRAIN} or {VALIDATION})."
        raise BadRequest(f"The table {table} does not say which split each painting is in.", hint=hint) from error


def split_of_damaged(picture: Path, splits: Mapping[str, str]) -> str:
    """Return the split of a damaged picture's painting: from `splits`, else its record, else derived from the name."""
    painting = picture.stem.partition("__")[0]
    try:
        record = parse_json(read_bytes(picture.with_suffix(".json"), MAX_BYTES), name="pair record")
        row = {"split": str(record["origin"]["split"])}
    except (OSError, BadRequest, LookupError, TypeError):  # this program did not make the picture
        row = {}
    return splits.get(painting) or get_split(painting, row)


@dataclass(frozen=True, slots=True)
class SplitPaths:
    """The pictures for training and for validation, in their given order; those for the test take no part."""

    train: list[Path]
    val: list[Path]


def group_by_split(splits: Mapping[Path, str], source: Path) -> SplitPaths:
    """Return the pictures of each split; raises `BadRequest` where one has none.

    Args:
        splits: the split of each picture.
        source: the folder of the pictures, for the error.
    """
    paths = SplitPaths(*([path for path, split in splits.items() if split == name] for name in (TRAIN, VALIDATION)))
    hint = f"Say which is which in a CSV with columns file and split ({TRAIN} or {VALIDATION}): --split FILE."
    if not splits:
        hint = "Name a folder with pictures, or fetch some: python -m restoration fetch --limit 20."
        raise BadRequest(f"No picture in {source}.", hint=hint)
    if not paths.train:
        raise BadRequest(f"None of the {len(splits)} pictures in {source} is for training.", hint=hint)
    if not paths.val:
        kept = sum(split == TEST for split in splits.values())
        why = f"; {kept} of them would be, but a fixed third is kept for the test" if kept else ""
        raise BadRequest(f"None of the {len(splits)} pictures in {source} is for validation{why}.", hint=hint)
    return paths
