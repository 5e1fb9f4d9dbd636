"""How a network learnt: its error, and its marks in the exam, over all the courses that led to its weights."""

from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from restoration.benchmark.figures.style import LIGHT_TEMPLATE
from restoration.training.provenance import iter_runs

SELECTION_SCORES = {"psnr": "PSNR in the damage, dB", "f1": "F1 of found pixels"}
"""The figure that decides which weights are kept, by its key on the card."""

_LOSS_COLOUR, _SCORE_COLOUR = "#a83244", "#4477aa"


def learning_curve(card: Mapping[str, Any]) -> go.Figure:
    """Two curves over the steps, one line for each course; a course began with the weights of the one before.

    Args:
        card: a run card, as training writes it. Before the first step of a course there is no error to show.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    (exam,) = SELECTION_SCORES.keys() & card["curve"][0].keys()
    for number, (before, course) in enumerate(_training_runs(card), start=1):
        steps = [before + mark["step"] for mark in course["curve"]]
        told = f"course {number}, step %{{x:,}}: %{{y:.3f}}<extra></extra>"
        for row, (key, colour) in enumerate((("loss", _LOSS_COLOUR), (exam, _SCORE_COLOUR)), start=1):
            line = go.Scatter(
                x=steps,
                y=[mark[key] if mark["step"] or key == exam else None for mark in course["curve"]],
                mode="lines+markers",
                line={"color": colour, "width": 2},
                hovertemplate=told,
            )
            figure.add_trace(line, row=row, col=1)
        if before:
            figure.add_vline(x=before, line={"dash": "dot", "width": 1, "color": "rgba(128,128,128,.6)"})
    figure.update_yaxes(title="Error (loss)", row=1)
    figure.update_yaxes(title=SELECTION_SCORES[exam], row=2)
    figure.update_xaxes(title="Steps of training", row=2)
    return figure.update_layout(template=LIGHT_TEMPLATE, height=480, showlegend=False)


def _training_runs(card: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each course from the first to the last, and how many steps led to its first weights."""
    before = 0
    for course in iter_runs(card):
        yield before, course
        before += course["best_step"]
