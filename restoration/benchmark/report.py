"""The results of a run in a few Markdown tables, for docs/benchmark.md and the terminal: real damage first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from restoration.benchmark import labels
from restoration.benchmark.enlarging import REDUCTIONS
from restoration.benchmark.enlarging import TASK as ENLARGING
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.opaque_cracks import TASK as OPAQUE
from restoration.benchmark.results import BenchmarkResults
from restoration.benchmark.summary import ALL, Summary, summarise
from restoration.benchmark.teaching import TASK as TEACHING
from restoration.benchmark.wide_losses import SIZE_CLASSES
from restoration.benchmark.wide_losses import TASK as LOSSES

_ARROWS = {"higher": "↑", "lower": "↓"}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table of the report."""

    heading: str
    task: str
    metrics: tuple[str, ...]  # keys, from left to right
    severity: str = ALL  # of the damage


REPORT_TABLES = (
    ReportTable(
        "Finding damage on real paintings", "real", ("line_f1", "line_precision", "line_recall", "marked_sound_lines")
    ),
    ReportTable("Finding damage known to the pixel", "detect", ("f1", "f1_2px", "average_precision", "cldice")),
    ReportTable("Marks on untouched paintings", "sound", ("marked",)),
    ReportTable(
        "Filling known damage",
        "fill",
        ("psnr_inside", "ciede2000_inside", "ssim_inside", "lpips", "seam", "psnr", "seconds_per_mpx", "peak_mib"),
    ),
    ReportTable(
        "Filling opaque cracks",
        OPAQUE,
        ("psnr_inside", "ciede2000_inside", "ssim_inside", "lpips", "seam"),
    ),
    *(
        ReportTable(
            f"Filling losses of {size_class.smallest} to {size_class.largest} px",
            LOSSES,
            ("psnr_inside", "lpips", "seam", "peak_mib"),  # times depend on what else the machine did; see the page
            severity=size_class.key,
        )
        for size_class in SIZE_CLASSES
    ),
    ReportTable("Finding and filling", "restore", ("psnr_inside", "psnr", "sound_changed", "sound_ciede2000")),
    *(
        ReportTable(
            f"Enlarging four times, details that were {text}",
            ENLARGING,
            ("enlarged_psnr", "enlarged_ssim", "enlarged_lpips", "seconds_per_enlarged_mpx"),
            severity=reduction,
        )
        for reduction, text in REDUCTIONS.items()
    ),
    ReportTable("Visible reintegration", "reintegrate", ("observer_near", "observer_far", "tone_far")),
)


COMPARED_METHODS = ("unet", "opencv", "auto", "neural", "telea", "unet+auto", "enlarge-psnr", "lanczos")
"""The methods in the table of two splits, of those that both runs hold."""

TEACHING_TABLES = (
    ("Cracks on real paintings after a few strokes", "far_line_f1"),
    ("Losses and worn paint after a few strokes", "far_area_f1"),
    ("Losses alone", "far_loss_f1"),
    ("Worn paint alone", "far_abrasion_f1"),
)
"""Heading and metric of each table in which a column is a number of strokes."""


def markdown_report(results: BenchmarkResults) -> str:
    """Return a table for each task that the run holds, over all severities and styles; for wide losses, one a size, and
    for enlarging, one for each way in which details were reduced."""
    summaries = summarise(results.scores + results.cost)
    metrics = labels.metrics_by_key(results)
    parts = []
    for table in REPORT_TABLES:
        methods = labels.method_labels(results, table.task)
        if methods:
            columns = [metrics[key] for key in table.metrics if key in metrics]
            of_task = (summary for summary in summaries if summary.task == table.task)
            parts.append(f"**{table.heading}**\n\n{markdown_table(of_task, columns, methods, table.severity)}")
        if table.task == "real":
            parts += _teaching_parts(results, summaries)
    return "\n".join(parts)


def _teaching_parts(results: BenchmarkResults, summaries: Iterable[Summary]) -> Iterator[str]:
    """Yield the tables of taught detectors, as far as the run holds them."""
    methods = labels.method_labels(results, TEACHING)
    of_task = [summary for summary in summaries if summary.task == TEACHING]
    metrics = labels.metrics_by_key(results)
    for heading, key in TEACHING_TABLES:
        if any(summary.metric == key for summary in of_task):
            table = teaching_table(of_task, metrics[key], methods)
            yield f"**{heading}**\n\n{metrics[key].summary}\n\n{table}"


