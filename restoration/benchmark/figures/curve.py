"""The precision-recall curves of the detectors."""

from collections.abc import Iterable, Iterator, Mapping

import plotly.graph_objects as go

from restoration.benchmark.figures.style import LIGHT_TEMPLATE, method_colour
from restoration.benchmark.precision_recall import RECALLS, precision_at_key
from restoration.benchmark.summary import ALL, Summary


def precision_recall_plot(summaries: Iterable[Summary], methods: Mapping[str, str]) -> go.Figure:
    """Draw a curve for each detector, averaged over paintings at fixed recalls, with a band for its 95 % interval.

    A point on the curve marks the default sensitivity of the detector.

    Args:
        summaries: of one task.
        methods: key and label.
    """
    overall = [summary for summary in summaries if summary.severity == summary.style == ALL]
    figure = go.Figure()
    for method, label in methods.items():
        by_metric = {summary.metric: summary for summary in overall if summary.method == method}
        figure.add_traces(list(_detector_traces(by_metric, label)))
    figure.update_xaxes(title="Recall: share of the damage that is found", range=[0, 1.02], dtick=0.2)
    figure.update_yaxes(title="Precision: share of the marks that are right", range=[0, 1.02], dtick=0.2)
    return figure.update_layout(template=LIGHT_TEMPLATE, height=440, showlegend=True)


def _detector_traces(by_metric: Mapping[str, Summary], label: str) -> Iterator[go.Scatter]:
    """Yield the band, the curve and the point of one detector, as far as they were measured."""
    if precision_at_key(RECALLS[0]) in by_metric:
        curve = [by_metric[precision_at_key(recall)] for recall in RECALLS]
        yield _band(curve)
        yield _line(curve, label)
    if {"precision", "recall"} <= by_metric.keys():
        yield _default_point(by_metric["precision"], by_metric["recall"], label)


def _band(curve: list[Summary]) -> go.Scatter:
    return go.Scatter(
        x=[*RECALLS, *RECALLS[::-1]],
        y=[*(summary.high for summary in curve), *(summary.low for summary in curve[::-1])],
        fill="toself",
        fillcolor=method_colour(curve[0].method),
        opacity=0.2,
        mode="none",
        hoverinfo="skip",
        showlegend=False,
    )


def _line(curve: list[Summary], label: str) -> go.Scatter:
    return go.Scatter(
        mode="lines",
        x=RECALLS,
        y=[summary.mean for summary in curve],
        line={"color": method_colour(curve[0].method), "width": 2},
        hovertext=[
            f"<b>{label}</b><br>where it finds {recall:.0%} of the damage,<br>{summary.mean:.0%} of its marks are right"
            for recall, summary in zip(RECALLS, curve, strict=True)
        ],
        hoverinfo="text",
        name=label,
    )


def _default_point(precision: Summary, recall: Summary, label: str) -> go.Scatter:
    return go.Scatter(
        mode="markers",
        x=[recall.mean],
        y=[precision.mean],
        marker={"color": method_colour(precision.method), "size": 11},
        hovertext=[
            f"<b>{label}</b> at its default sensitivity<br>finds {recall.mean:.0%} of the damage,<br>"
            f"and {precision.mean:.0%} of its marks are right"
        ],
        hoverinfo="text",
        showlegend=False,
    )
