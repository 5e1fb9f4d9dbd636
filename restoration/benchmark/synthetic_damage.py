"""A whole run: every picture in turn, each step kept as soon as it is done."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import groupby
from pathlib import Path

from restoration import processes
from restoration.batch import Outcome
from restoration.benchmark import protocol as protocols
from restoration.benchmark.methods import Competitors
from restoration.benchmark.partial_results import PartialResults
from restoration.benchmark.peers.process import PeerFailed
from restoration.benchmark.protocol import BenchmarkProtocol, list_cases
from restoration.benchmark.results import ResultRow
from restoration.benchmark.steps import BenchmarkPicture, Step, list_steps
from restoration.damage import serialization
from restoration.domain import Progress, no_progress
from restoration.errors import RestorationError
from restoration.metrics.lpips import is_available
from restoration.output.record import library_versions

PARTIAL_RESULTS_FOLDER = "pieces"  # folder in that of the run


class StepFailed(RestorationError):
    """A guest did not do its part."""

    hint = "Run it again: what was done is kept."


def measure_synthetic_damage(
    pictures: list[Path],
    protocol: BenchmarkProtocol,
    contest: Competitors,
    folder: Path,
    *,
    workers: int,
    tell: Callable[[Outcome], None],
    progress: Progress = no_progress,
) -> tuple[list[ResultRow], list[ResultRow]]:
    """Scores and costs of all methods on all pictures; what an earlier run left unfinished is finished.

    Args:
        pictures: the originals; no two share a stem.
        protocol: how.
        contest: who competes.
        folder: of the run; made if need be.
        workers: processes. More than one finish sooner and make times longer, which are then worth little.
        tell: called with what became of each picture.
        progress: called after each step on the present picture; with one worker only, others work out of hearing.

    Raises:
        CannotWrite: the folder takes no more.
        WorkerLost: a process was killed.
    """
    of_each = groupby(list_cases([path.stem for path in pictures], protocol), key=lambda case: case.picture)
    subjects = [BenchmarkPicture(path, tuple(own), protocol) for path, (_, own) in zip(pictures, of_each, strict=True)]
    heard = progress if workers == 1 else no_progress
    jobs = {subject.path: partial(measure_picture, subject, contest, folder, heard) for subject in subjects}
    with closing(processes.run_jobs(jobs, workers)) as outcomes:
        for outcome in outcomes:
            tell(outcome)
    return _gather_results(subjects, contest, folder)


def measure_picture(
    subject: BenchmarkPicture, contest: Competitors, folder: Path, progress: Progress = no_progress
) -> str:
    """Do the steps on one picture that are still to do, and say how many there were.

    Raises:
        StepFailed: some could not be done; the others were.
        BadImage: the picture cannot be read.
    """
    piece = _partial_results(subject, folder)
    missing = [(name, step) for name, step in list_steps(subject, contest) if not piece.knows(name)]
    if not missing:
        return "done before"
    with closing(subject):
        failed = _do_steps(missing, piece, progress)
    if failed:
        raise StepFailed(f"Not done: {', '.join(failed)}.")
    return f"{len(missing)} steps done"


def _do_steps(missing: list[tuple[str, Step]], piece: PartialResults, progress: Progress) -> list[str]:
    """Do these steps; which could not be done, and why."""
    failed = []
    for done, (name, step) in enumerate(missing, start=1):
        try:
            piece.keep(name, step())
        except PeerFailed as error:
            failed.append(f"{name} ({error})")
        progress(done, len(missing))
    return failed


def _partial_results(subject: BenchmarkPicture, folder: Path) -> PartialResults:
    circumstances = {
        "protocol": protocols.PROTOCOL_VERSION,
        "generator": serialization.GENERATOR_VERSION,
        "seed": subject.protocol.seed,
        "side": subject.protocol.side,
        "cases": [[case.severity, case.style] for case in subject.cases],
        "picture": subject.sha256,
        "lpips": is_available((subject.protocol.side, subject.protocol.side)),
        "libraries": library_versions(),
    }
    return PartialResults(folder / PARTIAL_RESULTS_FOLDER / f"{subject.path.stem}.json", circumstances)


def _gather_results(
    subjects: list[BenchmarkPicture], contest: Competitors, folder: Path
) -> tuple[list[ResultRow], list[ResultRow]]:
    """The figures of all steps that were done, those of methods that took no part in this run left out."""
    scores: list[ResultRow] = []
    cost: list[ResultRow] = []
    for subject in subjects:
        piece = _partial_results(subject, folder)
        for name, _ in list_steps(subject, contest):
            if piece.knows(name):
                more_scores, more_cost = piece.figures(name)
                scores += more_scores
                cost += more_cost
    return scores, cost
