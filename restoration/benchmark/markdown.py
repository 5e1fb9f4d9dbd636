"""The table of a run's averages as the README shows it."""

from collections.abc import Iterable, Mapping, Sequence

from restoration.benchmark.metric import Metric
from restoration.benchmark.rounding import rounded
from restoration.benchmark.summary import ALL, Summary

_ARROWS = {"higher": "↑", "lower": "↓"}


def as_markdown(
    summaries: Iterable[Summary], metrics: Sequence[Metric], methods: Mapping[str, str], severity: str = ALL
) -> str:
    """A row for each method, a column for each metric that anybody has: the mean and its 95 % interval.

    Args:
        summaries: of one task.
        metrics: from left to right.
        methods: key and label, from top to bottom; one without any figure is left out.
        severity: of the damage.
    """
    figures = {(one.method, one.metric): one for one in summaries if one.severity == severity and one.style == ALL}
    columns = [metric for metric in metrics if any((method, metric.key) in figures for method in methods)]
    rows = [
        [label, *(_told(figures.get((method, metric.key))) for metric in columns)]
        for method, label in methods.items()
        if any((method, metric.key) in figures for metric in columns)
    ]
    return "\n".join(map(_row, [["Method", *map(_heading, columns)], ["---", *["---:"] * len(columns)], *rows])) + "\n"


def _heading(metric: Metric) -> str:
    unit = f", {metric.unit}" if metric.unit else ""
    return f"{metric.label}{unit} {_ARROWS[metric.better]}"


def _told(summary: Summary | None) -> str:
    """A mean and its interval; a dash where there is no figure."""
    if summary is None:
        return "-"
    if summary.paintings == 1:
        return rounded(summary.mean)
    return f"{rounded(summary.mean)} ({rounded(summary.low)} to {rounded(summary.high)})"


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"
