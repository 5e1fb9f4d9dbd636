"""Tables as HTML; whatever text they are given, they show it and do not obey it."""

from collections.abc import Iterable, Sequence
from html import escape


def facts(title: str, rows: Iterable[tuple[str, str]], style: str = "facts") -> str:
    """A table of names and what is to be said of each."""
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(told)}</td></tr>' for name, told in rows)
    return _table(title, lines, style)


def figures(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of numbers under a head; its last row is the total, its first column names the others."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return _table(title, [f"<tr>{top}</tr>", *map(_line_of_figures, rows)], "figures")


def _line_of_figures(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(figure)}</td>" for figure in row[1:])
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _table(title: str, lines: Iterable[str], style: str) -> str:
    return "\n".join([f'<table class="{style}">', f"<caption>{escape(title)}</caption>", *lines, "</table>"])
