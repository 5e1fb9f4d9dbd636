"""How the page shows figures and tables of averages."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from restoration.app.components import container_width
from restoration.benchmark.figures.style import WIDE, Look
from restoration.benchmark.labels import is_baseline
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.summary import ALL, Summary

PLOTLY_CONFIG = {"displayModeBar": False}
_LOOK_KEY = "benchmark-look"  # in the session state

_ARROWS = {"higher": "↑", "lower": "↓"}

SummaryTable = Mapping[tuple[str, str], Summary]
"""By method and metric, at one severity, over all styles."""


def measure_page() -> None:
    """Measure the room for figures; call it once in each run, before the first figure."""
    width = container_width(WIDE.width, key="benchmark-width")
    st.session_state[_LOOK_KEY] = Look(width, is_dark=st.context.theme.type == "dark")


def current_look() -> Look:
    """Return the width of the page and whether it is dark, as figures need them."""
    look: Look = st.session_state[_LOOK_KEY]
    return look


def show_figure(figure: go.Figure, alt: str, key: str | None = None) -> None:
    """Show a figure that does not react to clicks.

    Args:
        figure: to show.
        alt: what it shows, for those who do not see it.
        key: tells it from a figure with equal values on the same page.
    """
    st.plotly_chart(figure, theme=None, config=PLOTLY_CONFIG, alt=alt, key=key)


def metric_sentence(metric: Metric) -> str:
    """Return the meaning of a metric, and which direction is better."""
    return f"{metric.summary} {metric.better.capitalize()} is better."


def table_html(
    summaries: Iterable[Summary],
    metrics: Sequence[Metric],
    methods: Mapping[str, str],
    paper_urls: Mapping[str, str],
    caption: str,
    severity: str = ALL,
) -> str:
    """Return an HTML table with a row for each method and a column for each metric.

    A cell holds the mean, with its 95 % interval below. Methods link to their papers; the best mean of each column is
    bold.

    Args:
        summaries: of one task.
        metrics: from left to right.
        methods: label of each method by key, from top to bottom.
        paper_urls: by the key of a method; the two methods of a pair are looked up one by one.
        caption: what the table holds, for screen readers.
        severity: of the damage.
    """
    chosen = (summary for summary in summaries if summary.severity == severity and summary.style == ALL)
    table = {(summary.method, summary.metric): summary for summary in chosen}
    best = {metric.key: _best_mean(table, metric) for metric in metrics}
    head = "".join(map(_column_heading, metrics))
    rows = "".join(
        f"<tr{_row_class(method)}><th scope='row'>{_method_links(method, label, paper_urls)}</th>"
        + "".join(_cell(table.get((method, metric.key)), best[metric.key]) for metric in metrics)
        + "</tr>"
        for method, label in methods.items()
    )
    return (
        f"<div class='benchmark-table' role='region' tabindex='0' aria-label='{escape(caption)}'>"  # scrolled by keys
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr><th scope='col'>Method</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _best_mean(table: SummaryTable, metric: Metric) -> float | None:
    """Return the best mean, baselines left out; None if there are fewer than two different means."""
    means = [summary.mean for (method, key), summary in table.items() if key == metric.key and not is_baseline(method)]
    if len(set(means)) < 2:
        return None
    return max(means) if metric.better == "higher" else min(means)


def _column_heading(metric: Metric) -> str:
    unit = f" <span>{escape(metric.unit)}</span>" if metric.unit else ""
    title = escape(metric_sentence(metric))
    return f"<th scope='col' title='{title}'>{escape(metric.label)}{unit} {_ARROWS[metric.better]}</th>"


def _row_class(method: str) -> str:
    return " class='baseline'" if is_baseline(method) else ""


def _method_links(method: str, label: str, paper_urls: Mapping[str, str]) -> str:
    """Return the label of a method, or both labels of a pair, each as a link where there is a paper."""
    parts = zip(method.split("+"), label.split(", then "), strict=True)
    return ", then ".join(_link(text, paper_urls.get(key, "")) for key, text in parts)


def _link(text: str, url: str) -> str:
    if not url:
        return escape(text)
    return f"<a href='{escape(url)}' target='_blank' rel='noreferrer'>{escape(text)}</a>"


def _cell(summary: Summary | None, best: float | None) -> str:
    if summary is None:
        return "<td>-</td>"
    mean = format_value(summary.mean)
    shown = f"<strong>{mean}</strong>" if summary.mean == best else mean
    if summary.paintings == 1:
        return f"<td>{shown}</td>"
    return f"<td>{shown}<small>{format_value(summary.low)} to {format_value(summary.high)}</small></td>"
