"""`benchmark` as its users meet it: files, a report, exit codes, one sentence for each mistake."""

import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.benchmark import methods
from restoration.benchmark.results import read_results
from restoration.catalog import INPAINTERS
from restoration.cli.main import main
from restoration.registry import Registry

SCRIPT = Path(__file__).parents[3] / "scripts" / "run_benchmark.py"


@pytest.fixture(autouse=True)
def quick_fillers(monkeypatch):
    """All but the networks, which would need a second for each detail."""
    quick = [entry for entry in INPAINTERS if not entry.edition()]
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", quick))


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command, or the script, quickly; gives its exit code, standard output and standard error."""

    def go(*words, script=False):
        argv = [SCRIPT.name] if script else ["", "benchmark"]
        monkeypatch.setattr(sys, "argv", [*argv, "--quick", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__") if script else main()
        return end.value.code or 0, *capsys.readouterr()

    return go


@pytest.fixture
def originals(tmp_path):
    folder = tmp_path / "originals"
    folder.mkdir()
    rough = np.random.default_rng(1).integers(60, 200, (12, 14, 3)).astype(np.uint8)
    Image.fromarray(rough).resize((112, 96), Image.Resampling.BICUBIC).save(folder / "met_1.png")
    return folder


def test_a_run_writes_scores_costs_and_what_must_be_known_and_tells_them(run, originals, tmp_path):
    code, told, complained = run("--paintings", originals, "--output", tmp_path / "mine")
    assert (code, complained) == (0, "")
    assert "| Telea (fast marching) |" in told and "**Finding and filling**" in told
    results = read_results(tmp_path / "mine")
    assert {cell.picture for cell in results.scores} == {"met_1"}
    assert results.about["pictures"][0]["sha256"] and results.about["versions"]["numpy"]
    assert results.about["protocol"]["seed"] == 2026


def test_the_script_does_the_same(run, originals, tmp_path):
    run("--paintings", originals, "--output", tmp_path / "one")
    run("--paintings", originals, "--output", tmp_path / "two", script=True)
    scores = [(tmp_path / name / "scores.csv").read_bytes() for name in ("one", "two")]
    assert scores[0] == scores[1]


def test_without_pictures_one_is_told_how_to_fetch_some(run, tmp_path):
    code, _, complained = run("--paintings", tmp_path)
    assert code == 2 and "restoration fetch" in complained and len(complained.splitlines()) == 1


@pytest.mark.parametrize(
    ("twin", "named"), [("met_1.jpg", "met_1.jpg and met_1.png"), ("below/met_1.png", "originals/met_1.png")]
)
def test_two_pictures_whose_figures_would_be_one_are_named(run, originals, tmp_path, twin, named):
    (originals / twin).parent.mkdir(exist_ok=True)
    Image.open(originals / "met_1.png").save(originals / twin)
    code, _, complained = run("--paintings", originals, "--output", tmp_path / "mine")
    assert (code, complained.count("\n")) == (2, 1)
    assert named in complained and twin in complained
    assert not (tmp_path / "mine").exists()


def test_a_picture_that_cannot_be_read_is_named_and_the_others_count(run, originals, tmp_path):
    (originals / "met_2.png").write_bytes(b"no picture")
    (originals / "paintings.csv").write_text("file,split\nmet_1.png,val\nmet_2.png,val\n")
    code, _, complained = run("--paintings", originals, "--output", tmp_path / "mine")
    assert code == 1 and "met_2.png" in complained
    assert {cell.picture for cell in read_results(tmp_path / "mine").scores} == {"met_1"}


def test_only_paintings_that_nothing_learns_from_are_measured(run, originals, tmp_path):
    Image.open(originals / "met_1.png").save(originals / "met_3.png")
    (originals / "paintings.csv").write_text("file,split\nmet_1.png,train\nmet_3.png,val\n")
    run("--paintings", originals, "--output", tmp_path / "mine")
    told = json.loads((tmp_path / "mine" / "run.json").read_text())
    assert [picture["picture"] for picture in told["pictures"]] == ["met_3"]
