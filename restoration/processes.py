"""Several paintings at once, each in a process of its own."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import cv2

from restoration import batch
from restoration.batch import Outcome
from restoration.errors import RestorationError
from restoration.imaging.limits import available_memory

Result = TypeVar("Result")


def start_worker() -> None:
    """What a new worker sees to first."""
    cv2.setNumThreads(1)  # the others have the other processors
    threading.Thread(target=_exit_with_parent, daemon=True).start()


@contextmanager
def worker_pool(workers: int, start: Callable[[], None] = start_worker) -> Iterator[ProcessPoolExecutor]:
    """So many workers; where the context is left by an exception, what they have in the making is given up at once.

    Args:
        workers: processes.
        start: called first in each.
    """
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), start)
    try:
        yield pool
    except BaseException:
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown()


def submit_jobs(jobs: Iterable[Callable[[], Result]], pool: ProcessPoolExecutor) -> list[Future[Result]]:
    """Start the workers. Ctrl+C reaches all processes of a terminal; that they ignore it, they inherit."""
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return [pool.submit(job) for job in jobs]
    finally:
        signal.signal(signal.SIGINT, heeded)


def _exit_with_parent() -> None:
    """End with the parent, even where it was killed and could not say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


PaintingJob = Callable[
    [], str
]  # does one painting and says in a few words what came of it; it can be sent to a process

_BYTES_PER_WORKER = 2e9  # bytes of memory, enough for a painting of 60 megapixels: 20 take 0.75e9 at their peak


class WorkerLost(RestorationError):
    """A process ended in the middle of its work: killed, most likely because memory ran out."""

    hint = "What was finished is kept; go on with fewer --workers."


def suggest_worker_count(paintings: int) -> int:
    """How many workers are of use: one for each processor, as far as paintings and memory go."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return int(max(1, min(processors, paintings, available_memory() // _BYTES_PER_WORKER)))


def run_jobs(jobs: Mapping[Path, PaintingJob], workers: int) -> Generator[Outcome]:
    """Do the job of each painting, as `batch.work_through` does, with so many processes; outcomes come as they fall.

    Whoever stops early closes the generator: what is in the making is given up at once.

    Raises:
        WorkerLost: a process was killed.
    """
    if workers == 1:
        yield from (_run_job(path, job) for path, job in jobs.items())
        return
    try:
        with worker_pool(workers, _start_painting_worker) as pool:
            given = submit_jobs((partial(_run_job_in_worker, path, job) for path, job in jobs.items()), pool)
            for future in as_completed(given):
                yield future.result()
    except BrokenProcessPool as error:
        raise WorkerLost("A worker was stopped from outside, most likely because memory ran out.") from error


def _run_job(path: Path, job: PaintingJob) -> Outcome:
    return next(batch.process_paintings([path], lambda _: job()))


def _run_job_in_worker(path: Path, job: PaintingJob) -> Outcome:
    try:
        return _run_job(path, job)
    except SystemExit:  # the pool would only hand out the next job
        os._exit(1)


def _start_painting_worker() -> None:
    """What a new worker sees to first."""
    start_worker()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as an exception, so a file half-written is cleared away
