"""A whole collection: the same files whoever makes them, and nothing lost when a worker is."""

import multiprocessing
import os
import time
from functools import partial

import pytest

from restoration import processes
from restoration.batch import paintings_in
from restoration.collection import generation
from restoration.collection.generation import generate_pairs
from restoration.collection.pair_request import PairRequest
from restoration.processes import WorkerLost, run_jobs, suggest_worker_count

ORDER = PairRequest(per_image=2, severity="moderate", style="simple", seed=5)


def test_any_number_of_workers_gives_the_same_files_and_all_failures(originals, content, tmp_path):
    (originals / "torn.jpg").write_bytes(b"not a picture")
    told = {}
    for workers, paintings in ((1, paintings_in(originals)), (2, paintings_in(originals)[::-1])):
        outcomes = told[workers] = []
        count = generate_pairs(paintings, ORDER, tmp_path / str(workers), workers=workers, tell=outcomes.append)
        assert count == 4
    assert {outcome.source.name: outcome.done for outcome in told[1]} == {
        "a.png": True,
        "b.png": True,
        "torn.jpg": False,
    }
    assert set(told[1]) == set(told[2])
    assert content(tmp_path / "1") == content(tmp_path / "2")


def test_a_killed_worker_is_told_in_one_sentence(tmp_path):
    with pytest.raises(WorkerLost) as caught:
        list(run_jobs({tmp_path / "a": partial(os._exit, 1)}, workers=2))
    assert "--workers" in caught.value.sentence


def test_whoever_stops_early_does_not_wait_for_what_is_in_the_making(tmp_path):
    outcomes = run_jobs({tmp_path / "a": partial(str, "done"), tmp_path / "b": partial(time.sleep, 60)}, workers=2)
    began = time.perf_counter()
    assert next(outcomes).message == "done"
    outcomes.close()
    assert time.perf_counter() - began < 30
    assert not multiprocessing.active_children()


def test_an_interrupted_run_leaves_a_true_manifest_and_goes_on_where_it_stopped(originals, content, tmp_path):
    def interrupt(outcome):
        raise KeyboardInterrupt

    paintings, folder = paintings_in(originals), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        generate_pairs(paintings, ORDER, folder, workers=1, tell=interrupt)
    assert (folder / "manifest.csv").read_text().count("\n") == 1 + ORDER.per_image
    (folder / "synthetic_damaged" / ".0123456789abcdef.part").touch()  # as a killed run leaves it
    assert generate_pairs(paintings, ORDER, folder, workers=1, tell=print) == 4
    generate_pairs(paintings, ORDER, tmp_path / "at once", workers=1, tell=print)
    assert content(folder) == content(tmp_path / "at once")


def test_thousands_have_a_manifest_long_before_the_end(originals, tmp_path, monkeypatch):
    monkeypatch.setattr(generation, "MANIFEST_EVERY", 1)
    seen = []

    def look(outcome):
        seen.append((tmp_path / "manifest.csv").exists())

    generate_pairs(paintings_in(originals), ORDER, tmp_path, workers=1, tell=look)
    assert seen == [False, True]


def test_a_crew_is_never_larger_than_its_work_or_its_memory(monkeypatch):
    monkeypatch.setattr(processes, "available_memory", lambda: 5e9)
    assert suggest_worker_count(paintings=1) == 1
    assert suggest_worker_count(paintings=1000) <= 2
    monkeypatch.setattr(processes, "available_memory", lambda: 1e9)
    assert suggest_worker_count(paintings=1000) == 1
