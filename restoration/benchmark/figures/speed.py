"""What quality costs: score against time."""

import math
from collections.abc import Iterable, Mapping

import plotly.graph_objects as go

from restoration.benchmark.figures.look import LIGHT, axis_title, colour, whiskers
from restoration.benchmark.figures.naming import Box, Mark, sides
from restoration.benchmark.figures.words import averaged, measured
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary

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
