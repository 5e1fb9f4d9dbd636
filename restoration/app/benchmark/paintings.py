"""Painting by painting: one point per painting, and the scores and the detail of the chosen one."""

from typing import NamedTuple

import streamlit as st

from restoration.app.benchmark.comparison import NOT_MEASURED, choose_metric, explain_columns
from restoration.app.benchmark.detail import show_detail
from restoration.app.benchmark.display import PLOTLY_CONFIG, current_look, table_html
from restoration.app.benchmark.run import Run
from restoration.app.benchmark.topics import DETECTION_TOPICS, INPAINTING_TOPIC, RESTORATION_TOPIC, Topic
from restoration.app.text import escape_markdown
from restoration.benchmark.figures import strip_plot
from restoration.benchmark.labels import museum_url
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import summarise

_TOPICS = {
    "Filling": INPAINTING_TOPIC,
    "Finding damage": DETECTION_TOPICS[1],
    "Finding and filling": RESTORATION_TOPIC,
}
_ALL_SEVERITIES = "all severities"
_CHART_KEY, _PICTURE_KEY = "benchmark-strip", "benchmark-picture"  # of the widgets


class Selection(NamedTuple):
    """The part of a run that the user chose."""

    topic: Topic
    metrics: list[Metric]
    rows: list[ResultRow]  # of the topic's task, at the chosen severity


def show_paintings(run: Run) -> None:
    """Show a chart with one point per painting, then the scores and the detail of one painting."""
    selection = _choose_selection(run)
    pictures = {row.picture for row in selection.rows}
    titles = {key: title for key, title in run.titles.items() if key in pictures}
    if not selection.metrics or not titles:
        st.caption(NOT_MEASURED)
        return
    metric = choose_metric("paintings", selection.metrics)
    above = st.container()
    picture = st.selectbox(
        "Painting", list(titles), format_func=lambda key: titles[key], key=_PICTURE_KEY, persist_state="session"
    )
    above.caption("Each point is a painting. Click a point to see the painting in every row, and its scores below.")
    methods = run.methods(selection.topic.task)
    above.plotly_chart(
        strip_plot(selection.rows, metric, methods, titles, chosen=picture, look=current_look()),
        theme=None,
        config=PLOTLY_CONFIG,
        alt=f"{metric.label} of each painting and method, as points; the list below chooses a painting, too",
        key=_CHART_KEY,
        on_select=_choose_clicked_painting,
        selection_mode="points",
    )
    _show_scores(run, selection, picture)
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
    severities = [_ALL_SEVERITIES, *run.results.metadata["protocol"]["severities"]]
    severity = right.selectbox("Damage", severities, key="benchmark-severity", persist_state="session")
    topic = _TOPICS[name]
    rows = [row for row in run.scores(topic.task) if severity in (_ALL_SEVERITIES, row.severity)]
    measured = {row.metric for row in rows} & run.metrics.keys()
    return Selection(topic, [run.metrics[key] for key in topic.metrics if key in measured], rows)


def _choose_clicked_painting() -> None:
    points = st.session_state[_CHART_KEY]["selection"]["points"]
    if points:
        st.session_state[_PICTURE_KEY] = points[0]["customdata"][0]


def _show_scores(run: Run, selection: Selection, picture: str) -> None:
    """Show the scores of each method on one painting."""
    record = next(record for record in run.results.metadata["pictures"] if record["picture"] == picture)
    url = museum_url(picture)
    credit = [escape_markdown(part) for part in (record["artist"], record["museum"]) if part]
    link = [f"[the painting at its museum]({url})"] if url else []
    st.markdown(" · ".join([*credit, *link]))
    columns = selection.metrics[: selection.topic.columns]
    averages = summarise(row for row in selection.rows if row.picture == picture)
    methods = run.methods(selection.topic.task)
    st.html(table_html(averages, columns, methods, run.paper_urls, f"{record['title']}: each method"))
    explain_columns(columns)
