"""`train-inpainter` and its script: weights and a run card, or one sentence for each mistake."""

import json

import pytest

from restoration.networks.inpainting_unet import decode_inpainting_unet
from restoration.training.provenance import SAME_AS_NEXT_RUN

TINY = ("--side", 32, "--widths", "4,8", "--batch", 2, "--steps", 2, "--workers", 0, "--out", "new/net.pth")


@pytest.fixture(autouse=True)
def few_examples(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("restoration.cli.train_run.EVALUATION_EXAMPLES", 4)


@pytest.fixture
def train(run, originals):
    """Train a tiny network on two originals."""
    return lambda *words: run("train-inpainter", *originals, *TINY, *words)


def test_originals_become_weights_and_a_card_from_which_training_can_start(run, train, originals, tmp_path):
    code, printed, errors = run(*originals, *TINY, script="train_inpainter.py")
    assert (code, errors) == (0, "")
    assert "Training pictures: 1, validation pictures: 1; 2 steps" in printed
    assert "dB above the first fill -> new/net.pth, net.json, net_curve.svg" in printed
    assert "Steps of training" in (tmp_path / "new" / "net_curve.svg").read_text()
    assert decode_inpainting_unet((tmp_path / "new" / "net.pth").read_bytes()).design.widths == (4, 8)
    code, _, errors = train("--start-from", "new/net.pth", "--widths", 16)
    assert (code, errors) == (0, "")
    card = json.loads((tmp_path / "new" / "net.json").read_bytes())
    assert card["plan"]["widths"] == [4, 8]
    assert card["start"]["file"] == "net.pth"
    assert card["start"]["data"]["train"] == SAME_AS_NEXT_RUN, "the same pictures are not listed twice"
    assert card["scores"]["psnr"] > 0


def test_plain_shapes_on_small_pictures_are_a_start_for_larger_ones(run, originals, tmp_path):
    def train(*words):
        return run("train-inpainter", *originals[:2], *TINY, *words)

    assert train("--masks", "segments", "--size", 16, "--unshuffle", 1)[0] == 0
    words = ("--masks", "segments,holes", "--size", 48, "--start-from", "new/net.pth", "--adversarial", 0.1)
    code, _, errors = train(*words)
    assert (code, errors) == (0, "")
    card = json.loads((tmp_path / "new" / "net.json").read_bytes())
    assert (card["plan"]["masks"], card["plan"]["side"]) == (["segments", "holes"], 48)
    assert (card["start"]["plan"]["masks"], card["start"]["plan"]["side"]) == (["segments"], 16)
    assert "sheets" not in card["data"], "shapes need no sheets of damage"
    assert 0 <= card["curve"][-1]["made_seen"] <= 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--content", "0.1"], "--features"),
        (["--content", "0.1", "--features", "nowhere.pth"], "nowhere.pth cannot be read (no such file or directory)"),
        (["--features", "sheets.npz"], "sheets.npz is not a VGG-16"),
        (["--start-from", "sheets.npz"], "sheets.npz holds no weights of such a network"),
        (["--distance", "1,4"], "sheets of 72 px"),
        (["--undamaged", "0.5"], "No such option"),
        (["--masks", "segments,hearts"], "There is no form 'hearts' of --masks"),
        (["--masks", ""], "There is no form '' of --masks"),
        (["--masks", "segments"], "--masks needs no sheets of damage"),
        (["--side", "4", "--widths", "4,8"], "--side"),
        (["--side", "17"], "Take 16"),
        (["--side", "16", "--widths", "4,8,8,8", "--batch", "1"], "Take --batch 2 or --side 32"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_exit_code_2(assert_refused, originals, tmp_path, words, message):
    assert_refused("train-inpainter", *originals, *TINY, *words, message=message)
    assert not list(tmp_path.glob("new/*"))


def test_a_run_cannot_resume_with_other_weights_for_the_perceptual_loss(
    train, interrupt_training, monkeypatch, tmp_path
):
    monkeypatch.setattr("restoration.cli.train_run.read_vgg", lambda path: None)
    (tmp_path / "vgg.pth").write_bytes(b"one")
    with interrupt_training():
        train("--features", "vgg.pth")
    (tmp_path / "vgg.pth").write_bytes(b"another")
    code, _, errors = train("--features", "vgg.pth", "--resume")
    assert (code, errors.count("given weights were different")) == (2, 1)
    (tmp_path / "vgg.pth").write_bytes(b"one")
    assert train("--features", "vgg.pth", "--resume")[0] == 0
