"""A single step of work: a bar at a terminal, plain lines now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from restoration.batch import Outcome
from restoration.domain import Progress
from restoration.metrics.similarity import SimilarityScores

out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


class BatchProgress:
    """Follows a batch of paintings: how many are done, and what is being done to the present one."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0
        self.has_failures = False  # whether any outcome so far was one
        self._progress = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        )
        self._paintings: TaskID = self._progress.add_task("paintings", total=count)
        self._step: TaskID = self._progress.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def watch(self, step: str) -> Callable[[int, int], None]:
        """The progress of one step of the present painting."""

        def show(done: int, total: int) -> None:
            self._progress.update(self._step, description=step, completed=done, total=total, visible=True)

        return show

    def tell(self, outcome: Outcome) -> None:
        """One line for a painting that is done (standard output) or failed (standard error)."""
        self._done += 1
        self.has_failures |= not outcome.done
        self._progress.update(self._paintings, completed=self._done)
        line = f"[{self._done}/{self._count}] {outcome.source.name}: {outcome.message}"
        (out if outcome.done else err).print(line)


def print_scores(scores: dict[str, SimilarityScores]) -> None:
    """A table of scores against the truth, a row for each picture."""
    table = Table("", "PSNR damage", "SSIM damage", "PSNR whole", "SSIM whole", box=SIMPLE)
    for name, one in scores.items():
        table.add_row(
            name, f"{one.psnr_inside:.2f} dB", f"{one.ssim_inside:.3f}", f"{one.psnr:.2f} dB", f"{one.ssim:.3f}"
        )
    out.print(table)


LINE_INTERVAL = 15.0  # seconds between two lines; a step that takes less is not told of


@contextmanager
def progress_bar(step: str) -> Iterator[Progress]:
    """The progress of the step, told on standard error."""
    if not err.is_terminal:
        yield _progress_lines(step)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=err, transient=True) as shown:
        task = shown.add_task(step, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _progress_lines(step: str) -> Progress:
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_INTERVAL:
            last = time.monotonic()
            err.print(f"{step}: {done} of {total}")

    return tell
