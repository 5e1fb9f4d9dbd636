"""Scripts that are asked wrongly say so in a sentence, and do nothing."""

import runpy
import sys
from pathlib import Path

import pytest
from PIL import Image

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.mark.parametrize(
    ("script", "words", "said"),
    [
        ("detection_gallery", ["--sensitivity", "2"], "--sensitivity 2 does not lie in 0..1"),
        ("filling_gallery", ["--places", "nowhere.csv"], "nowhere.csv cannot be read (no such file or directory)"),
        ("filling_gallery", ["--places", "other.csv"], "with the columns name, file, x and y"),
        ("measure_detection", ["--style", "bogus"], "invalid choice: 'bogus'"),
    ],
)
def test_what_is_asked_wrongly_is_told_before_anything_is_done(
    script, words, said, painting, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.csv").write_text("place\neye\n")
    Image.fromarray(painting).save(tmp_path / "a.png")
    folder = ["--paintings" if script == "measure_detection" else "--pictures", "."]
    monkeypatch.setattr(sys, "argv", [script, *folder, *words])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(SCRIPTS / f"{script}.py"), run_name="__main__")
    complained = f"{end.value.code} {capsys.readouterr().err}"
    assert said in complained
    assert not (tmp_path / "out").exists()
