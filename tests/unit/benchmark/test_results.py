"""The files of a run: written, read, listed and zipped."""

import io
import zipfile

import pytest

from restoration.benchmark import results
from restoration.benchmark.results import (
    COST_FILE,
    RUN_FILE,
    SCORES_FILE,
    BenchmarkResults,
    ResultRow,
    read_results,
    write_results,
)
from restoration.errors import BadRequest

SCORE = ResultRow("fill", "telea", "met_1", "light", "dutch", "psnr_inside", 29.125)
OTHER = ResultRow("fill", "ns", "met_1", "light", "dutch", "psnr_inside", 30.5)
COST = ResultRow("fill", "telea", "met_1", "light", "dutch", "seconds_per_mpx", 0.25)


def written(folder, *scores):
    write_results(folder, BenchmarkResults(list(scores), [COST], {"commit": "abc"}))
    return folder


def test_results_are_read_back_sorted(tmp_path):
    found = read_results(written(tmp_path, SCORE, OTHER))
    assert found.scores == [OTHER, SCORE]
    assert found.cost == [COST]
    assert found.metadata == {"commit": "abc"}


def test_the_order_of_the_rows_does_not_change_the_file(tmp_path):
    one, two = written(tmp_path / "one", SCORE, OTHER), written(tmp_path / "two", OTHER, SCORE)
    assert (one / SCORES_FILE).read_bytes() == (two / SCORES_FILE).read_bytes()


def test_an_empty_folder_is_answered_with_the_command_that_fills_it(tmp_path):
    with pytest.raises(BadRequest) as caught:
        read_results(tmp_path)
    assert "restoration benchmark" in caught.value.sentence


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_damaged_record_is_refused(tmp_path, text):
    folder = written(tmp_path, SCORE)
    (folder / RUN_FILE).write_text(text)
    with pytest.raises(BadRequest, match="cannot be understood") as caught:
        read_results(folder)
    assert "another folder" in caught.value.sentence


@pytest.mark.parametrize("text", ["", "other,columns\n1,2\n", "{header}\nfill,telea,met_1,light,dutch,psnr,high\n"])
def test_a_damaged_table_is_refused(tmp_path, text):
    table = written(tmp_path, SCORE) / COST_FILE
    header = table.read_text().splitlines()[0]
    table.write_text(text.replace("{header}", header))
    with pytest.raises(BadRequest, match="cannot be understood"):
        read_results(tmp_path)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_a_missing_or_endless_value_is_refused(tmp_path, value):
    with pytest.raises(BadRequest):
        read_results(written(tmp_path, ResultRow("fill", "telea", "met_1", "", "", "psnr", value)))


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A folder with the reference run, two other runs and an unfinished one."""
    monkeypatch.setattr(results, "RUNS_FOLDER", tmp_path)
    monkeypatch.setattr(results, "SHIPPED_FOLDER", tmp_path)
    for name in ("mine", "reference", "also-mine"):
        write_results(tmp_path / name, BenchmarkResults([], [], {}))
    (tmp_path / "unfinished" / "pieces").mkdir(parents=True)
    return tmp_path


def test_the_reference_is_listed_first_and_an_unfinished_run_not_at_all(runs):
    assert results.list_runs() == ["reference", "also-mine", "mine"]


def test_an_installed_program_finds_its_reference_run_beside_the_runs_of_its_user(runs, tmp_path, monkeypatch):
    shipped = tmp_path / "shipped"
    (runs / "reference").rename(shipped.mkdir() or shipped / "reference")
    monkeypatch.setattr(results, "SHIPPED_FOLDER", shipped)
    assert results.list_runs() == ["reference", "also-mine", "mine"]
    assert results.find_run("reference") == shipped / "reference"
    assert results.find_run("mine") == runs / "mine"


@pytest.mark.parametrize("name", ["", "..", "../mine", "a b", "a/b", "a\n", "ä", "x" * 65, "reference", "test"])
def test_a_name_that_could_lead_elsewhere_or_overwrite_the_reference_is_refused(runs, name):
    with pytest.raises(BadRequest):
        results.run_folder(name)


def test_a_good_name_becomes_a_folder(runs):
    assert results.run_folder("2026-11_b") == runs / "2026-11_b"


def test_a_zip_holds_the_three_files(runs):
    with zipfile.ZipFile(io.BytesIO(results.zip_run(runs / "mine"))) as archive:
        assert archive.namelist() == ["mine/scores.csv", "mine/cost.csv", "mine/run.json"]
        assert archive.read("mine/run.json") == (runs / "mine" / "run.json").read_bytes()


def test_a_deleted_run_cannot_be_zipped(runs):
    with pytest.raises(BadRequest, match="cannot be read"):
        results.zip_run(runs / "gone")
