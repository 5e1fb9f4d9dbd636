"""Painting by painting: where a mean comes from, and the figures of the one that is pointed at."""

from typing import NamedTuple

import streamlit as st

from restoration.app.benchmark.comparing import NOT_MEASURED, choose_metric, explain
from restoration.app.benchmark.detail import show_detail
from restoration.app.benchmark.display import CONFIG, as_html, in_theme
from restoration.app.benchmark.reading import Run
from restoration.app.benchmark.topics import BOTH, FILLING, FINDING, Topic
from restoration.app.text import as_markdown
from restoration.benchmark.figures import strip
from restoration.benchmark.legend import museum_page
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import Cell
from restoration.benchmark.summary import summarise

_TOPICS = {"Filling": FILLING, "Finding damage": FINDING[1], "Finding and filling": BOTH}
_EVERY = "every severity"
_STRIP, _PICTURE = "benchmark-strip", "benchmark-picture"  # keys of the widgets


class Slice(NamedTuple):
    """The part of a run that is looked at."""

    topic: Topic
    metrics: list[Metric]
    cells: list[Cell]  # of the topic's task, at the severity asked for


def show_paintings(run: Run) -> None:
    """A point for each painting; the figures and the detail of one."""
    chosen = _choose_slice(run)
    if not chosen.metrics:
        st.caption(NOT_MEASURED)
        return
    metric = choose_metric("paintings", chosen.metrics)
    titles = {key: title for key, title in run.titles.items() if any(cell.picture == key for cell in chosen.cells)}
    above = st.container()
    picture = st.selectbox(
        "Painting", list(titles), format_func=lambda key: titles[key], key=_PICTURE, persist_state="session"
    )
    above.caption("Each point is a painting. Click one to see it in every row, and more of it below.")
    figure = in_theme(strip(chosen.cells, metric, run.methods(chosen.topic.task), titles, chosen=picture))
    above.plotly_chart(figure, theme=None, config=CONFIG, key=_STRIP, on_select=_point_at, selection_mode="points")
    _show_figures(run, chosen, picture)
    show_detail(run, picture)


def _choose_slice(run: Run) -> Slice:
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
    severities = [_EVERY, *run.results.about["protocol"]["severities"]]
    severity = right.selectbox("Damage", severities, key="benchmark-severity", persist_state="session")
    topic = _TOPICS[name]
    cells = [cell for cell in run.scores(topic.task) if severity in (_EVERY, cell.severity)]
    measured = {cell.metric for cell in cells}
    return Slice(topic, [run.metrics[key] for key in topic.metrics if key in measured], cells)


def _point_at() -> None:
    """Choose the painting whose point was clicked."""
    points = st.session_state[_STRIP]["selection"]["points"]
    if points:
        st.session_state[_PICTURE] = points[0]["customdata"][0]


def _show_figures(run: Run, chosen: Slice, picture: str) -> None:
    """What each method reached on one painting."""
    told = next(one for one in run.results.about["pictures"] if one["picture"] == picture)
    place = museum_page(picture)
    credit = [as_markdown(part) for part in (told["artist"], told["museum"]) if part]
    link = [f"[the painting at its museum]({place})"] if place else []
    st.markdown(" · ".join([*credit, *link]))
    columns = chosen.metrics[: chosen.topic.columns]
    averages = summarise(cell for cell in chosen.cells if cell.picture == picture)
    methods = run.methods(chosen.topic.task)
    st.html(as_html(averages, columns, methods, run.addresses, f"{told['title']}: each method"))
    explain(columns)
