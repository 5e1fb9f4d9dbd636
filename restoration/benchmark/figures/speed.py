"""Score against time, with labels that do not cover each other."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from restoration.benchmark.figures.style import (
    WIDE,
    Look,
    axis_title,
    error_bars,
    format_mean,
    format_with_unit,
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


_HEIGHT = 340  # px, of the plot
_NAMES_FROM = 900  # px; on a narrower page the names of ten methods cover each other and the intervals
_AXIS_ROOM = 100  # px, beside the plot
_LEGEND_LINE = 20  # px
_MARGIN = 0.1  # of the plot, beyond the outermost points
_SHORT_AXIS = 3.0  # powers of ten

_LETTER_WIDTH = 6.5  # px, mean of a font of 13 px
_LINE_HEIGHT = 15.0  # px
_MARKER_SIZE = 10  # px
_POINT_RADIUS = 6.0  # px
_WHISKER_HALF_WIDTH = 4.0  # px; wider than it is, so that a label rather covers something else
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
"""Plotly's names for the places around a point, the best first, and their direction: to the right, and up.

Straight above and below, a label stands at the end of the whisker.
"""


def score_against_speed(
    summaries: Iterable[Summary], score: Metric, seconds: Metric, methods: Mapping[str, str], look: Look = WIDE
) -> go.Figure:
    """Draw a point for each method that has both values: its score upwards, its time to the right, on a log axis.

    Where there is no room for ten names, the points have numbers, and the names are below.

    Args:
        summaries: of the scores and of the costs of one task.
        score: the metric of the vertical axis.
        seconds: the metric of the horizontal axis; its values are more than 0.
        methods: key and label.
        look: the page.
    """
    overall = {
        (summary.metric, summary.method): summary for summary in summaries if summary.severity == summary.style == ALL
    }
    shown = [key for key in methods if (score.key, key) in overall and (seconds.key, key) in overall]
    scores, times = ([overall[metric.key, key] for key in shown] for metric in (score, seconds))
    x_range = _axis_range([math.log10(time.mean) for time in times])
    y_range = _axis_range([bound for summary in scores for bound in (summary.low, summary.high)])
    plot = PlotBox(0, 0, look.width - _AXIS_ROOM, _HEIGHT)
    points = [_plot_point(summary, time, x_range, y_range, plot) for summary, time in zip(scores, times, strict=True)]
    labels = [methods[key] for key in shown]
    has_numbers = look.width < _NAMES_FROM
    texts = [str(number) for number in range(1, len(labels) + 1)] if has_numbers else labels
    figure = go.Figure(_scatter(scores, times, look))
    figure.update_traces(
        hovertext=[
            f"<b>{label}</b><br>{format_mean(summary, score)}<br>{format_with_unit(time.mean, seconds)}"
            for label, summary, time in zip(labels, scores, times, strict=True)
        ],
    )
    figure.add_trace(_labels(scores, times, texts, place_labels(points, texts, plot)))
    figure.update_xaxes(type="log", tickvals=_ticks(x_range), range=x_range, title=look.wrap(axis_title(seconds)))
    figure.update_yaxes(range=y_range, title=axis_title(score))
    figure.update_layout(template=look.template, height=_HEIGHT + 80, margin_t=16)
    return _name_below(figure, labels) if has_numbers else figure


def _name_below(figure: go.Figure, labels: list[str]) -> go.Figure:
    """Say below the plot which number stands for which method."""
    colours = figure.data[0].marker.color
    figure.update_traces(showlegend=False)
    for number, (label, colour) in enumerate(zip(labels, colours, strict=True), start=1):
        marker = {"color": colour, "size": _MARKER_SIZE}
        figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=f"{number}  {label}")
    legend = {"orientation": "v", "x": 0, "xanchor": "left", "y": -0.25, "yanchor": "top"}
    return figure.update_layout(
        showlegend=True, legend=legend, height=figure.layout.height + _LEGEND_LINE * len(labels)
    )


def _scatter(scores: list[Summary], times: list[Summary], look: Look) -> go.Scatter:
    return go.Scatter(
        mode="markers",
        x=[time.mean for time in times],
        y=[summary.mean for summary in scores],
        error_y=error_bars(scores),
        marker={"color": [look.colour(summary.method) for summary in scores], "size": _MARKER_SIZE},
        hoverinfo="text",
        cliponaxis=False,
    )


def _labels(scores: list[Summary], times: list[Summary], texts: list[str], sides: list[str]) -> go.Scatter:
    ends = {"top center": "high", "bottom center": "low"}
    return go.Scatter(
        mode="markers+text",  # the markers, which are not seen, keep the text away from those that are
        marker={"size": _MARKER_SIZE, "opacity": 0},
        x=[time.mean for time in times],
        y=[getattr(score, ends.get(side, "mean")) for score, side in zip(scores, sides, strict=True)],
        text=texts,
        textposition=sides,
        hoverinfo="skip",
        cliponaxis=False,
    )


def _plot_point(score: Summary, time: Summary, x_range: AxisRange, y_range: AxisRange, plot: PlotBox) -> PlotPoint:
    y, low, high = (plot.top * _fraction(value, y_range) for value in (score.mean, score.low, score.high))
    return PlotPoint(plot.right * _fraction(math.log10(time.mean), x_range), y, low, high)


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
    end = point.y if across else point.high if up > 0 else point.low if up else point.y
    x, y = point.x + across * (_GAP + half_width), end + up * (_GAP + half_height)
    return PlotBox(x - half_width, y - half_height, x + half_width, y + half_height)


def _hidden_area(box: PlotBox, others: Sequence[PlotBox], plot: PlotBox) -> float:
    """Return the area of other boxes that a label covers, and of itself outside the plot; in px²."""
    return sum(_overlap_area(box, other) for other in others) + _overlap_area(box, box) - _overlap_area(box, plot)


def _overlap_area(box: PlotBox, other: PlotBox) -> float:
    """Return the common area of two boxes, in px²."""
    across = min(box.right, other.right) - max(box.left, other.left)
    up = min(box.top, other.top) - max(box.bottom, other.bottom)
    return max(across, 0.0) * max(up, 0.0)
