"""A run in a few tables, as the README and the terminal show it: real damage first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from restoration.benchmark import labels
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.results import BenchmarkResults
from restoration.benchmark.summary import ALL, Summary, summarise

_ARROWS = {"higher": "↑", "lower": "↓"}


def markdown_table(
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
        [label, *(_mean_with_interval(figures.get((method, metric.key))) for metric in columns)]
        for method, label in methods.items()
        if any((method, metric.key) in figures for metric in columns)
    ]
    return "\n".join(map(_row, [["Method", *map(_heading, columns)], ["---", *["---:"] * len(columns)], *rows])) + "\n"


def _heading(metric: Metric) -> str:
    unit = f", {metric.unit}" if metric.unit else ""
    return f"{metric.label}{unit} {_ARROWS[metric.better]}"


def _mean_with_interval(summary: Summary | None) -> str:
    """A mean and its interval; a dash where there is no figure."""
    if summary is None:
        return "-"
    if summary.paintings == 1:
        return format_value(summary.mean)
    return f"{format_value(summary.mean)} ({format_value(summary.low)} to {format_value(summary.high)})"


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table."""

    heading: str
    task: str
    metrics: tuple[str, ...]  # keys, from left to right


REPORT_TABLES = (
    ReportTable(
        "Finding damage on real paintings", "real", ("line_f1", "line_precision", "line_recall", "marked_sound_lines")
    ),
    ReportTable("Finding damage known to the pixel", "detect", ("f1", "f1_2px", "average_precision", "cldice")),
    ReportTable("Marks on untouched paintings", "sound", ("marked",)),
    ReportTable(
        "Filling, told where the damage is",
        "fill",
        ("psnr_inside", "ciede2000_inside", "ssim_inside", "lpips", "seam", "psnr", "seconds_per_mpx", "peak_mib"),
    ),
    ReportTable("Finding and filling", "restore", ("psnr_inside", "psnr", "sound_changed", "sound_ciede2000")),
)


def markdown_report(results: BenchmarkResults) -> str:
    """Markdown: a table for each task that the run holds, all severities and styles together."""
    summaries = summarise(results.scores + results.cost)
    metrics = labels.metrics_by_key(results)
    parts = []
    for section in REPORT_TABLES:
        methods = labels.method_labels(results, section.task)
        if methods:
            columns = [metrics[key] for key in section.metrics if key in metrics]
            table = markdown_table((one for one in summaries if one.task == section.task), columns, methods)
            parts.append(f"**{section.heading}**\n\n{table}")
    return "\n".join(parts)
