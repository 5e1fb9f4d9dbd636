"""Two curves: the precision of detectors against their recall, and the loss and score of a network as it learns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from restoration.benchmark.figures.style import WIDE, Look, error_bars
from restoration.benchmark.precision_recall import RECALLS, precision_at_key
from restoration.benchmark.summary import ALL, Summary
from restoration.training.provenance import iter_runs

SELECTION_SCORES = {"psnr": "PSNR, dB", "f1": "F1 of found pixels"}
"""The score of an evaluation, by its key on the run card, with its label."""
_ADVERSARY = {"real_seen": "real paintings", "made_seen": "enlarged ones"}
"""What the second network of an adversarial run judges, by the key of the share that it judged right."""

_LOSS_COLOURS, _SCORE_COLOURS = ("#a83244", "#ca515f"), ("#4477aa", "#4b7db1")  # on a light and on a dark page
_ADVERSARY_COLOURS = (("#228833", "#268b35"), ("#aa3377", "#c64e8f"))
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
    (score,) = SELECTION_SCORES.keys() & card["curve"][0].keys()
    is_adversarial = _ADVERSARY.keys() <= card["curve"][-1].keys()
    rows = 3 if is_adversarial else 2
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for number, (steps_before, run) in enumerate(_training_runs(card), start=1):
        evaluations, name = [point for point in run["curve"] if score in point], f"run {number}"
        steps = [steps_before + evaluation["step"] for evaluation in evaluations]
        losses = [evaluation["loss"] if evaluation["step"] else None for evaluation in evaluations]
        scores = [evaluation[score] for evaluation in evaluations]
        for row, (values, colours) in enumerate(((losses, _LOSS_COLOURS), (scores, _SCORE_COLOURS)), start=1):
            figure.add_trace(_learning_line(steps, values, look.shade(colours), name), row=row, col=1)
        if is_adversarial:
            for (key, label), colours in zip(_ADVERSARY.items(), _ADVERSARY_COLOURS, strict=True):
                shares = [evaluation.get(key) for evaluation in evaluations]
                figure.add_trace(_learning_line(steps, shares, look.shade(colours), f"{label}, {name}"), row=3, col=1)
        if steps_before:
            figure.add_vline(x=steps_before, line={"dash": "dot", "width": 1, "color": "rgba(128,128,128,.6)"})
    figure.update_yaxes(title="Error (loss)", row=1)
    figure.update_yaxes(title=SELECTION_SCORES[score], row=2)
    if is_adversarial:
        figure.update_yaxes(title="Judged right (0.5: a guess)", row=3)
    figure.update_xaxes(title="Steps of training", row=rows)
    return figure.update_layout(template=look.template, height=240 * rows, showlegend=False)


def _learning_line(steps: list[int], values: list[float | None], colour: str, name: str) -> go.Scatter:
    return go.Scatter(
        x=steps,
        y=values,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        hovertemplate=f"{name}, step %{{x:,}}: %{{y:.3f}}<extra></extra>",
    )


def _training_runs(card: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each run from the first to the last, with the number of steps that led to its first weights."""
    before = 0
    for run in iter_runs(card):
        yield before, run
        before += run["best_step"]
