"""What all figures share: colours, page templates, axes, intervals and hover texts."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from restoration.benchmark.methods import BASELINE_DETECTORS, BASELINE_INPAINTERS
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.summary import Summary

BASELINE_KEYS = {entry.key for entry in BASELINE_INPAINTERS} | {entry.key for entry in BASELINE_DETECTORS}

METHOD_COLOURS = {
    "telea": "#4477aa",
    "ns": "#66ccee",
    "biharmonic": "#228833",
    "fsr-fast": "#ccbb44",
    "fsr-best": "#8c7f1f",
    "gmic-flow": "#ee6677",
    "gmic-pde": "#a83244",
    "auto": "#cc3311",
    "neural": "#ee7733",
    "lama": "#009988",
    "migan": "#aa3377",
    "iopaint-cv2": "#7a6fc2",
    "opencv": "#4477aa",
    "unet": "#ee7733",
    "unet-taught": "#228833",
    "strokes-only": "#4477aa",
}
"""By method, safe for colour-blind people: after the bright scheme of P. Tol, "Colour Schemes", SRON/EPS/TN/09-002."""

BASELINE_COLOUR = "#8c8c8c"
OTHER_COLOUR = "#8a6d4b"

_LABEL_WIDTH = 26  # letters in a line; then no label takes more than two lines


def _template(ink: str) -> go.layout.Template:
    axis = {
        "gridcolor": "rgba(128,128,128,.3)",
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,  # so that scrolling the page over a figure does not zoom it
        "ticklabelstandoff": 4,
        "title": {"font": {"size": 13}, "standoff": 12},
    }
    layout = {
        "font": {"family": "sans-serif", "size": 13, "color": ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": axis,
        "yaxis": axis,
        "margin": {"l": 8, "r": 16, "t": 32, "b": 8},
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "showlegend": False,
        "dragmode": False,
    }
    whisker = {"color": ink, "thickness": 1.2, "width": 0}
    return go.layout.Template(layout=layout, data={"bar": [{"error_x": whisker}], "scatter": [{"error_y": whisker}]})


LIGHT_TEMPLATE = _template(ink="#1c1c1c")
DARK_TEMPLATE = _template(ink="#ececec")
"""For a dark page: `figure.update_layout(template=DARK_TEMPLATE)`; figures are made with `LIGHT_TEMPLATE`."""


def method_colour(method: str) -> str:
    """Return the colour of a method; a pair such as `opencv+telea` has the colour of its inpainter."""
    key = method.rpartition("+")[2]
    return BASELINE_COLOUR if key in BASELINE_KEYS else METHOD_COLOURS.get(key, OTHER_COLOUR)


def axis_title(metric: Metric) -> str:
    """Return the label of the metric with its unit and its direction."""
    unit = f" ({metric.unit})" if metric.unit else ""
    return f"{metric.label}{unit}, {metric.better} is better"


def label_rows(figure: go.Figure, methods: Mapping[str, str]) -> None:
    """Give each method a row with its label, from top to bottom, at y = 0, 1, 2..."""
    labels = ["<br>".join(wrap(label, _LABEL_WIDTH)) for label in methods.values()]
    figure.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=labels, range=[len(labels) - 0.5, -0.5], showgrid=False
    )


def error_bars(summaries: Sequence[Summary]) -> dict[str, Any]:
    """Return the 95 % intervals, as plotly's error bars."""
    return {
        "array": [summary.high - summary.mean for summary in summaries],
        "arrayminus": [summary.mean - summary.low for summary in summaries],
    }


def format_with_unit(value: float, metric: Metric) -> str:
    """Return a value with its unit."""
    return f"{format_value(value)} {metric.unit}".rstrip()


def format_mean(summary: Summary, metric: Metric) -> str:
    """Return a mean with its interval and the number of paintings, as a hover text."""
    mean = format_with_unit(summary.mean, metric)
    if summary.paintings == 1:
        return f"{mean}, of one painting"
    bounds = f"{format_value(summary.low)} to {format_value(summary.high)}"
    return f"{mean}, mean of {summary.paintings} paintings<br>95 % interval {bounds}"
