"""The split of a painting: for training, for validation or for the test; each painting is in one of them."""

import hashlib
import re
from collections.abc import Mapping

TRAIN, VALIDATION, TEST = "train", "val", "test"
VALIDATE_ONE_IN = 5  # one painting in so many that no table lists is for validation or for the test
TEST_ONE_IN = 3  # of these, one in so many is for the test

_SALT = "test 7"  # keeps 8 of the 25 paintings that we measure with, and none of those in docs/hard_places.csv
_MUSEUM_NUMBER = re.compile(r"(?:aic|commons|met|rijksmuseum)_\d+(?![^_])")  # how `fetch` begins a file's name


def get_split(stem: str, row: Mapping[str, str]) -> str:
    """Return the split of a painting: "train", "val", "test", or another that its row names.

    Its row in a table decides, else its identity. Of the paintings for validation a fixed third is for the test.

    Args:
        stem: of the file's name.
        row: of the table that lists it, by column; empty if none does.
    """
    painting = identify(stem, row)
    return split_off_test(row.get("split") or derive_split(painting), painting)


def identify(stem: str, row: Mapping[str, str]) -> str:
    """Return museum and number of a painting, equal for all photographs of it; the stem where they are not known."""
    if number := row.get("object_id"):
        return f"{row.get('museum', '')}_{number}"
    found = _MUSEUM_NUMBER.match(stem)
    return found[0] if found else stem


def derive_split(painting: str) -> str:
    """Return whether a painting that no table lists is for training or not; the same for the same identity."""
    return VALIDATION if _number(painting) % VALIDATE_ONE_IN == 0 else TRAIN


def split_off_test(split: str, painting: str) -> str:
    """Return the split of a painting, given what a table says and its identity: a third of "val" is "test"."""
    is_kept = split == VALIDATION and _number(f"{_SALT} {painting}") % TEST_ONE_IN == 0
    return TEST if is_kept else split


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode(errors="surrogateescape")).digest())
