"""Scripts print their help, and refuse a wrong request in one sentence, before they do anything."""

import pytest
from PIL import Image

from tests.unit.cli.conftest import SCRIPTS


@pytest.mark.parametrize("script", sorted(path.name for path in SCRIPTS.glob("*.py")))
def test_every_script_prints_its_help_and_does_nothing_else(run, script, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, printed, errors = run("--help", script=script)
    assert (code, errors) == (0, "")
    assert "usage" in printed.lower()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("script", "words", "message"),
    [
        ("detection_gallery", ["--sensitivity", "2"], "--sensitivity 2 does not lie in 0..1"),
        ("filling_gallery", ["--places", "nowhere.csv"], "nowhere.csv cannot be read (no such file or directory)"),
        ("filling_gallery", ["--places", "other.csv"], "with the columns name, file, x and y"),
        ("measure_detection", ["--style", "bogus"], "invalid choice: 'bogus'"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_is_done(
    run, script, words, message, painting, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.csv").write_text("place\neye\n")
    Image.fromarray(painting).save(tmp_path / "a.png")
    folder = ["--paintings" if script == "measure_detection" else "--pictures", "."]
    code, _, errors = run(*folder, *words, script=f"{script}.py")
    assert message in f"{code} {errors}"
    assert not (tmp_path / "out").exists()
