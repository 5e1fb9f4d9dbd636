"""Which paintings a network learns from and which it is judged by: told by a table, or settled by the name alone."""

import hashlib
from pathlib import Path

from restoration.collection.tables import Row

TRAIN, VALIDATION = "train", "val"
ONE_IN = 5  # paintings serves to validate


def split_of(picture: Path, row: Row) -> str:
    """The split that the painting's row names, else the one derived from its name."""
    return row.get("split") or derived_split(picture.stem)


def derived_split(painting: str) -> str:
    """The split of a painting that no table tells of, the same for ever; `painting` is the stem of its file."""
    digest = hashlib.sha256(painting.encode(errors="surrogateescape")).digest()
    return VALIDATION if int.from_bytes(digest) % ONE_IN == 0 else TRAIN
