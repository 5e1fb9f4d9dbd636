"""What a collection holds, and how to search and filter it; nothing here opens a picture."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from restoration.collection.manifest import MANIFEST_NAME, ManifestRow, read_manifest
from restoration.collection.originals import Original, PathCheck, any_path, read_originals


@dataclass(frozen=True)
class Collection:
    """The originals and the pairs of a folder."""

    folder: Path  # the paths of the pairs are relative to it
    originals: list[Original]
    pairs: list[ManifestRow]

    def search(self, text: str = "", *, split: str | None = None) -> list[Original]:
        """Return the originals whose data contain every word of the text, in any order, case and accents."""
        words = _without_accents(text).split()
        return [
            original
            for original, searchable in zip(self.originals, self._searchable_texts, strict=True)
            if split in (None, original.split) and all(word in searchable for word in words)
        ]

    def pairs_of(self, original: Original) -> list[ManifestRow]:
        """Return the pairs made from an original."""
        return self._pairs_by_painting.get(original.painting, [])

    def select(
        self, *, severity: str | None = None, style: str | None = None, split: str | None = None
    ) -> list[ManifestRow]:
        """Return the pairs of a severity, a style and a split; None stands for all."""
        return [
            pair
            for pair in self.pairs
            if severity in (None, pair.severity) and style in (None, pair.style) and split in (None, pair.split)
        ]

    @cached_property
    def _searchable_texts(self) -> list[str]:
        return [
            _without_accents(" ".join((o.title, o.artist, o.date, o.medium, o.museum, o.path.name)))
            for o in self.originals
        ]

    @cached_property
    def _pairs_by_painting(self) -> dict[str, list[ManifestRow]]:
        pairs = defaultdict(list)
        for pair in self.pairs:
            pairs[pair.painting].append(pair)
        return dict(pairs)


def read_collection(folder: Path, originals: Path | None = None, may_read: PathCheck = any_path) -> Collection:
    """Read the collection in a folder such as `data/`; missing parts are empty.

    Args:
        folder: the folder of the manifest.
        originals: the folder of the pictures with their tables; default: `originals/` in `folder`.
        may_read: files that it refuses are left out, and so are pairs with such a file.

    Raises:
        BadRequest: the manifest or a table cannot be read.
    """
    pairs = read_manifest(folder) if may_read(folder / MANIFEST_NAME) else []
    readable = [pair for pair in pairs if all(may_read(folder / file) for file in pair.files)]
    return Collection(folder, read_originals(originals or folder / "originals", may_read), readable)


def _without_accents(text: str) -> str:
    """Return the text in lower case and without accents: "durer" finds Dürer."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class OriginalFilter:
    """Which originals to show; None stands for any. An original with an unknown year or size matches no range."""

    words: str = ""
    artist: str | None = None
    medium: str | None = None
    split: str | None = None
    years: tuple[int, int] | None = None  # first and last
    side: tuple[float, float] | None = None  # cm, of the longer side

    def choose(self, collection: Collection) -> list[Original]:
        """Return the originals that match, in the order of the collection."""
        return [original for original in collection.search(self.words, split=self.split) if self._matches(original)]

    def _matches(self, original: Original) -> bool:
        return (
            self.artist in (None, original.artist)
            and self.medium in (None, original.medium)
            and (self.years is None or _overlap(get_years(original), self.years))
            and (self.side is None or _is_within(longer_side_cm(original), self.side))
        )


def _overlap(span: tuple[int, int] | None, wanted: tuple[int, int]) -> bool:
    return span is not None and span[0] <= wanted[1] and span[1] >= wanted[0]


def _is_within(side: float | None, wanted: tuple[float, float]) -> bool:
    return side is not None and wanted[0] <= side <= wanted[1]


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """The values that a filter can choose from, in one folder."""

    artists: list[str]
    media: list[str]
    splits: list[str]
    years: tuple[int, int] | None  # first and last; None if no year is known
    side: tuple[float, float] | None  # cm, the smallest and the largest longer side; None if no size is known


def list_filter_choices(originals: list[Original]) -> FilterChoices:
    """Return every artist, medium and split once, and the ranges of years and sizes."""
    spans = [span for span in map(get_years, originals) if span]
    sides = [side for side in map(longer_side_cm, originals) if side is not None]
    return FilterChoices(
        artists=_unique_names(original.artist for original in originals),
        media=_unique_names(original.medium for original in originals),
        splits=_unique_names(original.split for original in originals),
        years=(min(first for first, _ in spans), max(last for _, last in spans)) if spans else None,
        side=(min(sides), max(sides)) if sides else None,
    )


def _unique_names(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name}, key=str.casefold)


def longer_side_cm(original: Original) -> float | None:
    """Return the longer side of the painting in centimetres; None if it was not measured."""
    sides = [side for side in (original.height_cm, original.width_cm) if side]
    return max(sides) if sides else None


def get_years(original: Original) -> tuple[int, int] | None:
    """Return the first and the last year in which the painting may have been made; None if unknown."""
    years = [year for year in (original.begin_year, original.end_year) if year is not None]
    return (min(years), max(years)) if years else parse_years(original.date)


def parse_years(date: str) -> tuple[int, int] | None:
    """Return the first and the last year in a date in words: "c. 1519-20" is (1519, 1520); None without a year."""
    years = [*_find_years(date), *_find_centuries(date)]
    return (min(years), max(years)) if years else None


_YEAR = re.compile(  # 1519, 1440s, 1519-20, 1490/95
    r"(?<!\d)(1\d{3}|20\d{2})(?:(s)|\s*[-/\N{EN DASH}]\s*(\d{1,2}))?(?!\d)"
)
_CENTURY = re.compile(r"(\d{1,2})(?:st|nd|rd|th) century", re.IGNORECASE)


def _find_years(date: str) -> Iterator[int]:
    for year, decade, last_digits in _YEAR.findall(date):
        yield int(year)
        if decade:
            yield int(year) + 9
        elif last_digits:
            yield int(year[: -len(last_digits)] + last_digits)


def _find_centuries(date: str) -> Iterator[int]:
    for number in map(int, _CENTURY.findall(date)):
        yield from (100 * number - 99, 100 * number)
