"""The score after a number of strokes."""

from collections.abc import Iterable, Mapping

import plotly.graph_objects as go

from restoration.benchmark.figures.style import WIDE, Look, axis_title, error_bars, format_mean
from restoration.benchmark.metric import Metric
from restoration.benchmark.report import strokes_label
from restoration.benchmark.summary import ALL, Summary

_DASHES = ("dash", "solid", "dot")  # the detector as it is, after the strokes, and the strokes alone
_APART = 0.06  # of the step between two numbers of strokes: else whiskers would cover each other


def score_over_strokes(
    summaries: Iterable[Summary], metric: Metric, methods: Mapping[str, str], look: Look = WIDE
) -> go.Figure:
    """Draw a line for each method, with a point for each number of strokes of each sort.

    Args:
        summaries: of taught detectors.
        metric: what the lines show.
        methods: key and label.
        look: the page.
    """
    chosen = [
        summary
        for summary in summaries
        if summary.metric == metric.key and summary.style == ALL and summary.severity != ALL
    ]
    counts = sorted({summary.severity for summary in chosen})
    figure = go.Figure()
    for number, (method, label) in enumerate(methods.items()):
        points = sorted((summary for summary in chosen if summary.method == method), key=lambda point: point.severity)
        figure.add_scatter(
            mode="lines+markers",
            x=[counts.index(point.severity) + _APART * (number - 1) for point in points],
            y=[point.mean for point in points],
            error_y=error_bars(points),
            line={"color": look.colour(method), "width": 2, "dash": _DASHES[number % len(_DASHES)]},
            marker={"size": 8},
            hovertext=[
                f"<b>{label}</b>, {strokes_label(point.severity)}<br>{format_mean(point, metric)}" for point in points
            ],
            hoverinfo="text",
            name=label,
        )
    figure.update_xaxes(
        title=look.wrap("Strokes on missed damage + strokes on wrong marks"),
        tickvals=list(range(len(counts))),
        ticktext=list(map(strokes_label, counts)),
    )
    figure.update_yaxes(title=axis_title(metric))
    return figure.update_layout(template=look.template, height=420, showlegend=True)
