"""The paintings of INPUT: each is read, worked on, and reported with a line; one after the other or several at once."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Protocol, Self

import typer

from restoration import batch, processes
from restoration.batch import Outcome
from restoration.cli import terminal
from restoration.cli.places import Places, ProcessSite, StepProgress, Task, carry_out
from restoration.cli.title_options import refuse_for_several
from restoration.cluster import Done, cluster_workers, run_on_cluster
from restoration.domain import Progress, no_progress
from restoration.errors import BadRequest, RestorationError
from restoration.files import ensure_folder, remove_unfinished
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting, use_decoder
from restoration.imaging.writing import default_format
from restoration.output.damage_map import TitleBlock
from restoration.output.provenance import check_describable
from restoration.output.results import check_result_names, restored_suffix
from restoration.shared_windows import HUGE_MEGAPIXELS, sharing_windows
from restoration.versions import software_versions

ProcessPainting = Callable[[Path, StepProgress], str]
"""Works on one painting and returns a short summary."""

Workers = Annotated[
    int,
    typer.Option(
        min=1, max=256, help="Paintings of a folder at the same time, each in a process of its own with one thread."
    ),
]
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Share the work out to the machines of a Dask cluster (docs/scale.md)."
    ),
]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who works on the paintings of a folder, and on which of them."""

    workers: int = 1  # processes on this machine
    cluster: str | None = None  # address of the scheduler; None: this machine does the work
    resume: bool = False  # whether what is finished is left as it is

    def checked(self) -> Self:
        """Return the same; raise `BadRequest` if the parts exclude each other."""
        if self.cluster is not None and self.workers > 1:
            raise BadRequest("A cluster has its own workers.", hint="Give --cluster or --workers, not both.")
        return self


class Work(Protocol):
    """What a command does with every painting, as it was asked for: data that can be sent to another process."""

    def __hash__(self) -> int: ...

    def prepare(self) -> ProcessSite:
        """Build the methods, once for all paintings; raise `RestorationError` if the request is impossible."""

    def weights(self) -> list[str]:
        """Return the versions of the weights that it uses."""

    def is_finished(self, task: Task) -> bool:
        """Return whether the results of a painting are there already; raise `RestorationError` if that is unclear."""

    def earlier_results(self, name: str) -> list[str]:
        """Return the names of results of earlier runs that the work may keep or remove, from the name they follow."""

    def resolved(self) -> Self:
        """Return the same work with absolute paths, for a process that has another working folder."""


def process_all(source: Path, output: Path, process: ProcessPainting, words: TitleBlock | None = None) -> None:
    """Process every painting of INPUT, one after the other; exit with 1 if some failed.

    A file that crashes its decoder, or keeps it busy without end, costs that painting only.
    """
    paintings = _paintings_of(source, output, words)
    with decoding_by(shared_decoder().decode), terminal.BatchProgress(len(paintings)) as progress:
        for path in paintings:
            progress.report(batch.process_painting(path, partial(process, path, progress.step)))
    _exit_after(progress)


def work_on_all(places: Places, work: Work, words: TitleBlock | None = None, sharing: Sharing = Sharing()) -> None:
    """Do the same with work that several processes, or several machines, share.

    Args:
        places: of the paintings, their masks and the results.
        work: what to do with each painting.
        words: what a person says about the painting.
        sharing: who does it. Memory may allow fewer workers, which is said.

    Raises:
        RestorationError: the request is impossible.
        WorkerLost: a process was killed; what was finished is kept.
        NoCluster: the cluster cannot be reached.
    """
    tasks = places.plan(terminal.report_skipped)
    refuse_for_several(words or TitleBlock(), len(tasks))
    places.prepare_output()
    if sharing.resume:
        tasks = _unfinished(tasks, work)
    with terminal.BatchProgress(len(tasks)) as progress, closing(_ends(tasks, work, sharing, progress)) as ends:
        for end in ends:
            terminal.err.print(end.notes, end="")
            progress.report(end.outcome)
    _exit_after(progress)


