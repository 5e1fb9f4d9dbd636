"""A whole run: every picture in turn, each step kept as soon as it is done."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import groupby
from pathlib import Path

from restoration import processes
from restoration.batch import Outcome
from restoration.benchmark import protocol as protocols
from restoration.benchmark.methods import Contest
from restoration.benchmark.partial_results import Piece
from restoration.benchmark.peers.worker import PeerFailed
from restoration.benchmark.protocol import Protocol, cases
from restoration.benchmark.results import Cell
from restoration.benchmark.steps import Step, Subject, steps
from restoration.damage import serialization
from restoration.domain import Progress, silent
from restoration.errors import RestorationError
from restoration.metrics.lpips import is_at_hand
from restoration.output.record import libraries

PIECES = "pieces"  # folder in that of the run


class StepFailed(RestorationError):
    """A guest did not do its part."""

    hint = "Run it again: what was done is kept."


def run(
    pictures: list[Path],
    protocol: Protocol,
    contest: Contest,
    folder: Path,
    *,
    workers: int,
    tell: Callable[[Outcome], None],
    progress: Progress = silent,
) -> tuple[list[Cell], list[Cell]]:
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
    of_each = groupby(cases([path.stem for path in pictures], protocol), key=lambda case: case.picture)
    subjects = [Subject(path, tuple(own), protocol) for path, (_, own) in zip(pictures, of_each, strict=True)]
    heard = progress if workers == 1 else silent
    jobs = {subject.path: partial(measure, subject, contest, folder, heard) for subject in subjects}
    with closing(processes.work_through(jobs, workers)) as outcomes:
        for outcome in outcomes:
            tell(outcome)
    return _gathered(subjects, contest, folder)


def measure(subject: Subject, contest: Contest, folder: Path, progress: Progress = silent) -> str:
    """Do the steps on one picture that are still to do, and say how many there were.

    Raises:
        StepFailed: some could not be done; the others were.
        BadImage: the picture cannot be read.
    """
    piece = _piece(subject, folder)
    missing = [(name, step) for name, step in steps(subject, contest) if not piece.knows(name)]
    if not missing:
        return "done before"
    with closing(subject):
        failed = _done(missing, piece, progress)
    if failed:
        raise StepFailed(f"Not done: {', '.join(failed)}.")
    return f"{len(missing)} steps done"


def _done(missing: list[tuple[str, Step]], piece: Piece, progress: Progress) -> list[str]:
    """Do these steps; which could not be done, and why."""
    failed = []
    for done, (name, step) in enumerate(missing, start=1):
        try:
            piece.keep(name, step())
        except PeerFailed as error:
            failed.append(f"{name} ({error})")
        progress(done, len(missing))
    return failed


def _piece(subject: Subject, folder: Path) -> Piece:
    circumstances = {
        "protocol": protocols.VERSION,
        "generator": serialization.VERSION,
        "seed": subject.protocol.seed,
        "side": subject.protocol.side,
        "cases": [[case.severity, case.style] for case in subject.cases],
        "picture": subject.sha256,
        "lpips": is_at_hand((subject.protocol.side, subject.protocol.side)),
        "libraries": libraries(),
    }
    return Piece(folder / PIECES / f"{subject.path.stem}.json", circumstances)


def _gathered(subjects: list[Subject], contest: Contest, folder: Path) -> tuple[list[Cell], list[Cell]]:
    """The figures of all steps that were done, those of methods that took no part in this run left out."""
    scores: list[Cell] = []
    cost: list[Cell] = []
    for subject in subjects:
        piece = _piece(subject, folder)
        for name, _ in steps(subject, contest):
            if piece.knows(name):
                more_scores, more_cost = piece.figures(name)
                scores += more_scores
                cost += more_cost
    return scores, cost
