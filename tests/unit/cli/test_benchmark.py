"""`benchmark` and its script: files, a report, exit codes, and one sentence for each mistake."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration.benchmark import methods
from restoration.benchmark.results import BenchmarkResults, read_results, write_results
from restoration.catalog import INPAINTERS
from restoration.registry import Registry
from tests.pages.small_run import metadata, score_rows


@pytest.fixture(autouse=True)
def quick_inpainters(monkeypatch):
    """Leave out the networks, which need a second for each detail."""
    quick = [entry for entry in INPAINTERS if not entry.weights_version()]
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", quick))


@pytest.fixture
def benchmark(run):
    """Run the quick benchmark."""
    return lambda *words: run("benchmark", "--quick", *words)


@pytest.fixture
def originals(tmp_path):
    folder = tmp_path / "originals"
    folder.mkdir()
    rough = np.random.default_rng(1).integers(60, 200, (12, 14, 3)).astype(np.uint8)
    Image.fromarray(rough).resize((112, 96), Image.Resampling.BICUBIC).save(folder / "met_1.png")
    return folder


def test_a_run_writes_scores_and_conditions_and_prints_a_report_and_the_script_does_the_same(
    run, benchmark, originals, tmp_path
):
    code, printed, errors = benchmark("--paintings", originals, "--output", tmp_path / "mine")
    assert (code, errors) == (0, "")
    assert "| Telea (fast marching) |" in printed and "**Finding and filling**" in printed
    results = read_results(tmp_path / "mine")
    assert {cell.picture for cell in results.scores} == {"met_1"}
    assert results.metadata["pictures"][0]["sha256"] and results.metadata["versions"]["numpy"]
    assert results.metadata["protocol"]["seed"] == 2026
    run("--quick", "--paintings", originals, "--output", tmp_path / "script", script="run_benchmark.py")
    assert (tmp_path / "script" / "scores.csv").read_bytes() == (tmp_path / "mine" / "scores.csv").read_bytes()


def test_without_pictures_the_error_says_how_to_fetch_some(benchmark, tmp_path):
    code, _, errors = benchmark("--paintings", tmp_path)
    assert code == 2 and "restoration fetch" in errors and len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    ("twin", "message"), [("met_1.jpg", "met_1.jpg and met_1.png"), ("below/met_1.png", "originals/met_1.png")]
)
def test_two_pictures_of_the_same_name_are_refused(benchmark, originals, tmp_path, twin, message):
    (originals / twin).parent.mkdir(exist_ok=True)
    Image.open(originals / "met_1.png").save(originals / twin)
    code, _, errors = benchmark("--paintings", originals, "--output", tmp_path / "mine")
    assert (code, errors.count("\n")) == (2, 1)
    assert message in errors and twin in errors
    assert not (tmp_path / "mine").exists()


def test_a_picture_that_cannot_be_read_is_named_and_the_others_count(benchmark, originals, tmp_path):
    (originals / "met_2.png").write_bytes(b"no picture")
    (originals / "paintings.csv").write_text("file,split\nmet_1.png,val\nmet_2.png,val\n")
    code, _, errors = benchmark("--paintings", originals, "--output", tmp_path / "mine")
    assert code == 1 and "met_2.png" in errors
    assert {cell.picture for cell in read_results(tmp_path / "mine").scores} == {"met_1"}


@pytest.mark.parametrize(
    ("table", "measured", "rule"),
    [
        (None, ["met_1", "met_3"], "because no table"),
        ("file,split\nmet_1.png,train\nmet_3.png,val\n", ["met_3"], "the split val"),
        ("file,split\nmet_1.png,train\nmet_3.png,train\n", ["met_1", "met_3"], "none is in the split val"),
    ],
    ids=["no table", "a validation split", "all for training"],
)
def test_terminal_and_record_say_which_paintings_are_measured(benchmark, originals, tmp_path, table, measured, rule):
    Image.open(originals / "met_1.png").save(originals / "met_3.png")
    if table:
        (originals / "paintings.csv").write_text(table)
    _, printed, _ = benchmark("--paintings", originals, "--output", tmp_path / "mine")
    run_record = json.loads((tmp_path / "mine" / "run.json").read_text())
    assert [picture["picture"] for picture in run_record["pictures"]] == measured
    assert rule in run_record["chosen"] and f"Measured on {run_record['chosen']}" in printed


@pytest.mark.parametrize(
    ("part", "table"), [("losses", "Filling losses of 15 to 60 px"), ("opaque", "Filling opaque cracks")]
)
def test_a_part_joins_the_run_in_the_folder(benchmark, originals, tmp_path, part, table):
    words = "--only", part, "--paintings", originals, "--output", tmp_path / "mine"
    rows = score_rows("met_1")
    write_results(tmp_path / "mine", BenchmarkResults(rows, [], metadata(originals / "met_1.png")))
    code, printed, _ = benchmark(*words)
    assert code == 0 and f"**{table}**" in printed
    joined = read_results(tmp_path / "mine")
    assert [row for row in joined.scores if row.task != part] == sorted(rows)
    assert {row.method for row in joined.scores if row.task == part} > {"nothing", "telea", "patchmatch"}
    assert [joined_part["task"] for joined_part in joined.metadata["parts"]] == [part]
    Image.new("RGB", (96, 96)).save(originals / "met_1.png")
    code, _, errors = benchmark(*words)
    assert code == 2 and "other paintings" in errors


def test_named_methods_join_the_run_in_the_folder_with_their_pairs(benchmark, originals, tmp_path):
    words = "--paintings", originals, "--output", tmp_path / "mine"
    rows = score_rows("met_1")
    write_results(tmp_path / "mine", BenchmarkResults(rows, [], metadata(originals / "met_1.png")))
    assert benchmark(*words, "--methods", "opencv")[0] == 0
    joined = read_results(tmp_path / "mine").scores
    assert [row for row in joined if row.task == "fill"] == sorted(rows)
    assert {row.method for row in joined if row.task == "detect"} == {"opencv"}
    assert {row.method for row in joined if row.task == "restore"} == {"opencv+telea"}
    for wrong, message in (
        (("--methods", "opencv,brush"), "'brush'"),
        (("--methods", "telea", "--only", "losses"), "--only"),
    ):
        code, _, errors = benchmark(*words, *wrong)
        assert (code, errors.count("\n")) == (2, 1) and message in errors
    Image.open(originals / "met_1.png").save(originals / "met_2.png")
    (originals / "paintings.csv").write_text("file,split\nmet_1.png,val\nmet_2.png,val\n")
    assert "other paintings" in benchmark(*words, "--methods", "opencv")[2], "cases follow from the list of paintings"


def test_teaching_is_measured_alone(run, originals, tmp_path):
    words = "benchmark", "--only", "teaching", "--paintings", originals, "--output", tmp_path / "taught"
    code, printed, _ = run(*words)
    assert code == 0 and "**Losses and worn paint after a few strokes**" in printed
    results = read_results(tmp_path / "taught")
    assert {row.task for row in results.scores} == {"teach"}
    assert len({row.method for row in results.scores}) == 3 == len(results.metadata["methods"])