def _unfinished(tasks: list[Task], work: Work) -> list[Task]:
    """Return the paintings that are still to be done, and say how many are left out."""
    with terminal.progress_bar("looking at what is done") as progress:
        left = []
        for done, task in enumerate(tasks, start=1):
            left += [] if _is_finished(work, task) else [replace(task, resume=True)]
            progress(done, len(tasks))
    if len(left) < len(tasks):
        terminal.out.print(f"Left as they are: {len(tasks) - len(left)} of {len(tasks)}, done by an earlier run.")
    return left


def _is_finished(work: Work, task: Task) -> bool:
    try:
        return task.refusal is None and work.is_finished(task)
    except RestorationError:  # the work on it will say what is wrong
        return False


def _ends(tasks: list[Task], work: Work, sharing: Sharing, progress: terminal.BatchProgress) -> Generator[Done]:
    """Yield the end of the work on each painting."""
    if sharing.cluster is not None:
        absolute = work.resolved()
        jobs = {task.path: partial(_work_for_cluster, absolute, task.resolved(), HUGE_MEGAPIXELS) for task in tasks}
        yield from run_on_cluster(jobs, sharing.cluster, partial(_versions, absolute))
        return
    count = _affordable(sharing.workers, len(tasks))
    if sharing.workers == 1 or count == 1:
        prepared(work)  # what is impossible ends the run
        for task in tasks:
            yield Done(batch.process_painting(task.path, partial(_work_on, work, task, progress.step)), "")
        return
    for outcome in processes.run_jobs({task.path: partial(_work_on, work, task) for task in tasks}, count):
        yield Done(outcome, "")


def _paintings_of(source: Path, output: Path, words: TitleBlock | None) -> list[Path]:
    paintings = batch.paintings_in(source, terminal.report_skipped)
    refuse_for_several(words or TitleBlock(), len(paintings))
    remove_unfinished(ensure_folder(output))
    return paintings


def _affordable(workers: int, paintings: int) -> int:
    """Return as many workers as were asked for, or fewer where memory does not suffice; then say so."""
    wanted = max(min(workers, paintings), 1)
    count = processes.affordable_workers(wanted)
    if count < wanted:
        terminal.err.print(f"Memory suffices for {count} at the same time, not for {workers}.")
    return count


def _versions(work: Work) -> dict[str, str]:
    """Return what must be the same on all machines: the inpainter `auto` uses whatever weights a machine has."""
    return software_versions() | {"the weights": " ".join(work.weights())}


def _silent(step: str) -> Progress:
    """Return the progress of a step that nobody watches."""
    return no_progress


def _work_on(work: Work, task: Task, progress: StepProgress = _silent) -> str:
    """Work on one painting, in this process or in one for several."""
    with decoding_by(shared_decoder().decode):
        return carry_out(task, prepared(work), work.earlier_results(task.named_after), progress)


def _work_for_cluster(work: Work, task: Task, huge_megapixels: float) -> tuple[Outcome, str]:
    """Work on one painting in a worker of a cluster, and return what it said, too: nobody sees its terminal."""
    use_decoder(shared_decoder().decode)
    with terminal.err.capture() as said, sharing_windows(cluster_workers, huge_megapixels):
        outcome = batch.process_painting(task.path, partial(_work_on, work, task))
    return outcome, said.get()


@lru_cache(maxsize=1)
def prepared(work: Work) -> ProcessSite:
    """Return the work, ready to begin: a process prepares it once. Raises what `Work.prepare` raises."""
    return work.prepare()


def _exit_after(progress: terminal.BatchProgress) -> None:
    if progress.has_failures:
        raise typer.Exit(1)


def read_noted(path: Path, *, in_strips: bool = False) -> Painting:
    """Read the painting, and say what that changed or left out; see `read_painting`."""
    painting = read_painting(path, in_strips=in_strips)
    terminal.print_notes(path, painting.notes)
    return painting


def read_for_format(
    path: Path,
    format: str | None,
    words: TitleBlock,
    *suffixes: str,
    name: str | None = None,
    in_strips: bool = False,
) -> Painting:
    """Read the painting; refuse a format that cannot hold it, and too long a name, before any work is done."""
    painting = read_noted(path, in_strips=in_strips)
    check_result_names(painting, restored_suffix(format or default_format(painting.image)), *suffixes, name=name)
    if format:
        check_describable(painting, words, format)
    return painting
