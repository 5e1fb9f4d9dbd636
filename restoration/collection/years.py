"""When a painting was made, in numbers: told by a table, or read from a date in words."""

import re
from collections.abc import Iterator

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
