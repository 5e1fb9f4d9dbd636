"""What the user sees while a command works: progress bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from restoration.batch import Outcome, Skipped
from restoration.domain import Progress
from restoration.metrics.similarity import SimilarityScores

out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

LINE_INTERVAL = 15.0  # seconds between two lines; a shorter step shows none


def _columns() -> tuple[ProgressColumn, ...]:
    return TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()


class BatchProgress:
    """The progress of a batch: how many paintings are done, and the current step of the current one."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0
        self.has_failures = False  # whether a painting has failed so far
        self._progress = RichProgress(*_columns(), console=err, transient=True, disable=not err.is_terminal)
        self._paintings = self._progress.add_task("paintings", total=count)
        self._step = self._progress.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, name: str) -> Progress:
        """Return the progress callback of one step of the current painting."""

        def show(done: int, total: int) -> None:
            self._progress.update(self._step, description=name, completed=done, total=total, visible=True)

        return show

    def report(self, outcome: Outcome) -> None:
        """Print one line for a painting that is done (standard output) or failed (standard error)."""
        self._done += 1
        self.has_failures |= not outcome.done
        self._progress.update(self._paintings, completed=self._done)
        line = f"[{self._done}/{self._count}] {outcome.source.name}: {outcome.message}"
        (out if outcome.done else err).print(line)


def print_notes(file: Path, notes: Iterable[str]) -> None:
    """Say on standard error what reading a file changed or left out, a line for each note."""
    for note in notes:
        err.print(f"{file.name}: {note}")


@contextmanager
def progress_bar(step: str) -> Iterator[Progress]:
    """Show the progress of a single step on standard error."""
    if not err.is_terminal:
        yield _progress_lines(step)
        return
    with RichProgress(*_columns(), console=err, transient=True) as bar:
        task = bar.add_task(step, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _progress_lines(step: str) -> Progress:
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_INTERVAL:
            last = time.monotonic()
            err.print(f"{step}: {done} of {total}")

    return show


def report_skipped(skipped: Skipped) -> None:
    """Say what else lies in a folder of pictures, and is left out."""
    for reason, paths in (("as results of an earlier run", skipped.results), ("as no pictures", skipped.others)):
        if paths:
            names = ", ".join(path.name + "/" * path.is_dir() for path in paths[:3]) + (", …" if len(paths) > 3 else "")
            out.print(f"Left out {reason}: {names} ({len(paths)} in all).")


def print_scores(scores: dict[str, SimilarityScores]) -> None:
    """Print a table of scores against the undamaged picture, one row per picture."""
    table = Table("", "PSNR damage", "SSIM damage", "PSNR whole", "SSIM whole", box=SIMPLE)
    for name, row in scores.items():
        table.add_row(
            name, f"{row.psnr_inside:.2f} dB", f"{row.ssim_inside:.3f}", f"{row.psnr:.2f} dB", f"{row.ssim:.3f}"
        )
    out.print(table)
