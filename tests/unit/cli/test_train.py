"""`train` as its users meet it: weights and a card, or one sentence for each mistake."""

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
from restoration.collection.generation import encode_alphas
from restoration.damage.layer import FULL_ALPHA, DamageLayer, make_palette
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.networks.detection_unet import decode_detection_unet
from restoration.training.damage_bank import DamageSheet, to_sheet_layer, write_sheets
from restoration.training.run import Trainer

SCRIPT = Path(__file__).parents[3] / "scripts" / "train_unet_detector.py"
TINY = ("--side", 32, "--widths", "4,8", "--batch", 2, "--steps", 2, "--workers", 0)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command, or the script, on a tiny network; gives its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("restoration.cli.train_run.EVALUATION_EXAMPLES", 4)

    def go(*words, script=False):
        told = [*map(str, (*TINY, "--out", "new/net.pth", *words))]
        monkeypatch.setattr(sys, "argv", [SCRIPT.name, *told] if script else ["", "train", *told])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__") if script else main()
        return end.value.code or 0, *capsys.readouterr()

    return go


@pytest.fixture
def pairs(tmp_path):
    """Options that name two damaged pictures, their masks and which of them is for the exam."""
    (tmp_path / "pairs").mkdir()
    for name in ("a", "b"):
        picture, mask = np.full((48, 48, 3), 120, np.uint8), np.zeros((48, 48), np.uint8)
        picture[::12], mask[::12] = 20, 255
        Image.fromarray(picture).save(tmp_path / "pairs" / f"{name}.png")
        Image.fromarray(mask).save(tmp_path / "pairs" / f"{name}_mask.png")
    (tmp_path / "split.csv").write_text("file,split\nx/a.jpg,train\nb.png,val\n")
    return "--images", "pairs", "--masks", "pairs", "--split", "split.csv"


@pytest.fixture
def originals(tmp_path, painting):
    """Options that name two originals, with a table beside them, and sheets of one crack."""
    (tmp_path / "originals").mkdir()
    for name in ("a", "b"):
        Image.fromarray(painting).save(tmp_path / "originals" / f"{name}.png")
    (tmp_path / "originals" / "paintings.csv").write_text("file,split\na.png,train\nb.png,val\n")
    alpha = np.zeros((72, 72), np.uint16)
    alpha[::10] = FULL_ALPHA
    crack = DamageLayer(DamageKind.CRACK, alpha, np.zeros((72, 72), np.uint8), make_palette(0.2))
    write_sheets(tmp_path / "sheets.npz", [DamageSheet((), (to_sheet_layer(crack),), ())])
    return "--originals", "originals", "--sheets", "sheets.npz", "--exam-sheets", "sheets.npz"


def test_pairs_become_weights_and_a_card_that_names_them(run, pairs, tmp_path):
    code, told, complained = run(*pairs, script=True)
    assert (code, complained) == (0, "")
    assert "1 pictures to learn from, 1 for the exam; 2 steps" in told
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"net.pth", "net.json", "net_curve.html"}
    card = json.loads((tmp_path / "new" / "net.json").read_bytes())
    assert [one["file"] for part in ("train", "val") for one in card["data"][part]] == ["a.png", "b.png"]
    assert decode_detection_unet((tmp_path / "new" / "net.pth").read_bytes()).network.design.widths == (4, 8)


def test_originals_are_parted_as_their_table_says_and_weights_are_a_beginning(run, originals, tmp_path):
    run(*originals)
    code, told, complained = run(*originals, "--start-from", "new/net.pth", "--widths", 16, "--memory", 2)
    assert (code, complained) == (0, "")
    assert told.startswith("new/net.pth is there already, and will be replaced")
    card = json.loads((tmp_path / "new" / "net.json").read_bytes())
    assert (card["plan"]["widths"], card["plan"]["memory"]) == ([4, 8], 2)
    assert card["data"]["sheets"]["file"] == "sheets.npz"


def test_without_steps_weights_are_only_examined_and_calibrated_anew(run, originals, tmp_path):
    run(*originals)
    first = decode_detection_unet((tmp_path / "new" / "net.pth").read_bytes())
    code, told, complained = run(*originals, "--start-from", "new/net.pth", "--steps", 0, "--out", "again.pth")
    assert (code, complained) == (0, "")
    assert "F1" in told
    again = decode_detection_unet((tmp_path / "again.pth").read_bytes())
    state = again.network.state_dict()
    assert all(np.array_equal(state[name], tensor) for name, tensor in first.network.state_dict().items())
    assert again.calibration == first.calibration, "the exam is the same"
    card = json.loads((tmp_path / "again.json").read_bytes())
    assert (card["best_step"], len(card["curve"])) == (0, 1)
    assert card["start"]["file"] == "net.pth"


def interrupted_in(monkeypatch):
    """Press Ctrl+C once a step is done, as long as `monkeypatch` lasts."""
    learn = Trainer.learn

    def learn_and_stop(learner, batch):
        learn(learner, batch)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Trainer, "learn", learn_and_stop)


