"""Several paintings at once: outcomes, lost workers, an early end, and the number of workers."""

import multiprocessing
import os
import time
from functools import partial

import pytest

from restoration import processes
from restoration.processes import WorkerLost, run_jobs, suggest_worker_count


def test_a_killed_worker_is_reported_in_one_sentence(tmp_path):
    with pytest.raises(WorkerLost) as caught:
        list(run_jobs({tmp_path / "a": partial(os._exit, 1)}, workers=2))
    assert "--workers" in caught.value.sentence


def test_closing_early_does_not_wait_for_unfinished_jobs(tmp_path):
    outcomes = run_jobs({tmp_path / "a": partial(str, "done"), tmp_path / "b": partial(time.sleep, 60)}, workers=2)
    began = time.perf_counter()
    assert next(outcomes).message == "done"
    outcomes.close()
    assert time.perf_counter() - began < 30
    assert not multiprocessing.active_children()


def test_there_are_never_more_workers_than_paintings_or_memory_for_them(monkeypatch):
    monkeypatch.setattr(processes, "available_memory", lambda: 5e9)
    assert suggest_worker_count(paintings=1) == 1
    assert suggest_worker_count(paintings=1000) <= 2
    monkeypatch.setattr(processes, "available_memory", lambda: 1e9)
    assert suggest_worker_count(paintings=1000) == 1
