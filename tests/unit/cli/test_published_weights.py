"""The scripts that bring published weights, as their users meet them."""

import hashlib
import runpy
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from restoration import weights

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.fixture(params=["lama", "migan"])
def script(request, monkeypatch, capsys):
    """Run the script of a network whose published file is b"ours"; gives exit code, output and complaints."""
    name, key = request.param, request.param.upper()
    sha256 = (hashlib.sha256(b"ours").hexdigest(),)
    monkeypatch.setattr(weights, key, replace(getattr(weights, key), sha256=sha256))

    def go(*words):
        path = SCRIPTS / f"download_{name}_weights.py"
        monkeypatch.setattr(sys, "argv", [path.name, *words])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(path), run_name="__main__")
        return end.value.code or 0, *capsys.readouterr()

    return go


def test_it_brings_the_file_and_says_that_it_is_verified(script, met, tmp_path):
    met.pictures["/net"] = b"ours"
    code, told, complained = script("--dest", str(tmp_path / "net"), "--url", f"{met.address}/net")
    assert (code, complained) == (0, "")
    assert told.endswith(" is verified.\n")
    assert [path.read_bytes() for path in (tmp_path / "net").iterdir()] == [b"ours"]


def test_another_file_gets_one_sentence_and_exit_code_2(script, met, tmp_path):
    met.pictures["/net"] = b"others"
    code, told, complained = script("--dest", str(tmp_path / "net"), "--url", f"{met.address}/net")
    assert (code, told, complained.count("\n")) == (2, "", 1)
    assert "is not the published" in complained
    assert not list((tmp_path / "net").iterdir())


def test_help_tells_where_the_file_comes_from(script):
    code, told, _ = script("--help")
    assert code == 0 and "https://" in told
