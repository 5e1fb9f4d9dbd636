"""What somebody looks for among originals, and what there is to look for."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from restoration.collection.manifest import ManifestRow, read_manifest
from restoration.collection.originals import Original, read_originals


@dataclass(frozen=True)
class Collection:
    """Originals and pairs; nothing here opens a picture."""

    folder: Path  # that the paths of the pairs are relative to
    originals: list[Original]
    pairs: list[ManifestRow]

    def search(self, text: str = "", *, split: str | None = None) -> list[Original]:
        """The originals whose data hold every word of the text, in whatever order, case and accents."""
        words = _without_accents(text).split()
        return [
            original
            for original, told in zip(self.originals, self._told, strict=True)
            if split in (None, original.split) and all(word in told for word in words)
        ]

    def pairs_of(self, original: Original) -> list[ManifestRow]:
        """The pairs made of an original."""
        return self._by_painting.get(original.painting, [])

    def select(
        self, *, severity: str | None = None, style: str | None = None, split: str | None = None
    ) -> list[ManifestRow]:
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
            _without_accents(" ".join((one.title, one.artist, one.date, one.medium, one.museum, one.path.name)))
            for one in self.originals
        ]

    @cached_property
    def _by_painting(self) -> dict[str, list[ManifestRow]]:
        pairs = defaultdict(list)
        for pair in self.pairs:
            pairs[pair.painting].append(pair)
        return dict(pairs)


def read_collection(folder: Path, originals: Path | None = None) -> Collection:
    """The catalogue of a folder such as `data/`; parts that are not there are empty.

    Args:
        folder: where the manifest lies.
        originals: the pictures with their tables; `originals/` in the folder where left out.

    Raises:
        BadRequest: the manifest or a table cannot be read.
    """
    return Collection(folder, read_originals(originals or folder / "originals"), read_manifest(folder))


def _without_accents(text: str) -> str:
    """The text without case and accents: Dürer is found as durer."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_YEAR = re.compile(  # 1519, 1440s, 1519-20, 1490/95
    r"(?<!\d)(1\d{3}|20\d{2})(?:(s)|\s*[-/\N{EN DASH}]\s*(\d{1,2}))?(?!\d)"
)
_CENTURY = re.compile(r"(\d{1,2})(?:st|nd|rd|th) century", re.IGNORECASE)


def get_years(original: Original) -> tuple[int, int] | None:
    """The first and the last year in which it may have been made; None where nobody knows."""
    told = [year for year in (original.begin_year, original.end_year) if year is not None]
    return (min(told), max(told)) if told else parse_years(original.date)


def parse_years(date: str) -> tuple[int, int] | None:
    """The first and the last year that a date in words names: "c. 1519-20" is (1519, 1520); None without a year."""
    named = [*_years(date), *_centuries(date)]
    return (min(named), max(named)) if named else None


def _years(date: str) -> Iterator[int]:
    for year, decade, last_digits in _YEAR.findall(date):
        yield int(year)
        if decade:
            yield int(year) + 9
        elif last_digits:
            yield int(year[: -len(last_digits)] + last_digits)


def _centuries(date: str) -> Iterator[int]:
    for number in map(int, _CENTURY.findall(date)):
        yield from (100 * number - 99, 100 * number)


@dataclass(frozen=True, slots=True)
class OriginalFilter:
    """Which originals are wanted; None stands for any. What is not known of an original fits no range."""

    words: str = ""
    artist: str | None = None
    medium: str | None = None
    split: str | None = None
    years: tuple[int, int] | None = None  # first and last
    side: tuple[float, float] | None = None  # cm, of the longer side

    def choose(self, catalogue: Collection) -> list[Original]:
        """The originals that fit, in the order of the catalogue."""
        return [original for original in catalogue.search(self.words, split=self.split) if self._fits(original)]

    def _fits(self, original: Original) -> bool:
        return (
            self.artist in (None, original.artist)
            and self.medium in (None, original.medium)
            and (self.years is None or _meet(get_years(original), self.years))
            and (self.side is None or _lies_in(longer_side_cm(original), self.side))
        )


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the originals of a folder differ in."""

    artists: list[str]
    media: list[str]
    splits: list[str]
    years: tuple[int, int] | None  # first and last; None where no year is known
    side: tuple[float, float] | None  # cm, the smallest and the largest longer side; None where none is known


def list_filter_choices(originals: list[Original]) -> FilterChoices:
    """What to choose from: every artist, medium and split once, and how far years and sizes reach."""
    spans = [span for span in map(get_years, originals) if span]
    sides = [side for side in map(longer_side_cm, originals) if side is not None]
    return FilterChoices(
        artists=_named(original.artist for original in originals),
        media=_named(original.medium for original in originals),
        splits=_named(original.split for original in originals),
        years=(min(first for first, _ in spans), max(last for _, last in spans)) if spans else None,
        side=(min(sides), max(sides)) if sides else None,
    )


def longer_side_cm(original: Original) -> float | None:
    """Centimetres; None where the painting was not measured."""
    sides = [side for side in (original.height_cm, original.width_cm) if side]
    return max(sides) if sides else None


def _named(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name}, key=str.casefold)


def _meet(span: tuple[int, int] | None, wanted: tuple[int, int]) -> bool:
    return span is not None and span[0] <= wanted[1] and span[1] >= wanted[0]


def _lies_in(side: float | None, wanted: tuple[float, float]) -> bool:
    return side is not None and wanted[0] <= side <= wanted[1]
