"""What the fields of a file's page on Wikimedia Commons say: HTML with hidden notes for machines."""

import re
from html.parser import HTMLParser

from restoration.museum.records import one_line

_NOTE = re.compile(r"(?:date|title|label|creator)?\s*QS:.*", re.DOTALL)  # a note that is not hidden
_HIDDEN = re.compile(r"display\s*:\s*none")
_VOID = ("br", "hr", "img", "wbr")  # elements without an end
_STATEMENT = re.compile(r"(P\d*),\+(\d{1,4})-\d\d-\d\dT[^/,]*/(\d+)")
_YEAR = re.compile(r"\b(1\d{3})(s?)\b")  # in words; with an s a decade
_OPEN = re.compile(r"\b(?:before|after|until|since)\b")  # how long before or after?
_CIRCA = "P1480,Q5727902"
_CIRCA_YEARS = 5  # the museums give about as much
_EARLIEST, _LATEST = "P1319", "P1326"
_MILLENNIUM, _CENTURY, _DECADE = 6, 7, 8  # how exact a date is


class _VisibleText(HTMLParser):
    """The text of a piece of HTML that a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0  # open elements, from a hidden one on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID and (self._hidden or _HIDDEN.search(dict(attrs).get("style") or "")):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def visible_text(html: str) -> str:
    """Return what a reader sees of a field, in one line."""
    parser = _VisibleText()
    parser.feed(html)
    parser.close()
    return one_line(_NOTE.sub("", "".join(parser.parts)))


def parse_years(html: str) -> tuple[int, int] | None:
    """Return the earliest and the latest year that a date allows; None if it gives none, or is open at one end.

    The hidden note for machines comes first: "date QS:P571,+1483-00-00T00:00:00Z/8,P1319,+1483-...". Without it, the
    words count: "1485", "circa 1485", "1483-1485", "1480s", "15th century".
    """
    statements = {name: (int(year), int(exact)) for name, year, exact in _STATEMENT.findall(html)}
    if statements:
        return _years_of_note(statements, is_circa=_CIRCA in html)
    return _years_of_words(visible_text(html))


def _years_of_note(statements: dict[str, tuple[int, int]], *, is_circa: bool) -> tuple[int, int] | None:
    if _EARLIEST in statements and _LATEST in statements:
        return _span(*statements[_EARLIEST])[0], _span(*statements[_LATEST])[1]
    if _EARLIEST in statements or _LATEST in statements:
        return None  # open at one end
    year, exact = next(iter(statements.values()))
    if exact <= _MILLENNIUM:
        return None
    first, last = _span(year, exact)
    around = _CIRCA_YEARS if is_circa else 0
    return first - around, last + around


def _span(year: int, exact: int) -> tuple[int, int]:
    """Return the first and the last year of a date that is exact to a century, a decade or a year."""
    if exact <= _CENTURY:
        century = -(-year // 100)  # 1401 to 1500 are the 15th
        return 100 * century - 99, 100 * century
    if exact == _DECADE:
        return year // 10 * 10, year // 10 * 10 + 9
    return year, year


def _years_of_words(words: str) -> tuple[int, int] | None:
    if _OPEN.search(words):
        return None
    centuries = re.findall(r"\b(\d{1,2})th\b", words) if "centur" in words else []
    spans = [_span(100 * int(number), _CENTURY) for number in centuries] or [
        _span(int(year), _DECADE if is_decade else _DECADE + 1) for year, is_decade in _YEAR.findall(words)
    ]
    around = _CIRCA_YEARS if re.match(r"(c\.|ca\.?|circa)\s", words) else 0
    return (spans[0][0] - around, spans[-1][1] + around) if spans else None
