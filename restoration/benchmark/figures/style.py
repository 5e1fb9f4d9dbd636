"""What all figures share: colours, page templates, axes, intervals and hover texts."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from restoration.benchmark.enlarging import BASELINES as BASELINE_ENLARGERS
from restoration.benchmark.methods import BASELINE_DETECTORS, BASELINE_INPAINTERS
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.summary import Summary

BASELINE_KEYS = {
    *(entry.key for entry in BASELINE_INPAINTERS),
    *(entry.key for entry in BASELINE_DETECTORS),
    *(entry.key for entry in BASELINE_ENLARGERS),
}

METHOD_COLOURS = {
    "telea": ("#4477aa", "#4b7db1"),
    "ns": ("#008bab", "#66ccee"),
    "biharmonic": ("#228833", "#268b35"),
    "fsr-fast": ("#8d8100", "#ccbb44"),
    "fsr-best": ("#5f5600", "#8c7f1f"),
    "gmic-flow": ("#d75164", "#ee6677"),
    "gmic-pde": ("#a83244", "#ca515f"),
    "auto": ("#cc3311", "#dc421e"),
    "neural": ("#d05e1a", "#ee7733"),
    "lama": ("#00907f", "#009988"),
    "migan": ("#aa3377", "#c64e8f"),
    "enlarge-psnr": ("#d05e1a", "#ee7733"),
    "enlarge-art": ("#aa3377", "#c64e8f"),
    "lanczos": ("#4477aa", "#4b7db1"),
    "realesrgan": ("#00907f", "#009988"),
    "patchmatch": ("#332288", "#8f84e8"),
    "iopaint-cv2": ("#7a6fc2", "#7a6fc2"),
    "opencv": ("#4477aa", "#4b7db1"),
    "unet": ("#d05e1a", "#ee7733"),
    "unet-taught": ("#228833", "#268b35"),
    "strokes-only": ("#4477aa", "#4b7db1"),
}
"""By method, on a light and on a dark page, each with a contrast of at least 3:1 to it (WCAG 1.4.11).

Safe for colour-blind people: after the bright scheme of P. Tol, "Colour Schemes", SRON/EPS/TN/09-002.
"""

BASELINE_COLOUR = ("#808080", "#8c8c8c")
OTHER_COLOUR = ("#8a6d4b", "#927452")

_PAGE_COLOURS = ("#e4e4e4", "#2e2e2e")  # as in .streamlit/config.toml

_NARROW = 600  # px; a narrower figure has its labels above its rows and not beside them
_LETTER_WIDTH = 6.8  # px, a little above the mean
_LABEL_WIDTH = 26  # letters in a line; then no label takes more than two lines
_NARROW_ROW = 50  # px, with the label above
_LABEL_ABOVE = 0.36  # of a row, from the middle of the row to the middle of its label
_NEAR_TICK, _BEYOND = 0.5, 0.2  # of the step between two marks of an axis


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


@dataclass(frozen=True, slots=True)
class Look:
    """The room that a figure has on its page, and whether the page is dark."""

    width: int = 1000  # px
    is_dark: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for labels beside the plot."""
        return self.width < _NARROW

    @property
    def template(self) -> go.layout.Template:
        """Fonts, lines and margins in plotly's terms."""
        return DARK_TEMPLATE if self.is_dark else LIGHT_TEMPLATE

    def colour(self, method: str) -> str:
        """Return the colour of a method; a pair such as `opencv+telea` has the colour of its inpainter."""
        key = method.rpartition("+")[2]
        return self.shade(BASELINE_COLOUR if key in BASELINE_KEYS else METHOD_COLOURS.get(key, OTHER_COLOUR))

    def shade(self, colours: tuple[str, str]) -> str:
        """Return the one of two colours that is for this page."""
        return colours[self.is_dark]

    def wrap(self, title: str) -> str:
        """Return the title of an axis in as many lines as it needs."""
        return "<br>".join(wrap(title, max(20, int(self.width / _LETTER_WIDTH))))


WIDE = Look()


def axis_title(metric: Metric) -> str:
    """Return the label of the metric with its unit and its direction."""
    unit = f" ({metric.unit})" if metric.unit else ""
    return f"{metric.label}{unit}, {metric.better} is better"


def label_rows(figure: go.Figure, methods: Mapping[str, str], look: Look) -> None:
    """Give each method a row with its label, from top to bottom, at y = 0, 1, 2..."""
    rows = range(len(methods))
    figure.update_yaxes(tickvals=[*rows], range=[len(rows) - 0.5, -0.5], showgrid=False)
    if not look.is_narrow:
        figure.update_yaxes(ticktext=["<br>".join(wrap(label, _LABEL_WIDTH)) for label in methods.values()])
        return
    figure.update_yaxes(showticklabels=False, range=[len(rows) - 0.5, -0.75])
    for row, label in zip(rows, methods.values(), strict=True):
        place = {"x": 0, "xref": "paper", "xanchor": "left", "y": row - _LABEL_ABOVE, "yref": "y", "yanchor": "middle"}
        page = look.shade(_PAGE_COLOURS)  # behind the label, or lines of the grid would cross it
        figure.add_annotation(text=label, showarrow=False, font_size=13, bgcolor=page, **place)


def row_height(wide: int, look: Look) -> int:
    """Return the height of a row in px, `wide` where its label stands beside it."""
    return _NARROW_ROW if look.is_narrow else wide


def choose_ticks(low: float, high: float, most: int) -> tuple[list[float], tuple[float, float]]:
    """Return round values between two others, and the range of an axis that shows all of them.

    The range ends on a round value where one is near; then the last mark of the axis lies beyond the data.

    Args:
        low: the least value.
        high: the greatest value.
        most: the number of round values between the two is not larger; at least 2.
    """
    span = (high - low) or 1.0
    power = math.floor(math.log10(span / most))
    steps = (factor * 10.0**exponent for exponent in (power, power + 1) for factor in (1, 2, 5))
    step = next(step for step in steps if math.floor(high / step) - math.ceil(low / step) < most)
    first, last = _end_of_axis(low / step, math.floor), _end_of_axis(high / step, math.ceil)
    ticks = [round(number * step, 12) for number in range(math.ceil(first), math.floor(last) + 1)]
    return ticks, (round(first * step, 12), round(last * step, 12))


def _end_of_axis(value: float, outwards: Callable[[float], int]) -> float:
    """Return the next whole number outwards if it is near, else a place a little beyond the value."""
    whole = outwards(value)
    return whole if abs(whole - value) <= _NEAR_TICK else value + math.copysign(_BEYOND, whole - value)


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