def teaching_table(summaries: Iterable[Summary], metric: Metric, methods: Mapping[str, str]) -> str:
    """Return a table of means: a row for each method, a column for each number of strokes.

    Args:
        summaries: of taught detectors.
        metric: what the cells hold.
        methods: key and label, from top to bottom.
    """
    means = {
        (summary.method, summary.severity): format_value(summary.mean)
        for summary in summaries
        if summary.metric == metric.key and summary.style == ALL and summary.severity != ALL
    }
    counts = sorted({count for _, count in means})
    header = [f"{metric.label} {_ARROWS[metric.better]}", *map(strokes_label, counts)]
    rows = [[label, *(means.get((method, count), "-") for count in counts)] for method, label in methods.items()]
    return "\n".join(map(_row, [header, ["---", *["---:"] * len(counts)], *rows])) + "\n"


def strokes_label(count: str) -> str:
    """Return a number of strokes of each sort, such as "03", for people."""
    return f"{int(count)} + {int(count)}" if int(count) else "none"


def markdown_table(
    summaries: Iterable[Summary], metrics: Sequence[Metric], methods: Mapping[str, str], severity: str = ALL
) -> str:
    """Return a table of means with their 95 % intervals: a row for each method, a column for each metric.

    Args:
        summaries: of one task.
        metrics: from left to right; one without any value is left out.
        methods: key and label, from top to bottom; one without any value is left out.
        severity: of the damage.
    """
    chosen = (summary for summary in summaries if summary.severity == severity and summary.style == ALL)
    cells = {(summary.method, summary.metric): summary for summary in chosen}
    columns = [metric for metric in metrics if any((method, metric.key) in cells for method in methods)]
    rows = [
        [label, *(_mean_with_interval(cells.get((method, metric.key))) for metric in columns)]
        for method, label in methods.items()
        if any((method, metric.key) in cells for metric in columns)
    ]
    header = ["Method", *map(_heading, columns)]
    return "\n".join(map(_row, [header, ["---", *["---:"] * len(columns)], *rows])) + "\n"


def split_table(validation: BenchmarkResults, test: BenchmarkResults) -> str:
    """Return a table of the first metric of each task that two runs hold: on validation and on test paintings.

    Args:
        validation: a run on paintings that choices were made with.
        test: a run on paintings that no choice has seen.
    """
    runs = (validation, test)
    summaries = [_by_group(run) for run in runs]
    counts = [len(run.metadata["pictures"]) for run in runs]
    rows = [["Task and measure", "Method", f"Validation, {counts[0]} paintings", f"Test, {counts[1]} paintings"]]
    rows.append(["---", "---", "---:", "---:"])
    metrics = labels.metrics_by_key(test)
    for table in REPORT_TABLES:
        methods = labels.method_labels(test, table.task)
        for method in (method for method in COMPARED_METHODS if method in methods):
            key = table.task, method, table.severity, ALL, table.metrics[0]
            cells = [by_group.get(key) for by_group in summaries]
            if all(cells):
                label = f"{table.heading}: {_heading(metrics[table.metrics[0]])}"
                rows.append([label, methods[method], *map(_mean_with_interval, cells)])
    return "\n".join(map(_row, rows)) + "\n"


def _by_group(results: BenchmarkResults) -> dict[tuple[str, ...], Summary]:
    """Return the summary of each group of scores, by task, method, severity, style and metric."""
    return {(s.task, s.method, s.severity, s.style, s.metric): s for s in summarise(results.scores)}


def _heading(metric: Metric) -> str:
    unit = f", {metric.unit}" if metric.unit else ""
    return f"{metric.label}{unit} {_ARROWS[metric.better]}"


def _mean_with_interval(summary: Summary | None) -> str:
    """Return a mean and its interval; a dash where there is no value."""
    if summary is None:
        return "-"
    if summary.paintings == 1:
        return format_value(summary.mean)
    return f"{format_value(summary.mean)} ({format_value(summary.low)} to {format_value(summary.high)})"


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"
