"""Chance that hangs on a name: the same for the same name, whatever else there is."""

import hashlib

import numpy as np


def seed_words(name: str) -> list[int]:
    """Eight whole numbers for a `SeedSequence`; a file's name may hold bytes that are no letters."""
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).digest()
    words: list[int] = np.frombuffer(digest, ">u4").tolist()
    return words
