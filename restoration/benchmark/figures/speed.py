"""What quality costs: score against time."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from restoration.benchmark.figures.style import (
    LIGHT_TEMPLATE,
    axis_title,
    error_bars,
    format_mean,
    format_with_unit,
    method_colour,
)
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary

_LETTER_WIDTH = 6.5  # px, as wide as a letter of 13 px is on average
_LINE_HEIGHT = 15.0  # px
_POINT_RADIUS = 6.0  # px, half of one
_WHISKER_HALF_WIDTH = 1.0  # px, half of one
_GAP = 8.0  # px from the middle of a point to its name
_PASSES = 3
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


class PlotPoint(NamedTuple):
    """A point and its upright whisker, in px from the plot's lower left corner."""

    x: float
    y: float
    low: float
    high: float


class PlotBox(NamedTuple):
    """What a mark or a name covers, in px."""

    left: float
    bottom: float
    right: float
    top: float


def place_labels(marks: Sequence[PlotPoint], names: Sequence[str], plot: PlotBox) -> list[str]:
    """The side of each mark on which its name stands, as plotly's `textposition`.

    One after the other takes the side where it covers the least of the marks, of the other names, and of what lies
    outside the plot; a few rounds of that, as each choice makes room or takes it.
    """
    drawn = [box for mark in marks for box in _point_boxes(mark)]
    chosen: dict[int, tuple[str, PlotBox]] = {}
    for index in [*range(len(marks))] * _PASSES:
        others = [box for other, (_, box) in chosen.items() if other != index]
        places = [(side, _label_box(marks[index], names[index], *way)) for side, way in _SIDES.items()]
        chosen[index] = min(places, key=lambda place: _hidden_area(place[1], [*drawn, *others], plot))
    return [side for side, _ in chosen.values()]


def _point_boxes(mark: PlotPoint) -> tuple[PlotBox, PlotBox]:
    """What a point and its whisker cover."""
    point = PlotBox(mark.x - _POINT_RADIUS, mark.y - _POINT_RADIUS, mark.x + _POINT_RADIUS, mark.y + _POINT_RADIUS)
    return point, PlotBox(mark.x - _WHISKER_HALF_WIDTH, mark.low, mark.x + _WHISKER_HALF_WIDTH, mark.high)


def _label_box(mark: PlotPoint, name: str, across: int, up: int) -> PlotBox:
    """What a name covers on one side of its mark."""
    half_width, half_height = _LETTER_WIDTH * len(name) / 2, _LINE_HEIGHT / 2
    x, y = mark.x + across * (_GAP + half_width), mark.y + up * (_GAP + half_height)
    return PlotBox(x - half_width, y - half_height, x + half_width, y + half_height)


def _hidden_area(box: PlotBox, taken: Sequence[PlotBox], plot: PlotBox) -> float:
    """Px² of others that a name covers, or that lie outside."""
    return sum(_overlap_area(box, other) for other in taken) + _overlap_area(box, box) - _overlap_area(box, plot)


def _overlap_area(one: PlotBox, other: PlotBox) -> float:
    """Px² that two boxes have in common."""
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    return max(across, 0.0) * max(up, 0.0)


_PLOT = PlotBox(0, 0, 600, 340)  # as large as on a narrow page; names are placed for that
_SHORT_AXIS = 3.0  # powers of ten
_MARGIN = 0.1  # of the plot, beyond the outermost marks

AxisRange = tuple[float, float]
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
    across = _axis_range([math.log10(cost.mean) for cost in taken])
    up = _axis_range([bound for one in reached for bound in (one.low, one.high)])
    marks = [_plot_point(one, cost, across, up) for one, cost in zip(reached, taken, strict=True)]
    names = [methods[key] for key in shown]
    figure = go.Figure(_scatter(reached, taken))
    figure.update_traces(
        text=names,
        textposition=place_labels(marks, names, _PLOT),
        hovertext=[
            f"<b>{name}</b><br>{format_mean(one, score)}<br>{format_with_unit(cost.mean, seconds)}"
            for name, one, cost in zip(names, reached, taken, strict=True)
        ],
    )
    figure.update_xaxes(type="log", tickvals=_ticks(across), range=across, title=axis_title(seconds))
    figure.update_yaxes(range=up, title=axis_title(score))
    return figure.update_layout(template=LIGHT_TEMPLATE, height=_PLOT.top + 80)


def _scatter(reached: list[Summary], taken: list[Summary]) -> go.Scatter:
    return go.Scatter(
        mode="markers+text",
        x=[one.mean for one in taken],
        y=[one.mean for one in reached],
        error_y=error_bars(reached),
        marker={"color": [method_colour(one.method) for one in reached], "size": 10},
        hoverinfo="text",
        cliponaxis=False,
    )


def _plot_point(reached: Summary, taken: Summary, across: AxisRange, up: AxisRange) -> PlotPoint:
    """Where a method's point lies on the plot."""
    y, low, high = (_PLOT.top * _fraction(value, up) for value in (reached.mean, reached.low, reached.high))
    return PlotPoint(_PLOT.right * _fraction(math.log10(taken.mean), across), y, low, high)


def _axis_range(values: list[float]) -> AxisRange:
    """From the least to the greatest, and some air."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    air = _MARGIN * (high - low) or 0.5
    return low - air, high + air


def _ticks(span: AxisRange) -> list[float]:
    """The powers of ten along a log axis; on a short one their doubles and halves too, or there might be none."""
    low, high = span
    steps = (1, 2, 5) if high - low < _SHORT_AXIS else (1,)
    return [step * 10.0**power for power in range(math.floor(low), math.ceil(high)) for step in steps]


def _fraction(value: float, span: AxisRange) -> float:
    """How far along the span, 0..1."""
    return (value - span[0]) / (span[1] - span[0])
