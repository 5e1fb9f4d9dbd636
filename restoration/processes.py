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
from restoration.imaging.limits import memory_at_hand

Result = TypeVar("Result")


def start_work() -> None:
    """What a new worker sees to first."""
    cv2.setNumThreads(1)  # the others have the other processors
    threading.Thread(target=_follow_parent, daemon=True).start()


@contextmanager
def hired(workers: int, start: Callable[[], None] = start_work) -> Iterator[ProcessPoolExecutor]:
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


def hand_out(jobs: Iterable[Callable[[], Result]], pool: ProcessPoolExecutor) -> list[Future[Result]]:
    """Start the workers. Ctrl+C reaches all processes of a terminal; that they ignore it, they inherit."""
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return [pool.submit(job) for job in jobs]
    finally:
        signal.signal(signal.SIGINT, heeded)


def _follow_parent() -> None:
    """End with the parent, even where it was killed and could not say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


Job = Callable[[], str]  # does one painting and says in a few words what came of it; it can be sent to a process

_PER_WORKER = 2e9  # bytes of memory, enough for a painting of 60 megapixels: 20 take 0.75e9 at their peak


class WorkerLost(RestorationError):
    """A process ended in the middle of its work: killed, most likely because memory ran out."""

    hint = "What was finished is kept; go on with fewer --workers."


def crew_size(paintings: int) -> int:
    """How many workers are of use: one for each processor, as far as paintings and memory go."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return int(max(1, min(processors, paintings, memory_at_hand() // _PER_WORKER)))


def work_through(jobs: Mapping[Path, Job], workers: int) -> Generator[Outcome]:
    """Do the job of each painting, as `batch.work_through` does, with so many processes; outcomes come as they fall.

    Whoever stops early closes the generator: what is in the making is given up at once.

    Raises:
        WorkerLost: a process was killed.
    """
    if workers == 1:
        yield from (_do(path, job) for path, job in jobs.items())
        return
    try:
        with hired(workers, _start_work) as pool:
            given = hand_out((partial(_do_as_worker, path, job) for path, job in jobs.items()), pool)
            for future in as_completed(given):
                yield future.result()
    except BrokenProcessPool as error:
        raise WorkerLost("A worker was stopped from outside, most likely because memory ran out.") from error


def _do(path: Path, job: Job) -> Outcome:
    return next(batch.work_through([path], lambda _: job()))


def _do_as_worker(path: Path, job: Job) -> Outcome:
    try:
        return _do(path, job)
    except SystemExit:  # the pool would only hand out the next job
        os._exit(1)


def _start_work() -> None:
    """What a new worker sees to first."""
    start_work()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as an exception, so a file half-written is cleared away
