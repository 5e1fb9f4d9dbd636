"""A figure of lines as a small SVG: plotly's own pages carry its whole library, 5 MB."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

import plotly.graph_objects as go

_WIDTH, _PANEL_HEIGHT = 720, 240  # px
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 16, 24  # px around the lines of a panel
_TICKS = 5  # about so many on an axis
_MOST_POINTS = 1000  # of a line; more than its px would not show


def lines_as_svg(figure: go.Figure) -> str:
    """Return the lines of a figure whose panels lie one below the other, with one axis of x, as `learning_curve` is."""
    lines = [line for line in figure.data if any(value is not None for value in line.y)]
    steps = [step for line in lines for step in line.x]
    panels = sorted({line.yaxis or "y" for line in lines})
    parts: list[str] = []
    for row, key in enumerate(panels):
        own = [line for line in lines if (line.yaxis or "y") == key]
        title = figure.layout[f"yaxis{key[1:]}"].title.text or ""
        parts += _panel(own, (min(steps), max(steps)), title, row * _PANEL_HEIGHT)
    height = len(panels) * _PANEL_HEIGHT + _BOTTOM
    titles = (axis.title.text for axis in figure.select_xaxes())
    below = next((title for title in titles if title), "")
    parts.append(_text((_WIDTH + _LEFT) / 2, height - 6, below, "middle"))
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    style = '<g font-family="sans-serif" font-size="12" fill="#444">'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="100%" height="100%" fill="#fff"/>{style}'
    return "\n".join([head, *parts, "</g></svg>", ""])


def _panel(lines: Sequence[go.Scatter], steps: tuple[float, float], title: str, top: float) -> Iterator[str]:
    values = [value for line in lines for value in line.y if value is not None]
    low, high = min(values), max(values)
    left, right = float(_LEFT), float(_WIDTH - _RIGHT)
    upper, lower = top + _TOP, top + _PANEL_HEIGHT - _BOTTOM
    yield _text(left, top + 12, title, "start")
    for value in _ticks(low, high):
        y = _scaled(value, (low, high), (lower, upper))
        yield f'<path d="M{left:g} {y:.1f}H{right:g}" stroke="#ddd"/>' + _text(left - 6, y + 4, f"{value:g}", "end")
    for step in _ticks(*steps):
        yield _text(_scaled(step, steps, (left, right)), lower + 16, f"{step:g}", "middle")
    for line in lines:
        colour = escape(str(line.line.color))
        for run in _runs(line):
            points = [
                f"{_scaled(x, steps, (left, right)):.1f},{_scaled(y, (low, high), (lower, upper)):.1f}" for x, y in run
            ]
            shape = f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
            end_x, end_y = points[-1].split(",")
            yield f'{shape}<circle cx="{end_x}" cy="{end_y}" r="2.5" fill="{colour}"/>'


def _runs(line: go.Scatter) -> Iterator[list[tuple[float, float]]]:
    """Yield the unbroken parts of a line; of very many points, the first, the last and some between."""
    pairs = list(zip(line.x, line.y, strict=True))
    pairs = [*pairs[: -1 : math.ceil(len(pairs) / _MOST_POINTS)], pairs[-1]]
    for is_known, part in groupby(pairs, key=lambda pair: pair[1] is not None):
        if is_known:
            yield list(part)


def _scaled(value: float, limits: tuple[float, float], pixels: tuple[float, float]) -> float:
    low, high = limits
    share = (value - low) / (high - low) if high > low else 0.5
    return pixels[0] + share * (pixels[1] - pixels[0])


def _ticks(low: float, high: float) -> Iterator[float]:
    """Yield round numbers from `low` to `high`."""
    if high <= low:
        yield low
        return
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield float(f"{number * step:.12g}")


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
