"""What somebody looks for among originals, and what there is to look for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from restoration.collection.catalogue import Catalogue
from restoration.collection.originals import Original

_YEAR = re.compile(  # 1519, 1440s, 1519-20, 1490/95
    r"(?<!\d)(1\d{3}|20\d{2})(?:(s)|\s*[-/\N{EN DASH}]\s*(\d{1,2}))?(?!\d)"
)
_CENTURY = re.compile(r"(\d{1,2})(?:st|nd|rd|th) century", re.IGNORECASE)


def years_of(original: Original) -> tuple[int, int] | None:
    """The first and the last year in which it may have been made; None where nobody knows."""
    told = [year for year in (original.begin_year, original.end_year) if year is not None]
    return (min(told), max(told)) if told else years_in(original.date)


def years_in(date: str) -> tuple[int, int] | None:
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
class Wish:
    """Which originals are wanted; None stands for any. What is not known of an original fits no range."""

    words: str = ""
    artist: str | None = None
    medium: str | None = None
    split: str | None = None
    years: tuple[int, int] | None = None  # first and last
    side: tuple[float, float] | None = None  # cm, of the longer side

    def choose(self, catalogue: Catalogue) -> list[Original]:
        """The originals that fit, in the order of the catalogue."""
        return [original for original in catalogue.search(self.words, split=self.split) if self._fits(original)]

    def _fits(self, original: Original) -> bool:
        return (
            self.artist in (None, original.artist)
            and self.medium in (None, original.medium)
            and (self.years is None or _meet(years_of(original), self.years))
            and (self.side is None or _lies_in(longer_side(original), self.side))
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the originals of a folder differ in."""

    artists: list[str]
    media: list[str]
    splits: list[str]
    years: tuple[int, int] | None  # first and last; None where no year is known
    side: tuple[float, float] | None  # cm, the smallest and the largest longer side; None where none is known


def choices_among(originals: list[Original]) -> Choices:
    """What to choose from: every artist, medium and split once, and how far years and sizes reach."""
    spans = [span for span in map(years_of, originals) if span]
    sides = [side for side in map(longer_side, originals) if side is not None]
    return Choices(
        artists=_named(original.artist for original in originals),
        media=_named(original.medium for original in originals),
        splits=_named(original.split for original in originals),
        years=(min(first for first, _ in spans), max(last for _, last in spans)) if spans else None,
        side=(min(sides), max(sides)) if sides else None,
    )


def longer_side(original: Original) -> float | None:
    """Centimetres; None where the painting was not measured."""
    sides = [side for side in (original.height_cm, original.width_cm) if side]
    return max(sides) if sides else None


def _named(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name}, key=str.casefold)


def _meet(span: tuple[int, int] | None, wanted: tuple[int, int]) -> bool:
    return span is not None and span[0] <= wanted[1] and span[1] >= wanted[0]


def _lies_in(side: float | None, wanted: tuple[float, float]) -> bool:
    return side is not None and wanted[0] <= side <= wanted[1]
