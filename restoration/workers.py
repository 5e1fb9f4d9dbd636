"""Processes that work for this one: they overhear Ctrl+C, and none of them outlives it."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import cv2

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
