"""What a collection holds, to be browsed: originals with their data, and the pairs made of each."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from restoration.collection.manifest import PairEntry, read_manifest
from restoration.collection.originals import Original, read_originals


@dataclass(frozen=True)
class Catalogue:
    """Originals and pairs; nothing here opens a picture."""

    folder: Path  # that the paths of the pairs are relative to
    originals: list[Original]
    pairs: list[PairEntry]

    def search(self, text: str = "", *, split: str | None = None) -> list[Original]:
        """The originals whose data hold every word of the text, in whatever order, case and accents."""
        words = _plain(text).split()
        return [
            original
            for original, told in zip(self.originals, self._told, strict=True)
            if split in (None, original.split) and all(word in told for word in words)
        ]

    def pairs_of(self, original: Original) -> list[PairEntry]:
        """The pairs made of an original."""
        return self._by_painting.get(original.painting, [])

    def select(
        self, *, severity: str | None = None, style: str | None = None, split: str | None = None
    ) -> list[PairEntry]:
        """The pairs of a severity, a style and a split; None stands for all."""
        return [
            pair
            for pair in self.pairs
            if severity in (None, pair.severity) and style in (None, pair.style) and split in (None, pair.split)
        ]

    @cached_property
    def _told(self) -> list[str]:
        """What is searched of each original."""
        return [
            _plain(" ".join((one.title, one.artist, one.date, one.medium, one.museum, one.path.name)))
            for one in self.originals
        ]

    @cached_property
    def _by_painting(self) -> dict[str, list[PairEntry]]:
        pairs = defaultdict(list)
        for pair in self.pairs:
            pairs[pair.painting].append(pair)
        return dict(pairs)


def read_catalogue(folder: Path, originals: Path | None = None) -> Catalogue:
    """The catalogue of a folder such as `data/`; parts that are not there are empty.

    Args:
        folder: where the manifest lies.
        originals: the pictures with their tables; `originals/` in the folder where left out.

    Raises:
        BadRequest: the manifest or a table cannot be read.
    """
    return Catalogue(folder, read_originals(originals or folder / "originals"), read_manifest(folder))


def _plain(text: str) -> str:
    """The text without case and accents: Dürer is found as durer."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
