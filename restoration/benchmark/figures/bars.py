"""Every method side by side, at each severity of the damage."""

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
    """A panel for each severity, or one for all where there are none, with a bar for each method.

    Bars begin at the line that doing nothing reaches: their length is what a method gains, and one to the wrong side
    did harm. Where doing nothing was not measured, they begin at zero.

    Args:
        summaries: of one task.
        metric: what the bars show.
        methods: key and label, from top to bottom.
    """
    shown = [one for one in summaries if one.metric == metric.key and one.style == ALL and one.method in methods]
    severities = [severity for severity in SEVERITIES if any(one.severity == severity for one in shown)]
    figure = make_subplots(
        cols=max(1, len(severities)),
        shared_yaxes=True,
        horizontal_spacing=0.02,
        subplot_titles=severities,
        x_title=axis_title(metric),
    )
    for column, severity in enumerate(severities or [ALL], start=1):
        rows = {one.method: one for one in shown if one.severity == severity}
        start = rows[_DO_NOTHING].mean if _DO_NOTHING in rows else 0.0
        figure.add_trace(_panel(list(rows.values()), start, metric, methods), row=1, col=column)
        figure.add_vline(start, line={"color": BASELINE_COLOUR, "width": 1}, row=1, col=column)
    figure.update_xaxes(matches="x", nticks=4)
    figure.update_annotations(font_size=13)
    label_rows(figure, methods)
    return figure.update_layout(
        template=LIGHT_TEMPLATE, height=100 + _ROW_HEIGHT * len(methods), bargap=0.45, margin_b=52
    )


def _panel(shown: list[Summary], start: float, metric: Metric, methods: Mapping[str, str]) -> go.Bar:
    rows = {key: row for row, key in enumerate(methods)}
    return go.Bar(
        orientation="h",
        y=[rows[one.method] for one in shown],
        x=[one.mean - start for one in shown],
        base=start,
        error_x=error_bars(shown),
        marker_color=[method_colour(one.method) for one in shown],
        hovertext=[f"<b>{methods[one.method]}</b><br>{format_mean(one, metric)}" for one in shown],
        hoverinfo="text",
    )
