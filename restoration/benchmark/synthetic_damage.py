"""All methods on synthetic damage: picture by picture, each step saved as soon as it is done."""

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from functools import partial
from itertools import groupby
from pathlib import Path

from restoration import processes
from restoration.batch import Outcome
from restoration.benchmark.methods import Competitors
from restoration.benchmark.partial_results import PartialResults, ScoresAndCost
from restoration.benchmark.peers.inpainter import PeerFailed
from restoration.benchmark.protocol import PROTOCOL_VERSION, BenchmarkProtocol, list_cases
from restoration.benchmark.results import ResultRow
from restoration.benchmark.steps import BenchmarkPicture, Step, list_steps
from restoration.cluster import run_jobs_on_cluster
from restoration.damage.serialization import GENERATOR_VERSION
from restoration.domain import Progress, no_progress
from restoration.errors import RestorationError
from restoration.metrics.lpips import is_available
from restoration.versions import library_versions

PARTIAL_RESULTS_FOLDER = "pieces"  # inside the folder of the run


class StepFailed(RestorationError):
    """A peer could not do some steps."""

    hint = "Run it again: what was done is kept."


def measure_synthetic_damage(
    pictures: list[Path],
    protocol: BenchmarkProtocol,
    competitors: Competitors,
    folder: Path,
    *,
    workers: int,
    cluster: str | None = None,
    on_outcome: Callable[[Outcome], None],
    progress: Progress = no_progress,
) -> ScoresAndCost:
    """Return scores and costs of all methods on all pictures; an interrupted run in the folder is continued.

    Args:
        pictures: the originals; no two share a stem.
        protocol: which damage they get.
        competitors: the methods to measure.
        folder: of the run; made if need be.
        workers: processes. With more than one, the run ends sooner, but the times of the methods mean little.
        cluster: the address of a Dask scheduler, whose workers do the work then; they see the same folders.
        on_outcome: called with the result of each picture.
        progress: called after each step on the present picture; only with one worker on this machine.

    Raises:
        CannotWrite: the results cannot be written to the folder.
        WorkerLost: a process was killed.
        NoCluster: the cluster cannot be reached.
    """
    grouped = groupby(list_cases([path.stem for path in pictures], protocol), key=lambda case: case.picture)
    folder = folder.absolute()  # a worker of a cluster has another working folder
    benchmark_pictures = {
        path.absolute(): BenchmarkPicture(path.absolute(), tuple(cases), protocol)
        for path, (_, cases) in zip(pictures, grouped, strict=True)
    }
    step_progress = progress if workers == 1 and cluster is None else no_progress
    jobs = {
        path: partial(measure_picture, picture, competitors, folder, step_progress)
        for path, picture in benchmark_pictures.items()
    }
    with closing(_run_jobs(jobs, workers, cluster)) as outcomes:
        for outcome in outcomes:
            on_outcome(_checked(outcome, benchmark_pictures[outcome.source], competitors, folder))
    return _gather_results([*benchmark_pictures.values()], competitors, folder)


def _run_jobs(jobs: Mapping[Path, processes.PaintingJob], workers: int, cluster: str | None) -> Generator[Outcome]:
    return processes.run_jobs(jobs, workers) if cluster is None else run_jobs_on_cluster(jobs, cluster)


def _checked(outcome: Outcome, picture: BenchmarkPicture, competitors: Competitors, folder: Path) -> Outcome:
    """Return the outcome; a failure where another machine has done other steps, or has saved them elsewhere."""
    if not outcome.done or not _missing_steps(picture, competitors, _partial_results(picture, folder)):
        return outcome
    message = f"What was measured is not in {folder}. All machines need the same folders and the same weights."
    return Outcome(outcome.source, message, done=False)


def measure_picture(
    picture: BenchmarkPicture, competitors: Competitors, folder: Path, progress: Progress = no_progress
) -> str:
    """Do the missing steps on one picture, and return how many there were, in words.

    Raises:
        StepFailed: some could not be done; the others were.
        BadImage: the picture cannot be read.
    """
    saved = _partial_results(picture, folder)
    missing = _missing_steps(picture, competitors, saved)
    if not missing:
        return "done before"
    with closing(picture):
        failed = _do_steps(missing, saved, progress)
    if failed:
        raise StepFailed(f"Not done: {', '.join(failed)}.")
    return f"{len(missing)} steps done"


def _missing_steps(
    picture: BenchmarkPicture, competitors: Competitors, saved: PartialResults
) -> list[tuple[str, Step]]:
    """Return the steps that are not saved, each with its key."""
    return [(key, step) for key, step in list_steps(picture, competitors) if not saved.has(key)]


def _do_steps(missing: list[tuple[str, Step]], saved: PartialResults, progress: Progress) -> list[str]:
    """Do these steps; return those that failed, each with its reason."""
    failed = []
    for done, (key, step) in enumerate(missing, start=1):
        try:
            saved.save(key, step())
        except PeerFailed as error:
            failed.append(f"{key} ({error})")
        progress(done, len(missing))
    return failed


def _partial_results(picture: BenchmarkPicture, folder: Path) -> PartialResults:
    protocol = picture.protocol
    circumstances = {
        "protocol": PROTOCOL_VERSION,
        "generator": GENERATOR_VERSION,
        "seed": protocol.seed,
        "side": protocol.side,
        "cases": [[case.severity, case.style] for case in picture.cases],
        "picture": picture.sha256,
        "lpips": is_available((protocol.side, protocol.side)),
        "libraries": library_versions(),
    }
    return PartialResults(folder / PARTIAL_RESULTS_FOLDER / f"{picture.path.stem}.json", circumstances)


def _gather_results(pictures: list[BenchmarkPicture], competitors: Competitors, folder: Path) -> ScoresAndCost:
    """Return the results of all steps that are done, without methods that are not competitors of this run."""
    scores: list[ResultRow] = []
    cost: list[ResultRow] = []
    for picture in pictures:
        saved = _partial_results(picture, folder)
        for key, _ in list_steps(picture, competitors):
            if saved.has(key):
                step_scores, step_cost = saved.results(key)
                scores += step_scores
                cost += step_cost
    return scores, cost
