"""Work on several paintings at once, each in a process of its own."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeVar

from restoration.batch import Outcome, process_painting
from restoration.errors import RestorationError
from restoration.imaging.limits import available_memory
from restoration.threads import processor_count, use_one_thread

Result = TypeVar("Result")

PaintingJob = Callable[[], str]
"""Works on one painting and returns a short summary; it can be pickled, to be sent to a process."""

GRACE_SECONDS = 10.0  # for a worker to end by itself, and to remove what it has half written
_BYTES_PER_WORKER = 1e9  # enough for a painting of any size: `unet` and `auto` take 0.6e9 at their peak


class WorkerLost(RestorationError):
    """A process ended in the middle of its work: it was killed, most likely because memory ran out."""

    hint = "What was finished is kept; go on with fewer --workers."


def suggest_worker_count(paintings: int) -> int:
    """Return one worker for each processor, but no more than the paintings and the free memory allow."""
    return affordable_workers(min(processor_count(), paintings))


def affordable_workers(wanted: int) -> int:
    """Return as many workers as are wanted, or fewer where the free memory does not suffice; at least 1."""
    return int(max(1, min(wanted, available_memory() // _BYTES_PER_WORKER)))


def run_jobs(jobs: Mapping[Path, PaintingJob], workers: int) -> Generator[Outcome]:
    """Run the job of each painting and yield its outcome as soon as it is there, in any order.

    With one worker, the jobs run in this process, one after the other. Close the generator to stop early: unfinished
    jobs are then abandoned at once.

    Args:
        jobs: by painting.
        workers: processes.

    Raises:
        WorkerLost: a process was killed.
    """
    if workers == 1:
        yield from (process_painting(path, job) for path, job in jobs.items())
        return
    try:
        with worker_pool(workers, _start_painting_worker) as pool:
            futures = submit_jobs((partial(_process_in_worker, path, job) for path, job in jobs.items()), pool)
            for future in as_completed(futures):
                yield future.result()
    except BrokenProcessPool as error:
        raise WorkerLost("A worker was stopped from outside, most likely because memory ran out.") from error


def _process_in_worker(path: Path, job: PaintingJob) -> Outcome:
    try:
        return process_painting(path, job)
    except SystemExit:  # from SIGTERM; the pool would only give this process the next job
        os._exit(1)


def _start_painting_worker() -> None:
    start_worker()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # an exception, so that a half-written file is removed


def start_worker() -> None:
    """Prepare a new worker process: one thread for libraries, and an end together with the parent."""
    use_one_thread()  # the other workers use the other processors
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """End when the parent ends, even if it was killed and could not say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def worker_pool(workers: int, start: Callable[[], None] = start_worker) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of processes; an exception inside the context ends them and their unfinished jobs at once.

    Args:
        workers: processes.
        start: called first in each of them.
    """
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), start)
    try:
        yield pool
    except BaseException:
        _end_workers(pool)
        raise
    finally:
        pool.shutdown()


def _end_workers(pool: ProcessPoolExecutor) -> None:
    """End the processes of the pool and their unfinished jobs at once; what does not end is killed.

    One of them may be ended while it sends a result. The pool's thread would then wait for the rest of it for ever,
    because this process, too, could still write to that pipe; so its end is closed. And one may miss the signal: Python
    drops the exception that a handler raises while it frees an object.
    """
    workers, end = multiprocessing.active_children(), time.monotonic() + GRACE_SECONDS
    for worker in workers:
        worker.terminate()
    for worker in workers:
        if not wait([worker.sentinel], max(end - time.monotonic(), 0)):
            worker.kill()
    pool._result_queue._writer.close()  # type: ignore[attr-defined]  # a connection; Python 3.14 has `terminate_workers`


def submit_jobs(jobs: Iterable[Callable[[], Result]], pool: ProcessPoolExecutor) -> list[Future[Result]]:
    """Submit the jobs, which starts the processes, and return their futures.

    The processes inherit that SIGINT is ignored: Ctrl+C reaches all processes of a terminal, but only this one acts.
    """
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return [pool.submit(job) for job in jobs]
    finally:
        signal.signal(signal.SIGINT, handler)
