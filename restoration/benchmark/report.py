"""A run in a few tables, as the README and the terminal show it: real damage first."""

from dataclasses import dataclass

from restoration.benchmark import legend
from restoration.benchmark.markdown import as_markdown
from restoration.benchmark.results import Results
from restoration.benchmark.summary import summarise


@dataclass(frozen=True, slots=True)
class Section:
    """One table."""

    heading: str
    task: str
    metrics: tuple[str, ...]  # keys, from left to right


SECTIONS = (
    Section(
        "Finding damage on real paintings", "real", ("line_f1", "line_precision", "line_recall", "marked_sound_lines")
    ),
    Section("Finding damage known to the pixel", "detect", ("f1", "f1_2px", "average_precision", "cldice")),
    Section("Marks on untouched paintings", "sound", ("marked",)),
    Section(
        "Filling, told where the damage is",
        "fill",
        ("psnr_inside", "ciede2000_inside", "ssim_inside", "lpips", "seam", "psnr", "seconds_per_mpx", "peak_mib"),
    ),
    Section("Finding and filling", "restore", ("psnr_inside", "psnr", "sound_changed", "sound_ciede2000")),
)


def report(results: Results) -> str:
    """Markdown: a table for each task that the run holds, all severities and styles together."""
    summaries = summarise(results.scores + results.cost)
    metrics = legend.metrics(results)
    parts = []
    for section in SECTIONS:
        methods = legend.methods(results, section.task)
        if methods:
            columns = [metrics[key] for key in section.metrics if key in metrics]
            table = as_markdown((one for one in summaries if one.task == section.task), columns, methods)
            parts.append(f"**{section.heading}**\n\n{table}")
    return "\n".join(parts)
