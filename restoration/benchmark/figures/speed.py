"""Score against time, with labels that do not cover each other."""

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

AxisRange = tuple[float, float]


class PlotBox(NamedTuple):
    """A rectangle on the plot, in px from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


class PlotPoint(NamedTuple):
    """A point and its vertical whisker, in px from the plot's lower left corner."""

    x: float
    y: float
    low: float
    high: float


_PLOT = PlotBox(0, 0, 600, 340)  # the size on a narrow page; labels are placed for it
_MARGIN = 0.1  # of the plot, beyond the outermost points
_SHORT_AXIS = 3.0  # powers of ten

_LETTER_WIDTH = 6.5  # px, mean of a font of 13 px
_LINE_HEIGHT = 15.0  # px
_POINT_RADIUS = 6.0  # px
_WHISKER_HALF_WIDTH = 1.0  # px
_GAP = 8.0  # px from the middle of a point to its label
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
"""Plotly's names for the places around a point, the best first, and their direction: to the right, and up."""


def score_against_speed(
    summaries: Iterable[Summary], score: Metric, seconds: Metric, methods: Mapping[str, str]
) -> go.Figure:
    """Draw a point for each method that has both values: its score upwards, its time to the right, on a log axis.

    Args:
        summaries: of the scores and of the costs of one task.
        score: the metric of the vertical axis.
        seconds: the metric of the horizontal axis; its values are more than 0.
        methods: key and label.
    """
    overall = {
        (summary.metric, summary.method): summary for summary in summaries if summary.severity == summary.style == ALL
    }
    shown = [key for key in methods if (score.key, key) in overall and (seconds.key, key) in overall]
    scores, times = ([overall[metric.key, key] for key in shown] for metric in (score, seconds))
    x_range = _axis_range([math.log10(time.mean) for time in times])
    y_range = _axis_range([bound for summary in scores for bound in (summary.low, summary.high)])
    points = [_plot_point(summary, time, x_range, y_range) for summary, time in zip(scores, times, strict=True)]
    labels = [methods[key] for key in shown]
    figure = go.Figure(_scatter(scores, times))
    figure.update_traces(
        text=labels,
        textposition=place_labels(points, labels, _PLOT),
        hovertext=[
            f"<b>{label}</b><br>{format_mean(summary, score)}<br>{format_with_unit(time.mean, seconds)}"
            for label, summary, time in zip(labels, scores, times, strict=True)
        ],
    )
    figure.update_xaxes(type="log", tickvals=_ticks(x_range), range=x_range, title=axis_title(seconds))
    figure.update_yaxes(range=y_range, title=axis_title(score))
    return figure.update_layout(template=LIGHT_TEMPLATE, height=_PLOT.top + 80)


def _scatter(scores: list[Summary], times: list[Summary]) -> go.Scatter:
    return go.Scatter(
        mode="markers+text",
        x=[time.mean for time in times],
        y=[summary.mean for summary in scores],
        error_y=error_bars(scores),
        marker={"color": [method_colour(summary.method) for summary in scores], "size": 10},
        hoverinfo="text",
        cliponaxis=False,
    )


def _plot_point(score: Summary, time: Summary, x_range: AxisRange, y_range: AxisRange) -> PlotPoint:
    y, low, high = (_PLOT.top * _fraction(value, y_range) for value in (score.mean, score.low, score.high))
    return PlotPoint(_PLOT.right * _fraction(math.log10(time.mean), x_range), y, low, high)


def _axis_range(values: list[float]) -> AxisRange:
    """Return the least and the greatest value, with a margin on both sides."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = _MARGIN * (high - low) or 0.5
    return low - margin, high + margin


def _ticks(log_range: AxisRange) -> list[float]:
    """Return the powers of ten on a log axis; a short axis may have none, so it also gets twice and five times them."""
    low, high = log_range
    steps = (1, 2, 5) if high - low < _SHORT_AXIS else (1,)
    return [step * 10.0**power for power in range(math.floor(low), math.ceil(high)) for step in steps]


def _fraction(value: float, axis_range: AxisRange) -> float:
    """Return the place of a value on an axis, 0..1."""
    return (value - axis_range[0]) / (axis_range[1] - axis_range[0])


def place_labels(points: Sequence[PlotPoint], labels: Sequence[str], plot: PlotBox) -> list[str]:
    """Return the side of each point on which its label stands, as plotly's `textposition`.

    Each label in turn takes the side where it covers the least area of points and other labels, and the least area
    outside the plot. This is done a few times, because each choice changes the room for the others.
    """
    point_boxes = [box for point in points for box in _point_boxes(point)]
    chosen: dict[int, tuple[str, PlotBox]] = {}
    for index in [*range(len(points))] * _PASSES:
        other_labels = [box for other, (_, box) in chosen.items() if other != index]
        places = [(side, _label_box(points[index], labels[index], *way)) for side, way in _SIDES.items()]
        chosen[index] = min(places, key=lambda place: _hidden_area(place[1], [*point_boxes, *other_labels], plot))
    return [side for side, _ in chosen.values()]


def _point_boxes(point: PlotPoint) -> tuple[PlotBox, PlotBox]:
    """Return the boxes of a point and of its whisker."""
    x, y = point.x, point.y
    marker = PlotBox(x - _POINT_RADIUS, y - _POINT_RADIUS, x + _POINT_RADIUS, y + _POINT_RADIUS)
    return marker, PlotBox(x - _WHISKER_HALF_WIDTH, point.low, x + _WHISKER_HALF_WIDTH, point.high)


def _label_box(point: PlotPoint, label: str, across: int, up: int) -> PlotBox:
    """Return the box of a label on one side of its point."""
    half_width, half_height = _LETTER_WIDTH * len(label) / 2, _LINE_HEIGHT / 2
    x, y = point.x + across * (_GAP + half_width), point.y + up * (_GAP + half_height)
    return PlotBox(x - half_width, y - half_height, x + half_width, y + half_height)


def _hidden_area(box: PlotBox, others: Sequence[PlotBox], plot: PlotBox) -> float:
    """Return the area of other boxes that a label covers, and of itself outside the plot; in px²."""
    return sum(_overlap_area(box, other) for other in others) + _overlap_area(box, box) - _overlap_area(box, plot)


def _overlap_area(box: PlotBox, other: PlotBox) -> float:
    """Return the common area of two boxes, in px²."""
    across = min(box.right, other.right) - max(box.left, other.left)
    up = min(box.top, other.top) - max(box.bottom, other.bottom)
    return max(across, 0.0) * max(up, 0.0)
