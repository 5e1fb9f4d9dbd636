"""Runs are found, named and handed out; a name cannot lead elsewhere."""

import io
import zipfile

import pytest

from restoration.benchmark import results
from restoration.benchmark.results import BenchmarkResults, write_results
from restoration.errors import BadRequest


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "RUNS_FOLDER", tmp_path)
    for name in ("mine", "reference", "also-mine"):
        write_results(tmp_path / name, BenchmarkResults([], [], {}))
    (tmp_path / "unfinished" / "pieces").mkdir(parents=True)
    return tmp_path


def test_the_reference_comes_first_and_what_is_unfinished_not_at_all(folder):
    assert results.list_runs() == ["reference", "also-mine", "mine"]


@pytest.mark.parametrize("name", ["", "..", "../mine", "a b", "a/b", "a\n", "ä", "x" * 65, "reference"])
def test_a_name_that_could_do_harm_is_refused(folder, name):
    with pytest.raises(BadRequest):
        results.run_folder(name)


def test_a_good_name_becomes_a_folder(folder):
    assert results.run_folder("2026-11_b") == folder / "2026-11_b"


def test_a_zip_holds_the_three_files(folder):
    with zipfile.ZipFile(io.BytesIO(results.zip_run(folder / "mine"))) as archive:
        assert archive.namelist() == ["mine/scores.csv", "mine/cost.csv", "mine/run.json"]
        assert archive.read("mine/run.json") == (folder / "mine" / "run.json").read_bytes()


def test_a_run_that_is_gone_is_a_sentence(folder):
    with pytest.raises(BadRequest, match="cannot be read"):
        results.zip_run(folder / "gone")
