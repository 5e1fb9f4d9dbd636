"""Several paintings at once: outcomes, lost workers, an early end, and the number of workers."""

import multiprocessing
import os
import signal
import subprocess
import sys
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


def ignore_the_end(path):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    path.touch()
    time.sleep(60)


def wait_for(path):
    while not path.exists():
        time.sleep(0.01)
    return "done"


def test_a_worker_that_misses_the_signal_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.2)
    ready = tmp_path / "ready"
    jobs = {tmp_path / "a": partial(ignore_the_end, ready), tmp_path / "b": partial(wait_for, ready)}
    outcomes = run_jobs(jobs, workers=2)
    assert next(outcomes).message == "done"
    began = time.perf_counter()
    outcomes.close()
    assert time.perf_counter() - began < 30
    assert not multiprocessing.active_children()


INTERRUPTED = """
import pathlib, sys, time
from restoration.processes import submit_jobs, worker_pool

class Large:
    def __reduce__(self):  # called when the result is about to be sent
        pathlib.Path(sys.argv[1]).touch()
        return bytes, (bytes(200_000_000),)

if __name__ == "__main__":
    try:
        with worker_pool(1) as pool:
            submit_jobs([Large], pool)
            while not pathlib.Path(sys.argv[1]).exists():
                time.sleep(0.001)
            time.sleep(float(sys.argv[2]))
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.15, 0.2])
def test_a_worker_that_is_ended_while_it_sends_a_result_does_not_hold_up_the_end(tmp_path, seconds):
    (tmp_path / "interrupted.py").write_text(INTERRUPTED)
    command = [sys.executable, "interrupted.py", "sending", str(seconds)]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.stdout == "interrupted\n"


def test_there_are_never_more_workers_than_paintings_or_memory_for_them(monkeypatch):
    monkeypatch.setattr(processes, "available_memory", lambda: 2.5e9)
    assert suggest_worker_count(paintings=1) == 1
    assert suggest_worker_count(paintings=1000) <= 2
    monkeypatch.setattr(processes, "available_memory", lambda: 1e9)
    assert suggest_worker_count(paintings=1000) == 1
