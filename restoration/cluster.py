"""Work on paintings on many machines: an existing Dask cluster hands out the files, and works again where one is lost.

All machines see the same folders under the same paths, and have this program installed in the same version.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from restoration.batch import Outcome, process_painting
from restoration.errors import RestorationError
from restoration.versions import software_versions
from restoration.weights import NotReady

if TYPE_CHECKING:  # the package is an extra
    from distributed import Client, Future

CONNECT_SECONDS = 20.0
AT_ONCE = 10_000  # jobs that the scheduler knows at a time; each takes some kilobytes of its memory
PARTS_PER_THREAD = 4  # parts of a job that wait at each thread of a worker, so that none is idle
MOST_PARTS = 128  # parts of a job at a time; the job's worker holds what each works on

PaintingJob = Callable[[], tuple[Outcome, str]]
"""Works on one painting; returns the outcome, and what was said about it on the way. It can be pickled."""

Versions = Callable[[], dict[str, str]]
"""Returns the versions of what results depend on, on the machine where it is called."""


_GIVEN_UP = "Several workers were lost with it, most likely because memory ran out: it was given up."


class NoCluster(RestorationError):
    """The cluster cannot be reached, or is not fit for the work."""


class Done(NamedTuple):
    """The end of the work on a painting."""

    outcome: Outcome
    notes: str  # lines that the machine which did the work said about it


def run_on_cluster(
    jobs: Mapping[Path, PaintingJob], address: str, versions: Versions = software_versions
) -> Generator[Done]:
    """Run the job of each painting on a cluster, and yield its end as soon as it is there, in any order.

    A worker that dies loses nothing: its jobs go to other workers. A job that several workers die of fails alone. Close
    the generator to stop early: what has not begun is then taken back.

    Args:
        jobs: by painting.
        address: of the scheduler, such as "tcp://10.0.0.5:8786".
        versions: called here and by each worker, to compare; it can be pickled.

    Raises:
        NotReady: the package `distributed` is missing.
        NoCluster: nothing answers at the address, there is no worker, or the workers have another version.
    """
    waiting = iter(jobs.items())
    with _connect(address, versions) as client:
        from distributed import as_completed

        running = _submit(client, islice(waiting, AT_ONCE))
        finished, suspects = as_completed(running, loop=client.loop), list[Path]()
        for future in finished:
            path = running.pop(future)
            if _was_given_up(future):  # the worker that was lost had other jobs, too
                suspects.append(path)
            else:
                yield _end_of(future, path)
            following = _submit(client, islice(waiting, 1))
            running |= following
            finished.update(following)
        for path in suspects:  # each alone: now it is seen which one workers die of
            yield _end_of(client.submit(jobs[path], pure=False), path)


def check_cluster(address: str) -> None:
    """Raise what `run_on_cluster` raises where the cluster is not fit for work: ask before other long work."""
    with _connect(address, software_versions):
        pass


def run_jobs_on_cluster(jobs: Mapping[Path, Callable[[], str]], address: str) -> Generator[Outcome]:
    """Do the same with jobs as `processes.run_jobs` takes them, and yield outcomes as that does."""
    for done in run_on_cluster({path: partial(_run_job, path, job) for path, job in jobs.items()}, address):
        yield done.outcome


def _run_job(path: Path, job: Callable[[], str]) -> tuple[Outcome, str]:
    return process_painting(path, job), ""


def _submit(client: "Client", jobs: Iterable[tuple[Path, PaintingJob]]) -> "dict[Future, Path]":
    return {client.submit(job, pure=False): path for path, job in jobs}


@contextmanager
def _connect(address: str, versions: Versions) -> "Iterator[Client]":
    """Open a connection to a cluster that is fit for the work."""
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        hint = "Install it: pip install -r requirements-cluster.txt."
        raise NotReady("--cluster needs the package distributed.", hint=hint) from error
    for name in ("distributed", "distributed.client"):  # the second has a level of its own
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is said here
    try:
        # first, because a `Client` that fails waits 40 s for its own end, and shows tracebacks
        asyncio.run(asyncio.wait_for(_greet(address), CONNECT_SECONDS))
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError, MemoryError) as error:  # the last: a web server answers
        hint = "Check that the scheduler runs. It says its address when it starts, such as tcp://10.0.0.5:8786."
        raise NoCluster(f"No cluster answers at {address}.", hint=hint) from error
    with client:
        _check_workers(client, versions)
        yield client


async def _greet(address: str) -> None:
    """Connect and leave again; it is for the errors that this raises where no part of Dask answers."""
    from distributed import Security
    from distributed.comm import connect

    comm = await connect(address, timeout=CONNECT_SECONDS, **Security().get_connection_args("client"))
    await comm.close()


def _check_workers(client: "Client", versions: Versions) -> None:
    """Raise `NoCluster` if there is no worker, or if one would make other results than this machine."""
    found_by_worker = client.run(versions, on_error="return")
    if not found_by_worker:
        raise NoCluster("The cluster has no worker.", hint="Start one on each machine: dask worker ADDRESS.")
    own = versions()
    for worker, found in found_by_worker.items():
        if not isinstance(found, dict):
            hint = "Install the same version of this program on all machines."
            raise NoCluster(f"The worker {worker} cannot run this program ({found}).", hint=hint)
        different = [name for name in sorted({*own, *found}) if found.get(name) != own.get(name)]
        if different:
            hint = "Install the same on all machines: results could differ."
            raise NoCluster(f"The worker {worker} has another version of {', '.join(different)}.", hint=hint)


def _was_given_up(future: "Future") -> bool:
    """Return whether a job was tried several times, and its worker was lost each time."""
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


def _end_of(future: "Future", path: Path) -> Done:
    """Wait for a job and return its end; also where no worker survived it. Raise `NoCluster` if the cluster is lost."""
    from distributed import KilledWorker

    try:
        return Done(*future.result())
    except CancelledError as error:
        hint = "Start it again, and repeat the command, with --resume if it has that: what was finished is kept."
        raise NoCluster("The scheduler of the cluster was lost.", hint=hint) from error
    except KilledWorker:
        message = _GIVEN_UP
    except Exception as error:  # what the job raises is in its outcome; this is from the way there
        message = f"A worker could not begin it ({error})."
    return Done(Outcome(path, message, done=False), "")


_sharing = Lock()


class PartLost(RestorationError):
    """A part of a job was given up, because several workers were lost with it."""


@contextmanager
def cluster_workers() -> "Iterator[ClusterWorkers | None]":
    """Yield all workers of the cluster to a job that runs on one of them, so that they compute parts of it.

    Inside the context, the job leaves the processor of its worker to parts, of this job or of others; or to the next
    job, which then keeps it. None: another job of this process shares its parts out already, and a third one would take
    memory; or there is but one thread.

    Raises:
        PartLost: several workers were lost with a part; from inside the context.
    """
    from distributed import KilledWorker, get_client, worker_client

    if not _sharing.acquire(blocking=False):
        yield None
        return
    try:
        threads = sum(get_client().nthreads().values())
        if threads == 1:
            yield None
            return
        with worker_client() as client:
            yield ClusterWorkers(client, min(PARTS_PER_THREAD * threads, MOST_PARTS))
    except KilledWorker as error:
        raise PartLost(_GIVEN_UP) from error
    finally:
        _sharing.release()


class ClusterWorkers:
    """The workers of a cluster, which compute parts of a job; a part of a worker that dies goes to another one."""

    def __init__(self, client: "Client", at_once: int) -> None:
        """Take the client of the job, and the number of parts that keep the workers busy."""
        self._client, self.at_once = client, at_once

    def submit(self, function: Callable[..., object], *arguments: object) -> "Future":
        """Let a worker compute a function, before it begins a new job; the result stays there until it is asked for."""
        return self._client.submit(function, *arguments, pure=False, priority=1)

    def first_done(self, parts: "Collection[Future]") -> "Future":
        """Return a part whose result is there; wait for it where none is."""
        from distributed import wait

        return next(iter(wait([*parts], return_when="FIRST_COMPLETED").done))
