"""The paintings of INPUT: each is read, worked on, and reported with a line; one after the other or several at once."""

from collections.abc import Callable, Generator
from contextlib import closing
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Protocol

import typer

from restoration import batch, processes
from restoration.batch import Outcome
from restoration.cli import terminal
from restoration.cli.title_options import refuse_for_several
from restoration.domain import Progress, no_progress
from restoration.files import ensure_folder, remove_unfinished
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.imaging.writing import default_format
from restoration.output.damage_map import TitleBlock
from restoration.output.provenance import check_describable
from restoration.output.results import check_result_names, restored_suffix

StepProgress = Callable[[str], Progress]
"""From the name of a step to the progress of that step."""
ProcessPainting = Callable[[Path, StepProgress], str]
"""Works on one painting and returns a short summary."""

Workers = Annotated[
    int,
    typer.Option(
        min=1, max=256, help="Paintings of a folder at the same time, each in a process of its own with one thread."
    ),
]


class Work(Protocol):
    """What a command does with every painting, as it was asked for: data that can be sent to another process."""

    def __hash__(self) -> int: ...

    def prepare(self) -> ProcessPainting:
        """Build the methods, once for all paintings; raise `RestorationError` if the request is impossible."""


def process_all(source: Path, output: Path, process: ProcessPainting, words: TitleBlock | None = None) -> None:
    """Process every painting of INPUT, one after the other; exit with 1 if some failed.

    A file that crashes its decoder, or keeps it busy without end, costs that painting only.
    """
    paintings = _paintings_of(source, output, words)
    with decoding_by(shared_decoder().decode), terminal.BatchProgress(len(paintings)) as progress:
        for path in paintings:
            progress.report(batch.process_painting(path, partial(process, path, progress.step)))
    _exit_after(progress)


def work_on_all(source: Path, output: Path, work: Work, words: TitleBlock | None = None, *, workers: int = 1) -> None:
    """Do the same with work that several processes share.

    Args:
        source: INPUT.
        output: the folder of the results.
        work: what to do with each painting.
        words: what a person says about the painting.
        workers: paintings at the same time, at most; memory may allow fewer, which is said.

    Raises:
        RestorationError: the request is impossible.
        WorkerLost: a process was killed; what was finished is kept.
    """
    if workers == 1 or not source.is_dir():
        process_all(source, output, prepared(work), words)
        return
    paintings = _paintings_of(source, output, words)
    count = _affordable(workers, len(paintings))
    with terminal.BatchProgress(len(paintings)) as progress, closing(_outcomes(paintings, work, count)) as outcomes:
        for outcome in outcomes:
            progress.report(outcome)
    _exit_after(progress)


def _paintings_of(source: Path, output: Path, words: TitleBlock | None) -> list[Path]:
    paintings = batch.paintings_in(source, terminal.report_skipped)
    refuse_for_several(words or TitleBlock(), len(paintings))
    remove_unfinished(ensure_folder(output))
    return paintings


def _affordable(workers: int, paintings: int) -> int:
    """Return as many workers as were asked for, or fewer where memory does not suffice; then say so."""
    wanted = min(workers, paintings)
    count = processes.affordable_workers(wanted)
    if count < wanted:
        terminal.err.print(f"Memory suffices for {count} at the same time, not for {workers}.")
    return count


def _outcomes(paintings: list[Path], work: Work, workers: int) -> Generator[Outcome]:
    return processes.run_jobs({path: partial(_work_on, work, path) for path in paintings}, workers)


def _work_on(work: Work, path: Path) -> str:
    """Work on one painting in a process for several."""
    with decoding_by(shared_decoder().decode):
        return prepared(work)(path, lambda step: no_progress)


@lru_cache(maxsize=1)
def prepared(work: Work) -> ProcessPainting:
    """Return the work, ready to begin: a process prepares it once. Raises what `Work.prepare` raises."""
    return work.prepare()


def _exit_after(progress: terminal.BatchProgress) -> None:
    if progress.has_failures:
        raise typer.Exit(1)


def read_noted(path: Path) -> Painting:
    """Read the painting, and say what that changed or left out."""
    painting = read_painting(path)
    terminal.print_notes(path, painting.notes)
    return painting


def read_for_format(path: Path, format: str | None, words: TitleBlock, *suffixes: str) -> Painting:
    """Read the painting; refuse a format that cannot hold it, and too long a name, before any work is done."""
    painting = read_noted(path)
    check_result_names(painting, restored_suffix(format or default_format(painting.image)), *suffixes)
    if format:
        check_describable(painting, words, format)
    return painting
