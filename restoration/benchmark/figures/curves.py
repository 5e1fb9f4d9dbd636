"""Two curves: the precision of detectors against their recall, and the loss and score of a network as it learns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from restoration.benchmark.figures.style import WIDE, Look, error_bars
from restoration.benchmark.precision_recall import RECALLS, precision_at_key
from restoration.benchmark.summary import ALL, Summary
from restoration.training.provenance import iter_runs

SELECTION_SCORES = {"psnr": "PSNR in the damage, dB", "f1": "F1 of found pixels"}
"""The score that decides which weights are kept, by its key on the run card, with its label."""

_LOSS_COLOURS, _SCORE_COLOURS = ("#a83244", "#ca515f"), ("#4477aa", "#4b7db1")  # on a light and on a dark page
_THIN_WHISKER = {"thickness": 1.2, "width": 0}


def precision_recall_plot(summaries: Iterable[Summary], methods: Mapping[str, str], look: Look = WIDE) -> go.Figure:
    """Draw a curve for each detector, averaged over paintings at fixed recalls, with a band for its 95 % interval.

    A point marks the default sensitivity of the detector, with intervals in both directions. The curve averages the
    precision of all paintings at one recall; the point averages paintings that each have another recall. So the mean
    point does not lie on the mean curve, although each painting's own point lies on or below its own curve.

    Args:
        summaries: of one task.
        methods: key and label.
        look: the page.
    """
    overall = [summary for summary in summaries if summary.severity == summary.style == ALL]
    figure = go.Figure()
    for method, label in methods.items():
        by_metric = {summary.metric: summary for summary in overall if summary.method == method}
        figure.add_traces(list(_detector_traces(by_metric, label, look.colour(method))))
    figure.update_xaxes(title="Recall: share of the damage that is found", range=[0, 1.02], dtick=0.2)
    figure.update_yaxes(title="Precision: share of the marks that are right", range=[0, 1.02], dtick=0.2)
    return figure.update_layout(template=look.template, height=440, showlegend=True)


def _detector_traces(by_metric: Mapping[str, Summary], label: str, colour: str) -> Iterator[go.Scatter]:
    """Yield the band, the curve and the point of one detector, as far as they were measured."""
    if precision_at_key(RECALLS[0]) in by_metric:
        curve = [by_metric[precision_at_key(recall)] for recall in RECALLS]
        yield _band(curve, colour)
        yield _line(curve, label, colour)
    if {"precision", "recall"} <= by_metric.keys():
        yield _default_point(by_metric["precision"], by_metric["recall"], label, colour)


def _band(curve: list[Summary], colour: str) -> go.Scatter:
    return go.Scatter(
        x=[*RECALLS, *RECALLS[::-1]],
        y=[*(summary.high for summary in curve), *(summary.low for summary in curve[::-1])],
        fill="toself",
        fillcolor=colour,
        opacity=0.2,
        mode="none",
        hoverinfo="skip",
        showlegend=False,
    )


def _line(curve: list[Summary], label: str, colour: str) -> go.Scatter:
    return go.Scatter(
        mode="lines",
        x=RECALLS,
        y=[summary.mean for summary in curve],
        line={"color": colour, "width": 2},
        hovertext=[
            f"<b>{label}</b><br>where it finds {recall:.0%} of the damage,<br>{summary.mean:.0%} of its marks are right"
            for recall, summary in zip(RECALLS, curve, strict=True)
        ],
        hoverinfo="text",
        name=label,
    )


def _default_point(precision: Summary, recall: Summary, label: str, colour: str) -> go.Scatter:
    return go.Scatter(
        mode="markers",
        x=[recall.mean],
        y=[precision.mean],
        error_x=error_bars([recall]) | _THIN_WHISKER,
        error_y=error_bars([precision]) | _THIN_WHISKER,
        marker={"color": colour, "size": 12, "symbol": "diamond"},
        hovertext=[
            f"<b>{label}</b> at its default sensitivity<br>finds {recall.mean:.0%} of the damage,<br>"
            f"and {precision.mean:.0%} of its marks are right"
        ],
        hoverinfo="text",
        showlegend=False,
    )


def learning_curve(card: Mapping[str, Any], look: Look = WIDE) -> go.Figure:
    """Draw loss and score over the steps, with a line for each training run; a run starts where the last was best.

    Args:
        card: a run card, as training writes it. Before the first step of a run there is no loss to show.
        look: the page.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    (score,) = SELECTION_SCORES.keys() & card["curve"][0].keys()
    for number, (steps_before, run) in enumerate(_training_runs(card), start=1):
        steps = [steps_before + evaluation["step"] for evaluation in run["curve"]]
        losses = [evaluation["loss"] if evaluation["step"] else None for evaluation in run["curve"]]
        scores = [evaluation[score] for evaluation in run["curve"]]
        for row, (values, colours) in enumerate(((losses, _LOSS_COLOURS), (scores, _SCORE_COLOURS)), start=1):
            line = go.Scatter(
                x=steps,
                y=values,
                mode="lines+markers",
                line={"color": look.shade(colours), "width": 2},
                hovertemplate=f"run {number}, step %{{x:,}}: %{{y:.3f}}<extra></extra>",
            )
            figure.add_trace(line, row=row, col=1)
        if steps_before:
            figure.add_vline(x=steps_before, line={"dash": "dot", "width": 1, "color": "rgba(128,128,128,.6)"})
    figure.update_yaxes(title="Error (loss)", row=1)
    figure.update_yaxes(title=SELECTION_SCORES[score], row=2)
    figure.update_xaxes(title="Steps of training", row=2)
    return figure.update_layout(template=look.template, height=480, showlegend=False)


def _training_runs(card: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each run from the first to the last, with the number of steps that led to its first weights."""
    before = 0
    for run in iter_runs(card):
        yield before, run
        before += run["best_step"]
