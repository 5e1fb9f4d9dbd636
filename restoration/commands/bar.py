"""A single step of work: a bar at a terminal, plain lines now and then elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from restoration import terminal
from restoration.domain import Progress

EVERY = 15.0  # seconds between two lines; a step that takes less is not told of


@contextmanager
def bar(step: str) -> Iterator[Progress]:
    """The progress of the step, told on standard error."""
    if not terminal.err.is_terminal:
        yield _lines(step)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=terminal.err, transient=True) as shown:
        task = shown.add_task(step, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def _lines(step: str) -> Progress:
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            terminal.err.print(f"{step}: {done} of {total}")

    return tell
