"""The learning curve of a network: its loss and its score, over all training runs that led to its weights."""

from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from restoration.benchmark.figures.style import LIGHT_TEMPLATE
from restoration.training.provenance import iter_runs

SELECTION_SCORES = {"psnr": "PSNR in the damage, dB", "f1": "F1 of found pixels"}
"""The score that decides which weights are kept, by its key on the run card, with its label."""

_LOSS_COLOUR, _SCORE_COLOUR = "#a83244", "#4477aa"


def learning_curve(card: Mapping[str, Any]) -> go.Figure:
    """Draw loss and score over the steps, with a line for each training run; a run starts where the last was best.

    Args:
        card: a run card, as training writes it. Before the first step of a run there is no loss to show.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    (score,) = SELECTION_SCORES.keys() & card["curve"][0].keys()
    for number, (steps_before, run) in enumerate(_training_runs(card), start=1):
        steps = [steps_before + evaluation["step"] for evaluation in run["curve"]]
        losses = [evaluation["loss"] if evaluation["step"] else None for evaluation in run["curve"]]
        scores = [evaluation[score] for evaluation in run["curve"]]
        for row, (values, colour) in enumerate(((losses, _LOSS_COLOUR), (scores, _SCORE_COLOUR)), start=1):
            line = go.Scatter(
                x=steps,
                y=values,
                mode="lines+markers",
                line={"color": colour, "width": 2},
                hovertemplate=f"run {number}, step %{{x:,}}: %{{y:.3f}}<extra></extra>",
            )
            figure.add_trace(line, row=row, col=1)
        if steps_before:
            figure.add_vline(x=steps_before, line={"dash": "dot", "width": 1, "color": "rgba(128,128,128,.6)"})
    figure.update_yaxes(title="Error (loss)", row=1)
    figure.update_yaxes(title=SELECTION_SCORES[score], row=2)
    figure.update_xaxes(title="Steps of training", row=2)
    return figure.update_layout(template=LIGHT_TEMPLATE, height=480, showlegend=False)


def _training_runs(card: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each run from the first to the last, with the number of steps that led to its first weights."""
    before = 0
    for run in iter_runs(card):
        yield before, run
        before += run["best_step"]
