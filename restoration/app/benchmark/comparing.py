"""One topic on the page: a measure to choose, its bars, what they say, and the table of all measures."""

from collections.abc import Iterable, Mapping

import streamlit as st

from restoration.app.benchmark.display import as_html, draw
from restoration.app.benchmark.reading import Run
from restoration.app.benchmark.topics import FINDING, Topic
from restoration.benchmark.figures import bars, precision_recall
from restoration.benchmark.legend import is_baseline
from restoration.benchmark.metric import Metric, rounded
from restoration.benchmark.results import Cell
from restoration.benchmark.summary import ALL, Comparison, Summary, compare


def verdict(
    summaries: Iterable[Summary], cells: Iterable[Cell], metric: Metric, methods: Mapping[str, str]
) -> str | None:
    """One sentence on the two best methods that are no baselines; None where there are not two.

    Args:
        summaries: of one task.
        cells: the scores that they average.
        metric: by which the methods are compared.
        methods: key and label.
    """
    means = {
        one.method: one.mean
        for one in summaries
        if one.metric == metric.key and one.severity == one.style == ALL and not is_baseline(one.method)
    }
    if len(means) < 2:
        return None
    best, second, *_ = sorted(means, key=lambda key: means[key], reverse=metric.better == "higher")
    return _in_words(compare(cells, metric, best, second), metric, methods[best], methods[second])


def _in_words(found: Comparison, metric: Metric, best: str, second: str) -> str:
    low, high = sorted((abs(found.difference.low), abs(found.difference.high)))
    unit = f" {metric.unit}" if metric.unit else ""
    if found.difference.low <= 0 <= found.difference.high:
        return f"{best} and {second} are the best two; these {found.paintings} paintings do not tell them apart."
    return (
        f"{best} is the best, by {rounded(abs(found.difference.mean))}{unit} before {second} "
        f"(95 % interval {rounded(low)} to {rounded(high)}), and the better of the two on "
        f"{100 * found.wins:.0f} % of {found.paintings} paintings."
    )


NOT_MEASURED = "This run did not measure it; the reference run did."


def show_finding(run: Run) -> None:
    """All about detectors, real damage first."""
    real, known, sound = FINDING
    show(run, real)
    show(run, known)
    _show_curve(run)
    show(run, sound)


def show(run: Run, topic: Topic) -> None:
    """One topic, if the run has anything to say of it."""
    st.subheader(topic.heading)
    st.markdown(topic.sentence)
    averages, methods = run.averages(topic.task), run.methods(topic.task)
    measured = {one.metric for one in averages}
    metrics = [run.metrics[key] for key in topic.metrics if key in measured]
    if not metrics:
        st.caption(NOT_MEASURED)
        return
    metric = choose_metric(topic.task, metrics)
    draw(bars(averages, metric, methods))
    if told := verdict(averages, run.scores(topic.task), metric, methods):
        st.markdown(told)
    columns = metrics[: topic.columns]
    st.html(as_html(averages, columns, methods, run.addresses, f"{topic.heading}: means over paintings"))
    explain(columns)


def choose_metric(purpose: str, metrics: list[Metric]) -> Metric:
    """The measure that a visitor picks, with what it means beside it."""
    if len(metrics) == 1:
        st.markdown(_told(metrics[0]))
        return metrics[0]
    by_key = {metric.key: metric for metric in metrics}
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    key = left.selectbox(
        "Measure",
        list(by_key),
        format_func=lambda key: by_key[key].label,
        key=f"benchmark-metric-{purpose}",
        persist_state="session",
    )
    right.markdown(_told(by_key[key]))
    return by_key[key]


def _told(metric: Metric) -> str:
    return f"{metric.summary} {metric.better.capitalize()} is better."


def explain(metrics: list[Metric]) -> None:
    """Each column in a sentence."""
    if len(metrics) > 1:
        with st.expander("What the columns mean"):
            st.markdown("\n".join(f"- **{metric.label}**: {metric.summary}" for metric in metrics))


def _show_curve(run: Run) -> None:
    """What moving the sensitivity would do."""
    methods = run.methods("detect")
    if methods:
        st.markdown("**When the sensitivity is moved**")
        st.caption(
            "Marking more finds more of the damage, and more of the marks are wrong. A good detector stays high far to "
            "the right; the point is where it works as it comes, the band a 95 % interval over paintings."
        )
        draw(precision_recall(run.averages("detect"), methods))
