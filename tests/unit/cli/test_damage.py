"""`damage` as its users meet it: files, exit codes, one sentence for each mistake, and a script that does the same."""

import json
import runpy
import sys
from pathlib import Path

import pytest
from PIL import Image

from restoration.cli.main import main

SCRIPT = Path(__file__).parents[3] / "scripts" / "synthetic_damage_generator.py"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command, or the script; gives its exit code, standard output and standard error."""

    def go(*words, script=False):
        monkeypatch.setattr(
            sys, "argv", [SCRIPT.name, *map(str, words)] if script else ["", "damage", *map(str, words)]
        )
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__") if script else main()
        return end.value.code or 0, *capsys.readouterr()

    return go


@pytest.fixture
def scans(tmp_path, painting):
    """A folder of one painting, a.png."""
    (tmp_path / "scans").mkdir()
    Image.fromarray(painting).save(tmp_path / "scans" / "a.png")
    return tmp_path / "scans"


def test_a_pair_is_a_damaged_picture_its_masks_its_recipe_and_a_row(run, scans, tmp_path):
    code, told, complained = run(
        scans / "a.png", "--output", tmp_path / "out", "--per-image", 1, "--severity", "moderate", "--seed", 1
    )
    assert (code, complained) == (0, "")
    assert told == f"[1/1] a.png: 1 made\nPairs in {tmp_path / 'out' / 'manifest.csv'}: 1\n"
    assert {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")} == {
        "manifest.csv",
        "synthetic_damaged/a__moderate-0.json",
        "synthetic_damaged/a__moderate-0.png",
        "synthetic_masks/a__moderate-0_alpha.tif",
        "synthetic_masks/a__moderate-0_mask.png",
        "synthetic_masks/a__moderate-0_touch.png",
    }
    recipe = json.loads((tmp_path / "out" / "synthetic_damaged" / "a__moderate-0.json").read_text())["origin"]["recipe"]
    assert recipe["severity"] == "moderate"


def test_the_script_makes_the_same_files_under_either_spelling(run, scans, tmp_path):
    command, script = tmp_path / "command", tmp_path / "script"
    run(scans, "--output", command, "--per-image", 3, "--seed", 4)
    for names, said in (
        (("--input_dir", "--output_dir", "--num_per_image"), "3 made"),
        (("--input-dir", "--output-dir", "--num-per-image"), "3 there already"),
    ):
        words = [word for pair in zip(names, (scans, script, 3), strict=True) for word in pair]
        code, told, complained = run(*words, "--seed", 4, script=True)
        assert (code, complained) == (0, "")
        assert said in told
    assert (command / "manifest.csv").read_bytes() == (script / "manifest.csv").read_bytes()


def test_a_painting_that_fails_is_named_and_the_others_are_finished(run, scans, tmp_path):
    (scans / "torn.jpg").write_bytes(b"not a picture")
    code, told, complained = run(scans, "--output", tmp_path / "out", "--workers", 1)
    assert code == 1
    assert told.endswith("manifest.csv: 2\n")
    assert complained.startswith("[2/2] torn.jpg: ")
    assert complained.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{scans}"], "--output"),
        (["nowhere", "--output", "{tmp}"], "nowhere"),
        (["{scans}", "--output", "{tmp}", "--severity", "awful"], "moderate"),
        (["{scans}", "--output", "{tmp}", "--style", "cubist"], "flemish"),
        (["{scans}", "--output", "{tmp}", "--per-image", "0"], "per-image"),
        (["{scans}", "--output", "{scans}/a.png"], "a.png"),
    ],
)
def test_what_is_asked_wrongly_gets_one_sentence_and_exit_code_2(run, scans, tmp_path, words, said):
    code, _, complained = run(*(word.format(tmp=tmp_path / "out", scans=scans) for word in words))
    assert code == 2
    assert complained.startswith("Error: ")
    assert complained.count("\n") == 1
    assert said in complained
    assert not (tmp_path / "out").exists()


def test_interrupted_work_ends_without_a_traceback(run, scans, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("restoration.collection.generation.apply_damage", interrupt)
    code, _, complained = run(scans, "--output", tmp_path / "out")
    assert (code, complained) == (130, "Stopped. What was finished is kept.\n")
