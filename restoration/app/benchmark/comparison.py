"""A comparison of methods on one topic: a metric to choose, a bar chart, one sentence, and a table of all metrics."""

from collections.abc import Iterable, Mapping

import streamlit as st

from restoration.app.benchmark.display import current_look, metric_sentence, show_figure, table_html
from restoration.app.benchmark.run import Run
from restoration.app.benchmark.topics import (
    DETECTION_TOPICS,
    INPAINTING_TOPIC,
    LOSSES_TOPIC,
    OPAQUE_TOPIC,
    TEACHING_TOPIC,
    Topic,
)
from restoration.benchmark.figures import bar_chart, precision_recall_plot, score_over_strokes
from restoration.benchmark.labels import is_baseline
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import ALL, MethodComparison, Summary, compare_methods

NOT_MEASURED = "This run did not measure it."


def show_detection(run: Run) -> None:
    """Show the three comparisons of detectors, real damage first, and what strokes teach."""
    real, synthetic, undamaged = DETECTION_TOPICS
    show_topic(run, real)
    _show_teaching(run)
    show_topic(run, synthetic)
    _show_precision_recall(run)
    show_topic(run, undamaged)


def show_filling(run: Run) -> None:
    """Show the three comparisons of inpainters: on the generator's damage, on opaque cracks, and on wide losses."""
    show_topic(run, INPAINTING_TOPIC)
    show_topic(run, OPAQUE_TOPIC)
    show_topic(run, LOSSES_TOPIC)


def show_topic(run: Run, topic: Topic) -> None:
    """Show the comparison on one topic, or a note where the run has no scores for it."""
    st.subheader(topic.heading)
    st.markdown(topic.sentence)
    averages, methods = run.averages(topic.task), run.methods(topic.task)
    metrics = run.measured_metrics(topic.task, topic.metrics)
    if not metrics:
        st.caption(NOT_MEASURED)
        return
    metric = choose_metric(topic.task, metrics)
    bars = bar_chart(averages, metric, methods, current_look())
    show_figure(bars, f"{topic.heading}: {metric.label} of each method, as bars", f"benchmark-bars-{topic.task}")
    if sentence := best_methods_sentence(averages, run.scores(topic.task), metric, methods):
        st.markdown(sentence)
    columns = metrics[: topic.columns]
    measured = {summary.severity for summary in averages}
    for severity in (severity for severity in topic.severities if severity in measured):
        if severity != ALL:
            st.markdown(f"**{severity}**")
        heading = topic.heading if severity == ALL else f"{topic.heading}, {severity}"
        caption = f"{heading}: means over paintings"
        st.html(table_html(averages, columns, methods, run.paper_urls, caption, severity))
    explain_columns(columns)


def choose_metric(purpose: str, metrics: list[Metric]) -> Metric:
    """Let the user choose a metric, with its meaning beside it; `purpose` makes the widget's key unique."""
    if len(metrics) == 1:
        st.markdown(metric_sentence(metrics[0]))
        return metrics[0]
    by_key = {metric.key: metric for metric in metrics}
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    key = left.selectbox(
        "Metric",
        list(by_key),
        format_func=lambda key: by_key[key].label,
        key=f"benchmark-metric-{purpose}",
        persist_state="session",
    )
    right.markdown(metric_sentence(by_key[key]))
    return by_key[key]


def explain_columns(metrics: list[Metric]) -> None:
    """Show one sentence for each column."""
    if len(metrics) > 1:
        with st.expander("What the columns mean"):
            st.markdown("\n".join(f"- **{metric.label}**: {metric.summary}" for metric in metrics))


def best_methods_sentence(
    summaries: Iterable[Summary], rows: Iterable[ResultRow], metric: Metric, methods: Mapping[str, str]
) -> str | None:
    """Return one sentence that compares the two best methods; None if there are fewer than two.

    Baselines do not take part.

    Args:
        summaries: of one task.
        rows: the scores that the summaries average.
        metric: the metric of the comparison.
        methods: label of each method by key.
    """
    means = {
        summary.method: summary.mean
        for summary in summaries
        if summary.metric == metric.key and summary.severity == summary.style == ALL and not is_baseline(summary.method)
    }
    if len(means) < 2:
        return None
    best, second, *_ = sorted(means, key=lambda key: means[key], reverse=metric.better == "higher")
    return _comparison_sentence(compare_methods(rows, metric, best, second), metric, methods[best], methods[second])


def _comparison_sentence(comparison: MethodComparison, metric: Metric, best: str, second: str) -> str:
    difference, paintings = comparison.difference, comparison.paintings
    low, high = sorted((abs(difference.low), abs(difference.high)))
    unit = f" {metric.unit}" if metric.unit else ""
    if difference.low <= 0 <= difference.high:
        return f"{best} and {second} are the best two; on these {paintings} paintings neither is clearly better."
    return (
        f"{best} is the best, {format_value(abs(difference.mean))}{unit} ahead of {second} "
        f"(95 % interval {format_value(low)} to {format_value(high)}). It is the better of the two on "
        f"{100 * comparison.wins:.0f} % of {paintings} paintings."
    )


def _show_teaching(run: Run) -> None:
    """Show the scores over the number of strokes; nothing if the run did not measure them."""
    topic = TEACHING_TOPIC
    metrics = run.measured_metrics(topic.task, topic.metrics)
    if not metrics:
        return
    st.subheader(topic.heading)
    st.markdown(topic.sentence)
    metric = choose_metric(topic.task, metrics)
    lines = score_over_strokes(run.averages(topic.task), metric, run.methods(topic.task), current_look())
    show_figure(lines, f"{metric.label} over the number of strokes, as lines")
    st.caption(
        "3 + 3 means three strokes on missed damage and three on wrong marks; where there are fewer mistakes, there "
        "are fewer strokes. All methods are measured on the same pixels; with each stroke fewer of them lie far from "
        "it, so the score of the detector as it is changes a little, too. The thin line is a 95 % interval over "
        "paintings. "
        "*Strokes only* is what a classifier finds that knows the strokes and nothing else."
    )


def _show_precision_recall(run: Run) -> None:
    """Show precision and recall at all sensitivities."""
    methods = run.methods("detect")
    if methods:
        st.markdown("**When you change the sensitivity**")
        st.caption(
            "At a higher sensitivity a detector finds more of the damage, but more of its marks are wrong. The curve "
            "of a good detector stays high far to the right; its band is a 95 % interval over paintings."
        )
        curves = precision_recall_plot(run.averages("detect"), methods, current_look())
        show_figure(curves, "Precision over recall of each detector, as curves")
        st.caption(
            "A diamond is the mean at the default sensitivity. It does not lie on its curve, because the two are "
            "different means: the curve takes all paintings at the same recall, while at the default sensitivity each "
            "painting has a recall of its own, low on faint cracks and high on open ones. For each single painting the "
            "default lies on its curve or below it."
        )
