"""Put the tables of the committed benchmark run, and its figures in short, into the README, between their marks.

python scripts/update_readme.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the package lies in this folder

from restoration.benchmark.metric import format_value
from restoration.benchmark.report import markdown_report
from restoration.benchmark.results import BenchmarkResults, read_results
from restoration.benchmark.summary import ALL, summarise
from restoration.files import write_bytes

RUN = ROOT / "data" / "benchmarks" / "reference"
BEGIN, END = "<!-- benchmark -->\n", "<!-- /benchmark -->\n"
IN_SHORT, END_IN_SHORT = "<!-- in short -->\n", "<!-- /in short -->\n"


def updated(readme: str) -> str:
    """The README with the figures of the committed run."""
    results = read_results(RUN)
    shortened = _between(readme, IN_SHORT, END_IN_SHORT, f"\n{in_short(results)}\n")
    return _between(shortened, BEGIN, END, f"\n{markdown_report(results)}\n")


def in_short(results: BenchmarkResults) -> str:
    """The three figures that say most, as a list."""
    means = {(s.task, s.method, s.metric): s.mean for s in summarise(results.scores) if s.severity == s.style == ALL}

    def told(task: str, method: str, metric: str) -> str:
        return format_value(means[task, method, metric])

    lines = (
        f"Cracks on real paintings, F1 (1 is perfect): {told('real', 'unet', 'line_f1')} with `unet`, "
        f"{told('real', 'opencv', 'line_f1')} with `opencv`.",
        "Filling, told where the damage is, PSNR in it (6 dB more is half the error): "
        f"{told('fill', 'auto', 'psnr_inside')} dB with `auto`, {told('fill', 'telea', 'psnr_inside')} with `telea`, "
        f"{told('fill', 'nothing', 'psnr_inside')} untouched.",
        "Finding and filling, no mask corrected by hand: "
        f"{told('restore', 'unet+auto', 'psnr_inside')} dB with `unet` and `auto`, and "
        f"{100 * means['restore', 'unet+auto', 'sound_changed']:.0f} % of the sound paint is painted over.",
    )
    return "".join(f"- {line}\n" for line in lines)


def _between(text: str, begin: str, end: str, new: str) -> str:
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{new}{end}{after}"


if __name__ == "__main__":
    path = ROOT / "README.md"
    write_bytes(path, updated(path.read_text(encoding="utf-8")).encode())
