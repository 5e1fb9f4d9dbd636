"""Write the tables and the main figures of the committed benchmark run into the README, between their marks.

python scripts/update_readme.py
"""

import argparse
from pathlib import Path
from statistics import fmean

from restoration.benchmark.metric import format_value
from restoration.benchmark.report import markdown_report
from restoration.benchmark.results import BenchmarkResults, read_results
from restoration.benchmark.summary import ALL, SummaryGroup, painting_means
from restoration.files import write_bytes

ROOT = Path(__file__).parents[1]
RUN = ROOT / "data" / "benchmarks" / "reference"
BEGIN, END = "<!-- benchmark -->\n", "<!-- /benchmark -->\n"
IN_SHORT, END_IN_SHORT = "<!-- in short -->\n", "<!-- /in short -->\n"


def updated(readme: str) -> str:
    """Return the README with the figures of the committed run."""
    results = read_results(RUN)
    shortened = _replace_between(readme, IN_SHORT, END_IN_SHORT, f"\n{in_short(results)}\n")
    return _replace_between(shortened, BEGIN, END, f"\n{markdown_report(results)}\n")


def in_short(results: BenchmarkResults) -> str:
    """Return the three most important results as a list."""
    means = painting_means(results.scores)

    def mean(task: str, method: str, metric: str) -> float:
        return fmean(means[SummaryGroup(task, method, ALL, ALL, metric)].values())

    def text(task: str, method: str, metric: str) -> str:
        return format_value(mean(task, method, metric))

    lines = (
        f"Cracks on real paintings, F1 (1 is perfect): {text('real', 'unet', 'line_f1')} with `unet`, "
        f"{text('real', 'opencv', 'line_f1')} with `opencv`.",
        "Filling known damage, PSNR in the damage (6 dB more is half the error): "
        f"{text('fill', 'auto', 'psnr_inside')} dB with `auto`, {text('fill', 'telea', 'psnr_inside')} with `telea`, "
        f"{text('fill', 'nothing', 'psnr_inside')} untouched.",
        "Finding and filling, without a correction by hand: "
        f"{text('restore', 'unet+auto', 'psnr_inside')} dB with `unet` and `auto`; "
        f"{100 * mean('restore', 'unet+auto', 'sound_changed'):.0f} % of the sound paint is painted over.",
    )
    return "".join(f"- {line}\n" for line in lines)


def _replace_between(text: str, begin: str, end: str, new: str) -> str:
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{new}{end}{after}"


if __name__ == "__main__":
    argparse.ArgumentParser(description="Write the figures of the committed run into README.md.").parse_args()
    path = ROOT / "README.md"
    write_bytes(path, updated(path.read_text(encoding="utf-8")).encode())
