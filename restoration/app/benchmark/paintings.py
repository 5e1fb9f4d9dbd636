"""Painting by painting: where a mean comes from, and the figures of the one that is pointed at."""

from typing import NamedTuple

import streamlit as st

from restoration.app.benchmark.comparison import NOT_MEASURED, choose_metric, explain_columns
from restoration.app.benchmark.detail import show_detail
from restoration.app.benchmark.display import PLOTLY_CONFIG, apply_theme, table_html
from restoration.app.benchmark.run import Run
from restoration.app.benchmark.topics import DETECTION_TOPICS, INPAINTING_TOPIC, RESTORATION_TOPIC, Topic
from restoration.app.text import escape_markdown
from restoration.benchmark.figures import strip_plot
from restoration.benchmark.labels import museum_url
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import summarise

_TOPICS = {"Filling": INPAINTING_TOPIC, "Finding damage": DETECTION_TOPICS[1], "Finding and filling": RESTORATION_TOPIC}
_ALL_SEVERITIES = "every severity"
_CHART_KEY, _PICTURE_KEY = "benchmark-strip", "benchmark-picture"  # keys of the widgets


class Selection(NamedTuple):
    """The part of a run that is looked at."""

    topic: Topic
    metrics: list[Metric]
    cells: list[ResultRow]  # of the topic's task, at the severity asked for


def show_paintings(run: Run) -> None:
    """A point for each painting; the figures and the detail of one."""
    chosen = _choose_selection(run)
    if not chosen.metrics:
        st.caption(NOT_MEASURED)
        return
    metric = choose_metric("paintings", chosen.metrics)
    titles = {key: title for key, title in run.titles.items() if any(cell.picture == key for cell in chosen.cells)}
    above = st.container()
    picture = st.selectbox(
        "Painting", list(titles), format_func=lambda key: titles[key], key=_PICTURE_KEY, persist_state="session"
    )
    above.caption("Each point is a painting. Click one to see it in every row, and more of it below.")
    figure = apply_theme(strip_plot(chosen.cells, metric, run.methods(chosen.topic.task), titles, chosen=picture))
    above.plotly_chart(
        figure,
        theme=None,
        config=PLOTLY_CONFIG,
        key=_CHART_KEY,
        on_select=_choose_clicked_painting,
        selection_mode="points",
    )
    _show_figures(run, chosen, picture)
    show_detail(run, picture)


def _choose_selection(run: Run) -> Selection:
    left, right = st.columns([3, 2])
    name = left.segmented_control(
        "Task",
        list(_TOPICS),
        default="Filling",
        required=True,
        key="benchmark-task",
        persist_state="session",
        width="stretch",
    )
    severities = [_ALL_SEVERITIES, *run.results.about["protocol"]["severities"]]
    severity = right.selectbox("Damage", severities, key="benchmark-severity", persist_state="session")
    topic = _TOPICS[name]
    cells = [cell for cell in run.scores(topic.task) if severity in (_ALL_SEVERITIES, cell.severity)]
    measured = {cell.metric for cell in cells}
    return Selection(topic, [run.metrics[key] for key in topic.metrics if key in measured], cells)


def _choose_clicked_painting() -> None:
    """Choose the painting whose point was clicked."""
    points = st.session_state[_CHART_KEY]["selection"]["points"]
    if points:
        st.session_state[_PICTURE_KEY] = points[0]["customdata"][0]


def _show_figures(run: Run, chosen: Selection, picture: str) -> None:
    """What each method reached on one painting."""
    told = next(one for one in run.results.about["pictures"] if one["picture"] == picture)
    place = museum_url(picture)
    credit = [escape_markdown(part) for part in (told["artist"], told["museum"]) if part]
    link = [f"[the painting at its museum]({place})"] if place else []
    st.markdown(" · ".join([*credit, *link]))
    columns = chosen.metrics[: chosen.topic.columns]
    averages = summarise(cell for cell in chosen.cells if cell.picture == picture)
    methods = run.methods(chosen.topic.task)
    st.html(table_html(averages, columns, methods, run.addresses, f"{told['title']}: each method"))
    explain_columns(columns)
