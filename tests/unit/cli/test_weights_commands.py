"""`weights` and its script as their users meet them."""

import hashlib
import json
import runpy
import sys
from pathlib import Path

import pytest

from restoration import weights
from restoration.cli.main import main

SCRIPT = Path(__file__).parents[3] / "scripts" / "download_unet_weights.py"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command or the script; gives exit code, standard output and standard error."""

    def go(begin, *words):
        monkeypatch.setattr(sys, "argv", ["restoration", *words])
        with pytest.raises(SystemExit) as end:
            begin()
        return end.value.code or 0, *capsys.readouterr()

    return go


def script():
    runpy.run_path(str(SCRIPT), run_name="__main__")


def test_every_file_gets_a_line_that_says_what_is_wrong_or_that_it_is_verified(run, tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    (tmp_path / "lpips").mkdir()
    (tmp_path / "lpips" / "heads.pth").write_bytes(b"others")
    (tmp_path / "unet").mkdir()
    weights.DETECTION_UNET.file.write_bytes(b"ours")
    weights.DETECTION_UNET.card.write_text(json.dumps({"sha256": hashlib.sha256(b"ours").hexdigest()}))
    code, told, complained = run(main, "weights")
    assert (code, complained) == (0, "")
    unet, retoucher, lama, migan, trunk, heads = told.splitlines()
    assert unet == "models/unet/damage_mask_unet.pth is verified."
    assert "retoucher.pth is not there" in retoucher and "git checkout" in retoucher
    assert "big-lama.pt cannot be read" in lama and "scripts/download_lama_weights.py" in lama
    assert "migan_pipeline_v2.onnx cannot be read" in migan and "scripts/download_migan_weights.py" in migan
    assert "alexnet.pth cannot be read (no such file" in trunk
    assert "heads.pth is not the published file" in heads


def test_the_script_brings_weights_and_says_that_they_are_verified(run, met, tmp_path):
    card = json.dumps({"sha256": hashlib.sha256(b"ours").hexdigest()})
    met.pictures |= {"/net.pth": b"ours", "/net.json": card.encode()}
    code, told, complained = run(script, "--dest", str(tmp_path / "unet"), "--url", f"{met.address}/net.pth")
    assert (code, complained) == (0, "")
    assert told.endswith("damage_mask_unet.pth is verified.\n")
    assert (tmp_path / "unet" / "damage_mask_unet.pth").read_bytes() == b"ours"


def test_without_an_address_it_says_how_to_give_one(run, monkeypatch, tmp_path):
    monkeypatch.delenv("RESTORATION_UNET_URL", raising=False)
    code, _, complained = run(script, "--dest", str(tmp_path))
    assert (code, complained.count("\n")) == (2, 1)
    assert "--url" in complained


def test_without_a_network_there_is_one_sentence_and_exit_code_2(run, monkeypatch, tmp_path):
    monkeypatch.setattr("time.sleep", lambda _: None)
    code, _, complained = run(script, "--dest", str(tmp_path), "--url", "http://127.0.0.1:1/net.pth")
    assert code == 2
    assert complained.startswith("Error: 127.0.0.1 cannot be reached")
    assert complained.count("\n") == 1
