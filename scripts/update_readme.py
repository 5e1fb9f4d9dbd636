"""Write the figures of the committed benchmark runs into README.md and docs/benchmark.md, between their marks.

python scripts/update_readme.py
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from restoration.benchmark.metric import format_value
from restoration.benchmark.report import markdown_report, split_table
from restoration.benchmark.results import RUN_FILE, BenchmarkResults, read_results
from restoration.benchmark.summary import ALL, SummaryGroup, painting_means
from restoration.errors import BadRequest
from restoration.files import write_bytes

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "benchmark.md")
RUN = ROOT / "data" / "benchmarks" / "reference"
TEST_RUN = RUN.with_name("test")  # measured once per release; it may not be there yet
BEGIN, END = "<!-- benchmark -->\n", "<!-- /benchmark -->\n"
IN_SHORT, END_IN_SHORT = "<!-- in short -->\n", "<!-- /in short -->\n"
TEST, END_TEST = "<!-- test -->\n", "<!-- /test -->\n"


def updated(document: str, run: Path = RUN, test_run: Path = TEST_RUN) -> str:
    """Return a document with the figures of the committed runs; raise `BadRequest` where they share a painting."""
    results = read_results(run)
    test = read_results(test_run) if (test_run / RUN_FILE).exists() else None
    for begin, end, text in (
        (IN_SHORT, END_IN_SHORT, lambda: f"\n{in_short(results)}{test_in_short(results, test) if test else ''}\n"),
        (BEGIN, END, lambda: f"\n{markdown_report(results)}\n"),
        (TEST, END_TEST, lambda: split_figures(results, test) if test else ""),
    ):
        if begin in document:
            document = _replace_between(document, begin, end, text())
    return document


def split_figures(results: BenchmarkResults, test: BenchmarkResults) -> str:
    """Return the main figures of two runs side by side, on validation and on test paintings, and a sentence on them."""
    shared = _pictures(results) & _pictures(test)
    if shared:
        hint = "Measure the reference run again: its split val has no painting of the split test."
        raise BadRequest(f"The two runs share {len(shared)} paintings, such as {min(shared)}.", hint=hint)
    return f"""
**On paintings that no choice has seen**

The paintings of the split `test` are measured once per release and used for nothing else. They are other paintings, so
compare the distances between methods: a lead that is smaller here came partly from the choices.

{split_table(results, test)}
"""


def _pictures(results: BenchmarkResults) -> set[str]:
    return {picture["sha256"] for picture in results.metadata["pictures"]}


def in_short(results: BenchmarkResults) -> str:
    """Return the three most important results as a list."""
    mean, text = _means_of(results)
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


def test_in_short(results: BenchmarkResults, test: BenchmarkResults) -> str:
    """Return what holds on paintings that no choice has seen, as one more entry of that list."""
    _, text = _means_of(test)
    _, earlier = _means_of(results)
    return (
        f"- On {len(test.metadata['pictures'])} paintings on which nothing was chosen: "
        f"{text('fill', 'auto', 'psnr_inside')} dB with `auto`, {text('fill', 'telea', 'psnr_inside')} with `telea`; "
        f"F1 of drawn damage {text('detect', 'unet', 'f1')} with `unet` ({earlier('detect', 'unet', 'f1')} on the "
        "others).\n"
    )


def _means_of(results: BenchmarkResults) -> tuple[Callable[..., float], Callable[..., str]]:
    """Return what gives the mean over the paintings, by task, method and metric, as a number and as a text."""
    means = painting_means(results.scores)

    def mean(task: str, method: str, metric: str) -> float:
        return fmean(means[SummaryGroup(task, method, ALL, ALL, metric)].values())

    def text(task: str, method: str, metric: str) -> str:
        return format_value(mean(task, method, metric))

    return mean, text


def _replace_between(text: str, begin: str, end: str, new: str) -> str:
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{new}{end}{after}"


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None).parse_args()
    try:
        texts = {path: updated(path.read_text(encoding="utf-8")) for path in DOCUMENTS}
        for path, text in texts.items():
            write_bytes(path, text.encode())
    except BadRequest as error:
        sys.exit(f"Error: {error.sentence}")
