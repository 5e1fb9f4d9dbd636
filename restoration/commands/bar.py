"""A bar for a single step of work."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from restoration import terminal
from restoration.domain import Progress


@contextmanager
def bar(step: str) -> Iterator[Progress]:
    """The progress of the step, shown at a terminal and nowhere else."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    is_seen = terminal.err.is_terminal
    with RichProgress(*columns, console=terminal.err, transient=True, disable=not is_seen) as shown:
        task = shown.add_task(step, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
