"""Which paintings a network learns from and which it is judged by: told by a table, or settled by the name alone."""

import hashlib
from pathlib import Path

from restoration.collection.tables import Row

TRAIN, VALIDATION = "train", "val"
ONE_IN = 5  # paintings serves to validate


def split_of(picture: Path, row: Row) -> str:
    """The split that the painting's row names, else one derived from its number in the museum or from its file's name.

    Two photographs of one work, which share the number, fall into the same split.
    """
    number = row.get("object_id")
    return row.get("split") or derived_split(f"{row.get('museum', '')}_{number}" if number else picture.stem)


def derived_split(painting: str) -> str:
    """The split of a painting that no table tells of, the same for ever; `painting` is what names it."""
    digest = hashlib.sha256(painting.encode(errors="surrogateescape")).digest()
    return VALIDATION if int.from_bytes(digest) % ONE_IN == 0 else TRAIN
