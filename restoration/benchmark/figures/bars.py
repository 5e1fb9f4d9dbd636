"""The methods side by side, at each severity of the damage."""

from collections.abc import Iterable, Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from restoration.benchmark.figures.style import (
    BASELINE_COLOUR,
    LIGHT_TEMPLATE,
    axis_title,
    error_bars,
    format_mean,
    label_rows,
    method_colour,
)
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary
from restoration.damage.severity import SEVERITIES

_ROW_HEIGHT = 36  # px; room for a label of two lines
_DO_NOTHING = "nothing"  # the baseline that leaves damage as it is


def bar_chart(summaries: Iterable[Summary], metric: Metric, methods: Mapping[str, str]) -> go.Figure:
    """Draw a bar for each method, in a panel for each severity, or in one panel where there are no severities.

    Bars begin at the value of doing nothing: their length is what a method gains, and a bar in the wrong direction
    shows harm. Where doing nothing was not measured, bars begin at zero.

    Args:
        summaries: of one task.
        metric: what the bars show.
        methods: key and label, from top to bottom.
    """
    chosen = [
        summary
        for summary in summaries
        if summary.metric == metric.key and summary.style == ALL and summary.method in methods
    ]
    severities = [severity for severity in SEVERITIES if severity in {summary.severity for summary in chosen}]
    figure = make_subplots(
        cols=max(1, len(severities)),
        shared_yaxes=True,
        horizontal_spacing=0.02,
        subplot_titles=severities,
        x_title=axis_title(metric),
    )
    for column, severity in enumerate(severities or [ALL], start=1):
        by_method = {summary.method: summary for summary in chosen if summary.severity == severity}
        start = by_method[_DO_NOTHING].mean if _DO_NOTHING in by_method else 0.0
        figure.add_trace(_panel(list(by_method.values()), start, metric, methods), row=1, col=column)
        figure.add_vline(start, line={"color": BASELINE_COLOUR, "width": 1}, row=1, col=column)
    figure.update_xaxes(matches="x", nticks=4)
    figure.update_annotations(font_size=13)
    label_rows(figure, methods)
    return figure.update_layout(
        template=LIGHT_TEMPLATE, height=100 + _ROW_HEIGHT * len(methods), bargap=0.45, margin_b=52
    )


def _panel(summaries: list[Summary], start: float, metric: Metric, methods: Mapping[str, str]) -> go.Bar:
    rows = {key: row for row, key in enumerate(methods)}
    return go.Bar(
        orientation="h",
        y=[rows[summary.method] for summary in summaries],
        x=[summary.mean - start for summary in summaries],
        base=start,
        error_x=error_bars(summaries),
        marker_color=[method_colour(summary.method) for summary in summaries],
        hovertext=[f"<b>{methods[summary.method]}</b><br>{format_mean(summary, metric)}" for summary in summaries],
        hoverinfo="text",
    )
