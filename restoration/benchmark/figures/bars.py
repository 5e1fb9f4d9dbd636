"""The methods side by side, at each severity of the damage."""

from collections.abc import Iterable, Mapping

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from restoration.benchmark.enlarging import REDUCTIONS
from restoration.benchmark.figures.style import (
    BASELINE_COLOUR,
    WIDE,
    Look,
    axis_title,
    choose_ticks,
    error_bars,
    format_mean,
    label_rows,
    row_height,
)
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary
from restoration.benchmark.wide_losses import SIZE_CLASSES
from restoration.damage.severity import SEVERITIES

_ROW_HEIGHT = 36  # px; room for a label of two lines
_LABELS = 200  # px, beside the panels
_TICK_ROOM = 50  # px, for the number below a mark of the axis
_MOST_TICKS = 6
_DO_NOTHING = "nothing"  # the baseline that leaves damage as it is


def bar_chart(summaries: Iterable[Summary], metric: Metric, methods: Mapping[str, str], look: Look = WIDE) -> go.Figure:
    """Draw a bar for each method, in a panel for each severity.

    There is one panel with the mean where there are no severities, and where a narrow page has no room for more. Wide
    losses have a panel for each size instead, enlarged details one for each way in which they were reduced.

    Bars begin at the value of doing nothing: their length is what a method gains, and a bar in the wrong direction
    shows harm. Where doing nothing was not measured, bars begin at zero.

    Args:
        summaries: of one task.
        metric: what the bars show.
        methods: key and label, from top to bottom.
        look: the page.
    """
    chosen = [
        summary
        for summary in summaries
        if summary.metric == metric.key and summary.style == ALL and summary.method in methods
    ]
    measured = {summary.severity for summary in chosen}
    severities = [key for key in (*SEVERITIES, *(size.key for size in SIZE_CLASSES), *REDUCTIONS) if key in measured]
    panels = [ALL] if look.is_narrow or not severities else severities
    is_mean = panels == [ALL] and len(severities) > 1
    figure = make_subplots(
        cols=len(panels),
        shared_yaxes=True,
        horizontal_spacing=0.03,
        subplot_titles=None if panels == [ALL] else panels,
        x_title=look.wrap(axis_title(metric) + ", mean over all damage" * is_mean),
    )
    shown: list[Summary] = []
    starts: list[float] = []
    for column, severity in enumerate(panels, start=1):
        by_method = {summary.method: summary for summary in chosen if summary.severity == severity}
        shown += by_method.values()
        starts.append(by_method[_DO_NOTHING].mean if _DO_NOTHING in by_method else 0.0)
        figure.add_trace(_panel(list(by_method.values()), starts[-1], metric, methods, look), row=1, col=column)
        figure.add_vline(starts[-1], line={"color": look.shade(BASELINE_COLOUR), "width": 1}, row=1, col=column)
    ticks, x_range = _x_axis(shown, starts, look)
    figure.update_xaxes(tickvals=ticks, range=x_range)
    figure.update_annotations(font_size=13)
    label_rows(figure, methods, look)
    return figure.update_layout(
        template=look.template,
        height=(76 if panels == [ALL] else 100) + row_height(_ROW_HEIGHT, look) * len(methods),
        bargap=0.68 if look.is_narrow else 0.45,
        margin_b=72 if look.is_narrow else 52,
        margin_t=8 if panels == [ALL] else 32,
    )


def _x_axis(summaries: list[Summary], starts: list[float], look: Look) -> tuple[list[float], tuple[float, float]]:
    """Return the marks and the range of the axis that all panels share."""
    bounds = [bound for summary in summaries for bound in (summary.low, summary.high)]
    room = look.width if look.is_narrow else (look.width - _LABELS) / len(starts)
    return choose_ticks(
        min([*starts, *bounds]), max([*starts, *bounds]), most=min(max(3, int(room / _TICK_ROOM)), _MOST_TICKS)
    )


def _panel(summaries: list[Summary], start: float, metric: Metric, methods: Mapping[str, str], look: Look) -> go.Bar:
    rows = {key: row for row, key in enumerate(methods)}
    return go.Bar(
        orientation="h",
        y=[rows[summary.method] for summary in summaries],
        x=[summary.mean - start for summary in summaries],
        base=start,
        error_x=error_bars(summaries),
        marker_color=[look.colour(summary.method) for summary in summaries],
        hovertext=[f"<b>{methods[summary.method]}</b><br>{format_mean(summary, metric)}" for summary in summaries],
        hoverinfo="text",
    )
