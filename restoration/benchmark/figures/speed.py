"""What quality costs: score against time."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from restoration.benchmark.figures.style import LIGHT, averaged, axis_title, colour, measured, whiskers
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary

_LETTER = 6.5  # px, as wide as a letter of 13 px is on average
_LINE = 15.0  # px
_POINT = 6.0  # px, half of one
_WHISKER = 1.0  # px, half of one
_GAP = 8.0  # px from the middle of a point to its name
_ROUNDS = 3
_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}
"""Plotly's names of the places around a point, the best first, and which way they lie: to the right, and up."""


class Mark(NamedTuple):
    """A point and its upright whisker, in px from the plot's lower left corner."""

    x: float
    y: float
    low: float
    high: float


class Box(NamedTuple):
    """What a mark or a name covers, in px."""

    left: float
    bottom: float
    right: float
    top: float


def sides(marks: Sequence[Mark], names: Sequence[str], plot: Box) -> list[str]:
    """The side of each mark on which its name stands, as plotly's `textposition`.

    One after the other takes the side where it covers the least of the marks, of the other names, and of what lies
    outside the plot; a few rounds of that, as each choice makes room or takes it.
    """
    drawn = [box for mark in marks for box in _drawn(mark)]
    chosen: dict[int, tuple[str, Box]] = {}
    for index in [*range(len(marks))] * _ROUNDS:
        others = [box for other, (_, box) in chosen.items() if other != index]
        places = [(side, _written(marks[index], names[index], *way)) for side, way in _SIDES.items()]
        chosen[index] = min(places, key=lambda place: _harm(place[1], [*drawn, *others], plot))
    return [side for side, _ in chosen.values()]


def _drawn(mark: Mark) -> tuple[Box, Box]:
    """What a point and its whisker cover."""
    point = Box(mark.x - _POINT, mark.y - _POINT, mark.x + _POINT, mark.y + _POINT)
    return point, Box(mark.x - _WHISKER, mark.low, mark.x + _WHISKER, mark.high)


def _written(mark: Mark, name: str, across: int, up: int) -> Box:
    """What a name covers on one side of its mark."""
    half_width, half_height = _LETTER * len(name) / 2, _LINE / 2
    x, y = mark.x + across * (_GAP + half_width), mark.y + up * (_GAP + half_height)
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _harm(box: Box, taken: Sequence[Box], plot: Box) -> float:
    """Px² of others that a name covers, or that lie outside."""
    return sum(_shared(box, other) for other in taken) + _shared(box, box) - _shared(box, plot)


def _shared(one: Box, other: Box) -> float:
    """Px² that two boxes have in common."""
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    return max(across, 0.0) * max(up, 0.0)


_PLOT = Box(0, 0, 600, 340)  # as large as on a narrow page; names are placed for that
_SHORT = 3.0  # powers of ten
_AIR = 0.1  # of the plot, beyond the outermost marks

Span = tuple[float, float]
"""Where an axis begins and ends."""


def score_against_speed(
    summaries: Iterable[Summary], score: Metric, seconds: Metric, methods: Mapping[str, str]
) -> go.Figure:
    """A point for each method that has both figures: its score upwards, its time to the right, on a log axis.

    Args:
        summaries: of the scores and of the costs of one task.
        score: what is reached.
        seconds: what it takes; more than 0.
        methods: key and label.
    """
    overall = {(one.metric, one.method): one for one in summaries if one.severity == one.style == ALL}
    shown = [key for key in methods if (score.key, key) in overall and (seconds.key, key) in overall]
    reached, taken = ([overall[metric.key, key] for key in shown] for metric in (score, seconds))
    across = _span([math.log10(cost.mean) for cost in taken])
    up = _span([bound for one in reached for bound in (one.low, one.high)])
    marks = [_mark(one, cost, across, up) for one, cost in zip(reached, taken, strict=True)]
    names = [methods[key] for key in shown]
    figure = go.Figure(_points(reached, taken))
    figure.update_traces(
        text=names,
        textposition=sides(marks, names, _PLOT),
        hovertext=[
            f"<b>{name}</b><br>{averaged(one, score)}<br>{measured(cost.mean, seconds)}"
            for name, one, cost in zip(names, reached, taken, strict=True)
        ],
    )
    figure.update_xaxes(type="log", tickvals=_ticks(across), range=across, title=axis_title(seconds))
    figure.update_yaxes(range=up, title=axis_title(score))
    return figure.update_layout(template=LIGHT, height=_PLOT.top + 80)


def _points(reached: list[Summary], taken: list[Summary]) -> go.Scatter:
    return go.Scatter(
        mode="markers+text",
        x=[one.mean for one in taken],
        y=[one.mean for one in reached],
        error_y=whiskers(reached),
        marker={"color": [colour(one.method) for one in reached], "size": 10},
        hoverinfo="text",
        cliponaxis=False,
    )


def _mark(reached: Summary, taken: Summary, across: Span, up: Span) -> Mark:
    """Where a method's point lies on the plot."""
    y, low, high = (_PLOT.top * _part(value, up) for value in (reached.mean, reached.low, reached.high))
    return Mark(_PLOT.right * _part(math.log10(taken.mean), across), y, low, high)


def _span(values: list[float]) -> Span:
    """From the least to the greatest, and some air."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = _AIR * (high - low) or 0.5
    return low - air, high + air


def _ticks(span: Span) -> list[float]:
    """The powers of ten along a log axis; on a short one their doubles and halves too, or there might be none."""
    low, high = span
    steps = (1, 2, 5) if high - low < _SHORT else (1,)
    return [step * 10.0**power for power in range(math.floor(low), math.ceil(high)) for step in steps]


def _part(value: float, span: Span) -> float:
    """How far along the span, 0..1."""
    return (value - span[0]) / (span[1] - span[0])
