"""How work is told at a terminal: a bar where there is one, plain lines elsewhere."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from restoration.batch import Outcome
from restoration.benchmark.nearness import Scores

out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


class Narrator:
    """Follows a batch of paintings: how many are done, and what is being done to the present one."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0
        self.has_failures = False  # whether any outcome so far was one
        self._progress = Progress(
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


def scoreboard(scores: dict[str, Scores]) -> None:
    """A table of scores against the truth, a row for each picture."""
    table = Table("", "PSNR damage", "SSIM damage", "PSNR whole", "SSIM whole", box=SIMPLE)
    for name, one in scores.items():
        table.add_row(
            name, f"{one.psnr_inside:.2f} dB", f"{one.ssim_inside:.3f}", f"{one.psnr:.2f} dB", f"{one.ssim:.3f}"
        )
    out.print(table)
