"""Averages as a table in HTML: methods link to their papers, and the best in each column stands out."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from restoration.benchmark.figures.style import DARK_TEMPLATE, LIGHT_TEMPLATE
from restoration.benchmark.labels import is_baseline
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.summary import ALL, Summary

PLOTLY_CONFIG = {"displayModeBar": False}


def apply_theme(figure: go.Figure) -> go.Figure:
    """The figure as it reads on the ground that the visitor has chosen."""
    return figure.update_layout(template=DARK_TEMPLATE if st.context.theme.type == "dark" else LIGHT_TEMPLATE)


def show_figure(figure: go.Figure) -> None:
    """Show a figure that is only looked at."""
    st.plotly_chart(apply_theme(figure), theme=None, config=PLOTLY_CONFIG)


_ARROWS = {"higher": "↑", "lower": "↓"}

SummaryTable = Mapping[tuple[str, str], Summary]
"""By method and metric, over all severities and styles."""


def table_html(
    summaries: Iterable[Summary],
    metrics: Sequence[Metric],
    methods: Mapping[str, str],
    addresses: Mapping[str, str],
    caption: str,
) -> str:
    """A row for each method, a column for each metric: the mean with its 95 % interval below.

    Args:
        summaries: of one task.
        metrics: from left to right.
        methods: key and label, from top to bottom.
        addresses: of the methods' papers, by key; those of a pair's parts are looked up one by one.
        caption: what the table holds, for who does not see it.
    """
    figures = {(one.method, one.metric): one for one in summaries if one.severity == one.style == ALL}
    best = {metric.key: _best_mean(figures, metric) for metric in metrics}
    head = "".join(map(_column_heading, metrics))
    rows = "".join(
        f"<tr{_row_class(method)}><th scope='row'>{_method_links(method, label, addresses)}</th>"
        + "".join(_cell(figures.get((method, metric.key)), best[metric.key]) for metric in metrics)
        + "</tr>"
        for method, label in methods.items()
    )
    return (
        f"<div class='benchmark-table'><table><caption>{escape(caption)}</caption>"
        f"<thead><tr><th scope='col'>Method</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _best_mean(figures: SummaryTable, metric: Metric) -> float | None:
    """The best mean of those that compete; None where there is nothing to choose between."""
    means = [one.mean for (method, key), one in figures.items() if key == metric.key and not is_baseline(method)]
    if len(set(means)) < 2:
        return None
    return max(means) if metric.better == "higher" else min(means)


def _column_heading(metric: Metric) -> str:
    unit = f" <span>{escape(metric.unit)}</span>" if metric.unit else ""
    told = escape(f"{metric.summary} {metric.better.capitalize()} is better.")
    return f"<th scope='col' title='{told}'>{escape(metric.label)}{unit} {_ARROWS[metric.better]}</th>"


def _row_class(method: str) -> str:
    return " class='baseline'" if is_baseline(method) else ""


def _method_links(method: str, label: str, addresses: Mapping[str, str]) -> str:
    """The label of a method, or those of a pair, each as a link where there is a paper."""
    parts = zip(method.split("+"), label.split(", then "), strict=True)
    return ", then ".join(_link(text, addresses.get(key, "")) for key, text in parts)


def _link(text: str, address: str) -> str:
    if not address:
        return escape(text)
    return f"<a href='{escape(address)}' target='_blank' rel='noopener'>{escape(text)}</a>"


def _cell(summary: Summary | None, best: float | None) -> str:
    if summary is None:
        return "<td>-</td>"
    mean = format_value(summary.mean)
    shown = f"<strong>{mean}</strong>" if summary.mean == best else mean
    if summary.paintings == 1:
        return f"<td>{shown}</td>"
    return f"<td>{shown}<small>{format_value(summary.low)} to {format_value(summary.high)}</small></td>"
