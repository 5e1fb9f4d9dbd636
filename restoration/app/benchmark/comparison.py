"""One topic on the page: a measure to choose, its bar_chart, what they say, and the table of all measures."""

from collections.abc import Iterable, Mapping

import streamlit as st

from restoration.app.benchmark.display import show_figure, table_html
from restoration.app.benchmark.run import Run
from restoration.app.benchmark.topics import DETECTION_TOPICS, Topic
from restoration.benchmark.figures import bar_chart, precision_recall_plot
from restoration.benchmark.labels import is_baseline
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import ALL, MethodComparison, Summary, compare_methods


def best_methods_sentence(
    summaries: Iterable[Summary], cells: Iterable[ResultRow], metric: Metric, methods: Mapping[str, str]
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
    return _comparison_sentence(compare_methods(cells, metric, best, second), metric, methods[best], methods[second])


def _comparison_sentence(found: MethodComparison, metric: Metric, best: str, second: str) -> str:
    low, high = sorted((abs(found.difference.low), abs(found.difference.high)))
    unit = f" {metric.unit}" if metric.unit else ""
    if found.difference.low <= 0 <= found.difference.high:
        return f"{best} and {second} are the best two; these {found.paintings} paintings do not tell them apart."
    return (
        f"{best} is the best, by {format_value(abs(found.difference.mean))}{unit} before {second} "
        f"(95 % interval {format_value(low)} to {format_value(high)}), and the better of the two on "
        f"{100 * found.wins:.0f} % of {found.paintings} paintings."
    )


NOT_MEASURED = "This run did not measure it; the reference run did."


def show_detection(run: Run) -> None:
    """All about detectors, real damage first."""
    real, known, sound = DETECTION_TOPICS
    show_topic(run, real)
    show_topic(run, known)
    _show_precision_recall(run)
    show_topic(run, sound)


def show_topic(run: Run, topic: Topic) -> None:
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
    show_figure(bar_chart(averages, metric, methods))
    if told := best_methods_sentence(averages, run.scores(topic.task), metric, methods):
        st.markdown(told)
    columns = metrics[: topic.columns]
    st.html(table_html(averages, columns, methods, run.addresses, f"{topic.heading}: means over paintings"))
    explain_columns(columns)


def choose_metric(purpose: str, metrics: list[Metric]) -> Metric:
    """The measure that a visitor picks, with what it means beside it."""
    if len(metrics) == 1:
        st.markdown(_metric_sentence(metrics[0]))
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
    right.markdown(_metric_sentence(by_key[key]))
    return by_key[key]


def _metric_sentence(metric: Metric) -> str:
    return f"{metric.summary} {metric.better.capitalize()} is better."


def explain_columns(metrics: list[Metric]) -> None:
    """Each column in a sentence."""
    if len(metrics) > 1:
        with st.expander("What the columns mean"):
            st.markdown("\n".join(f"- **{metric.label}**: {metric.summary}" for metric in metrics))


def _show_precision_recall(run: Run) -> None:
    """What moving the sensitivity would do."""
    methods = run.methods("detect")
    if methods:
        st.markdown("**When the sensitivity is moved**")
        st.caption(
            "Marking more finds more of the damage, and more of the marks are wrong. A good detector stays high far to "
            "the right; the point is where it works as it comes, the band a 95 % interval over paintings."
        )
        show_figure(precision_recall_plot(run.averages("detect"), methods))
