"""`train-enlarger` and its script: weights and a run card, or one sentence for each mistake."""

import json

import pytest
import torch

from restoration.networks.enlarging_network import decode_enlarging_network

TINY = ("--side", 32, "--width", 4, "--blocks", 1, "--batch", 2, "--steps", 2, "--workers", 0, "--out", "new/net.pth")


@pytest.fixture(autouse=True)
def few_examples(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("restoration.cli.train_run.EVALUATION_EXAMPLES", 4)


@pytest.fixture
def folder(originals):
    """Options that name two originals."""
    return originals[:2]


@pytest.fixture
def vgg(tmp_path):
    """A file with the layers of VGG-16, of random weights."""
    sizes = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512)
    numbers = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24)
    torch.manual_seed(8)
    weights = {}
    for number, before, after in zip(numbers, sizes[:-1], sizes[1:], strict=True):
        weights[f"features.{number}.weight"] = torch.randn(after, before, 3, 3) / (9 * before) ** 0.5
        weights[f"features.{number}.bias"] = torch.zeros(after)
    torch.save(weights, tmp_path / "vgg.pth")
    return "--features", "vgg.pth"


def test_originals_become_weights_and_a_card_from_which_training_can_start(run, folder, vgg, tmp_path):
    code, printed, errors = run(*folder, *TINY, script="train_enlarger.py")
    assert (code, errors) == (0, "")
    assert "Training pictures: 1, validation pictures: 1; 2 steps" in printed
    assert "dB beside Lanczos -> new/net.pth, net.json, net_curve.svg" in printed
    art = ("--start-from", "new/net.pth", "--width", 8, *vgg, "--content", 1, "--adversarial", 0.01)
    code, _, errors = run("train-enlarger", *folder, *TINY, *art)
    assert (code, errors) == (0, "")
    card = json.loads((tmp_path / "new" / "net.json").read_bytes())
    assert card["plan"]["width"] == 4, "the network has the design of its initial weights"
    assert {"psnr", "likeness", "real_seen", "made_seen"} <= card["curve"][-1].keys()
    assert decode_enlarging_network((tmp_path / "new" / "net.pth").read_bytes()).design.blocks == 1


def test_a_stopped_run_ends_as_one_that_was_not_stopped(run, folder, vgg, interrupt_training, tmp_path):
    options = (*folder, *TINY, *vgg, "--content", 1, "--adversarial", 0.1, "--steps", 3)
    run("train-enlarger", *options)
    expected = (tmp_path / "new" / "net.pth").read_bytes()
    with interrupt_training():
        run("train-enlarger", *options)
    code, _, errors = run("train-enlarger", *options, "--resume")
    assert (code, errors) == (0, "")
    assert (tmp_path / "new" / "net.pth").read_bytes() == expected, "the second network went on, too"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--content", "0.1"], "--features"),
        (["--side", "34"], "not a multiple of 4 px"),
        (["--start-from", "sheets.npz"], "sheets.npz holds no weights of such a network"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_exit_code_2(assert_refused, folder, words, message):
    assert_refused("train-enlarger", *folder, *TINY, *words, message=message)