def test_what_was_interrupted_goes_on_with_resume(run, pairs, tmp_path, monkeypatch):
    with monkeypatch.context() as once:
        interrupted_in(once)
        code, told, complained = run(*pairs)
    assert (code, complained) == (130, "Stopped. What was finished is kept.\n")
    assert told.endswith("Stopped after step 1. To go on, add --resume to the same command.\n")
    code, _, complained = run(*pairs, "--resume", "--seed", 9)
    assert (code, complained.count("seed was 0, now 9")) == (2, 1)
    code, told, complained = run(*pairs, "--resume")
    assert (code, complained) == (0, "")
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"net.pth", "net.json", "net_curve.html"}


def test_whoever_stops_while_sheets_are_drawn_is_told_that_they_are_not_kept(run, originals, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("restoration.cli.training_data.load_or_draw_sheets", interrupt)
    code, _, complained = run(*originals[:2])
    assert code == 130
    assert complained.startswith("Stopped while damage was drawn; its sheets are kept only once all are there.")
    assert complained.count("\n") == 1


@pytest.mark.parametrize("change", ["alpha", "touch"])
def test_other_truth_about_the_same_pictures_is_another_course(run, pairs, tmp_path, monkeypatch, change):
    truth = tmp_path / "truth"
    truth.mkdir()
    for mask in (tmp_path / "pairs").glob("*_mask.png"):
        mask.rename(truth / mask.name)
    alphas = {kind: np.zeros((48, 48), np.uint16) for kind in DAMAGE_KINDS}
    alphas[DamageKind.LOSS][20:30] = FULL_ALPHA
    (truth / "a_alpha.tif").write_bytes(encode_alphas(alphas))
    Image.new("L", (48, 48), 255).save(truth / "a_touch.png")
    with monkeypatch.context() as once:
        interrupted_in(once)
        run(*pairs, "--masks", "truth")
    next(truth.glob(f"a_{change}.*")).unlink()
    code, _, complained = run(*pairs, "--masks", "truth", "--resume")
    assert (code, complained.count("the pictures, the sheets of damage or given weights were others")) == (2, 1)


def test_other_doubts_are_another_course_even_where_they_are_as_large(run, originals, tmp_path, monkeypatch):
    (tmp_path / "doubts").mkdir()
    half = np.zeros((48, 64), np.uint8)
    half[:, :32] = 255
    Image.fromarray(half).save(tmp_path / "doubts" / "a_mask.png")
    with monkeypatch.context() as once:
        interrupted_in(once)
        run(*originals, "--doubts", "doubts")
    Image.fromarray(half[:, ::-1]).save(tmp_path / "doubts" / "a_mask.png")
    code, _, complained = run(*originals, "--doubts", "doubts", "--resume")
    assert (code, complained.count("the pictures, the sheets of damage or given weights were others")) == (2, 1)


def test_sheets_too_small_for_the_crops_are_refused(run, originals):
    code, _, complained = run(*originals, "--distance", "1,4")
    assert (code, complained.count("\n")) == (2, 1)
    assert "sheets of 72 px" in complained


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--images", "nowhere"], "nowhere"),
        (["--side", "64"], "Smaller than a crop of 64 px: a.png, b.png"),
        (["--side", "33"], "no multiple of 2"),
        (["--split", "nowhere.csv"], "nowhere.csv"),
        (["--split", "pairs/a.png"], "does not tell"),
        (["--split", "other.csv"], "none serves to validate"),
        (["--masks", "new"], "No mask in new for a.png, b.png"),
        (["--out", "pairs"], "pairs is a folder"),
        (["--out", "split.csv/net.pth"], "split.csv"),
        (["--memory", "1"], "--start-from"),
        (["--minutes", "1"], "--minutes"),
        (["--steps", "0"], "--start-from"),
        (["--widths", "wide"], "16,32,64"),
        (["--zoom", "2,1"], "0.5,1.5"),
        (["--zoom", "1,inf"], "0.5,1.5"),
        (["--resume"], "net.checkpoint"),
        (["--start-from", "split.csv"], "split.csv"),
        (["--originals", "new"], "No picture in new"),
    ],
)
def test_what_is_asked_wrongly_gets_one_sentence_before_anything_is_learnt(run, pairs, tmp_path, words, said):
    (tmp_path / "new").mkdir()
    (tmp_path / "other.csv").write_text("file,split\na.png,train\nb.png,train\n")
    code, _, complained = run(*pairs, *words)
    assert code == 2
    assert complained.startswith("Error: ")
    assert complained.count("\n") == 1
    assert said in complained
    assert not list((tmp_path / "new").iterdir())


def test_doubts_about_originals_are_told_on_the_card(run, originals, tmp_path):
    (tmp_path / "doubts").mkdir()
    half = np.zeros((48, 64), np.uint8)
    half[:, :32] = 255
    Image.fromarray(half).save(tmp_path / "doubts" / "a_mask.png")
    code, _, complained = run(*originals, "--doubts", "doubts")
    assert (code, complained) == (0, "")
    assert json.loads((tmp_path / "new" / "net.json").read_bytes())["data"]["doubted"] == 0.5


def test_an_original_without_its_doubts_is_named(run, originals, tmp_path):
    (tmp_path / "doubts").mkdir()
    code, _, complained = run(*originals, "--doubts", "doubts")
    assert code == 2
    assert "No mask in doubts for a.png." in complained
    assert "scripts/screen_originals.py" in complained
