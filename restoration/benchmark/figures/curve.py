"""How far a detector can be trusted: precision against recall as its threshold falls."""

from collections.abc import Iterable, Iterator, Mapping

import plotly.graph_objects as go

from restoration.benchmark.detection_metrics import RECALLS, precision_at_key
from restoration.benchmark.figures.style import LIGHT_TEMPLATE, method_colour
from restoration.benchmark.summary import ALL, Summary


def precision_recall_plot(summaries: Iterable[Summary], methods: Mapping[str, str]) -> go.Figure:
    """A line for each detector, averaged over paintings at fixed recalls, in a band that is its 95 % interval.

    The point is where the detector works as long as nobody moves its sensitivity.

    Args:
        summaries: of one task.
        methods: key and label.
    """
    overall = [one for one in summaries if one.severity == one.style == ALL]
    figure = go.Figure()
    for method, label in methods.items():
        found = {one.metric: one for one in overall if one.method == method}
        figure.add_traces(list(_detector_traces(found, label)))
    figure.update_xaxes(title="Recall: share of the damage that is found", range=[0, 1.02], dtick=0.2)
    figure.update_yaxes(title="Precision: share of the marks that are right", range=[0, 1.02], dtick=0.2)
    return figure.update_layout(template=LIGHT_TEMPLATE, height=440, showlegend=True)


def _detector_traces(found: Mapping[str, Summary], label: str) -> Iterator[go.Scatter]:
    """Of one detector, whatever was measured."""
    if precision_at_key(RECALLS[0]) in found:
        curve = [found[precision_at_key(recall)] for recall in RECALLS]
        yield _band(curve)
        yield _line(curve, label)
    if {"precision", "recall"} <= found.keys():
        yield _default_point(found["precision"], found["recall"], label)


def _band(curve: list[Summary]) -> go.Scatter:
    return go.Scatter(
        x=[*RECALLS, *RECALLS[::-1]],
        y=[*(one.high for one in curve), *(one.low for one in curve[::-1])],
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
        y=[one.mean for one in curve],
        line={"color": method_colour(curve[0].method), "width": 2},
        hovertext=[
            f"<b>{label}</b><br>where it finds {recall:.0%} of the damage,<br>{one.mean:.0%} of its marks are right"
            for recall, one in zip(RECALLS, curve, strict=True)
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
            f"<b>{label}</b> as it comes<br>finds {recall.mean:.0%} of the damage,<br>"
            f"and {precision.mean:.0%} of its marks are right"
        ],
        hoverinfo="text",
        showlegend=False,
    )
