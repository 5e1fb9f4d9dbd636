"""`train-inpainter` as its users meet it."""

import json
import os
import runpy
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.cli.main import main
from restoration.damage.layer import FULL_ALPHA, DamageLayer, make_palette
from restoration.domain import DamageKind
from restoration.networks.inpainting_unet import decode_inpainting_unet
from restoration.training.damage_bank import DamageSheet, to_sheet_layer, write_sheets
from restoration.training.provenance import SAME_AS_NEXT_RUN
from restoration.training.run import Trainer

SCRIPT = Path(__file__).parents[3] / "scripts" / "train_inpainter.py"
TINY = ("--side", 32, "--widths", "4,8", "--batch", 2, "--steps", 2, "--workers", 0, "--out", "new/net.pth")


@pytest.fixture
def run(monkeypatch, capsys, tmp_path, painting):
    """Run the command, or the script, on two originals; gives its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("restoration.cli.train_run.EVALUATION_EXAMPLES", 4)
    (tmp_path / "originals").mkdir()
    for name in ("a", "b"):
        Image.fromarray(painting).save(tmp_path / "originals" / f"{name}.png")
    (tmp_path / "originals" / "paintings.csv").write_text("file,split\na.png,train\nb.png,val\n")
    alpha = np.zeros((72, 72), np.uint16)
    alpha[::10] = FULL_ALPHA
    crack = DamageLayer(DamageKind.CRACK, alpha, np.zeros((72, 72), np.uint8), make_palette(0.2))
    write_sheets(tmp_path / "sheets.npz", [DamageSheet((), (to_sheet_layer(crack),), ())])

    def go(*words, script=False):
        named = ("--originals", "originals", "--sheets", "sheets.npz", "--exam-sheets", "sheets.npz")
        told = [*map(str, (*named, *TINY, *words))]
        monkeypatch.setattr(sys, "argv", [SCRIPT.name, *told] if script else ["", "train-inpainter", *told])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__") if script else main()
        return end.value.code or 0, *capsys.readouterr()

    return go


def test_originals_become_weights_and_a_card_and_weights_are_a_beginning(run, tmp_path):
    code, told, complained = run(script=True)
    assert (code, complained) == (0, "")
    assert "1 pictures to learn from, 1 for the exam; 2 steps" in told
    assert "dB above the first fill -> new/net.pth, net.json, net_curve.html" in told
    assert "Steps of training" in (tmp_path / "new" / "net_curve.html").read_text()
    assert decode_inpainting_unet((tmp_path / "new" / "net.pth").read_bytes()).design.widths == (4, 8)
    code, _, complained = run("--start-from", "new/net.pth", "--widths", 16)
    assert (code, complained) == (0, "")
    card = json.loads((tmp_path / "new" / "net.json").read_bytes())
    assert card["plan"]["widths"] == [4, 8]
    assert card["start"]["file"] == "net.pth"
    assert card["start"]["data"]["train"] == SAME_AS_NEXT_RUN, "the same pictures are not listed twice"
    assert card["scores"]["psnr"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--content", "0.1"], "--features"),
        (["--content", "0.1", "--features", "nowhere.pth"], "nowhere.pth cannot be read (no such file or directory)"),
        (["--features", "sheets.npz"], "sheets.npz holds no VGG-16"),
        (["--start-from", "sheets.npz"], "sheets.npz holds no weights of such a network"),
        (["--distance", "1,4"], "sheets of 72 px"),
    ],
)
def test_what_is_asked_wrongly_gets_one_sentence(run, tmp_path, words, said):
    code, _, complained = run(*words)
    assert code == 2
    assert complained.startswith("Error: ")
    assert complained.count("\n") == 1
    assert said in complained
    assert not list(tmp_path.glob("new/*"))


def test_another_judge_of_texture_is_another_course(run, monkeypatch, tmp_path):
    learn = Trainer.learn

    def learn_and_stop(learner, batch):
        learn(learner, batch)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("restoration.cli.train_inpainter._vgg", lambda path: None)
    (tmp_path / "vgg.pth").write_bytes(b"one")
    with monkeypatch.context() as once:
        once.setattr(Trainer, "learn", learn_and_stop)
        run("--features", "vgg.pth")
    (tmp_path / "vgg.pth").write_bytes(b"another")
    code, _, complained = run("--features", "vgg.pth", "--resume")
    assert (code, complained.count("given weights were others")) == (2, 1)
    (tmp_path / "vgg.pth").write_bytes(b"one")
    assert run("--features", "vgg.pth", "--resume")[0] == 0
