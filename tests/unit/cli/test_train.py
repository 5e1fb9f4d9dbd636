"""`train` and its script: weights and a run card, or one sentence for each mistake."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration.collection.generation import encode_alphas
from restoration.damage.layer import FULL_ALPHA
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.networks.detection_unet import decode_detection_unet

TINY = ("--side", 32, "--widths", "4,8", "--batch", 2, "--steps", 2, "--workers", 0, "--out", "new/net.pth")
OTHER_DATA = "the pictures, the damage sheets or the given weights were different"


@pytest.fixture(autouse=True)
def few_examples(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("restoration.cli.train_run.EVALUATION_EXAMPLES", 4)


@pytest.fixture
def train(run):
    """Train a tiny network."""
    return lambda *words: run("train", *TINY, *words)


@pytest.fixture
def pairs(tmp_path):
    """Options that name two damaged pictures, their masks and their splits."""
    (tmp_path / "pairs").mkdir()
    for name in ("a", "b"):
        picture, mask = np.full((48, 48, 3), 120, np.uint8), np.zeros((48, 48), np.uint8)
        picture[::12], mask[::12] = 20, 255
        Image.fromarray(picture).save(tmp_path / "pairs" / f"{name}.png")
        Image.fromarray(mask).save(tmp_path / "pairs" / f"{name}_mask.png")
    (tmp_path / "split.csv").write_text("file,split\nx/a.jpg,train\nb.png,val\n")
    return "--images", "pairs", "--masks", "pairs", "--split", "split.csv"


@pytest.fixture
def doubts(tmp_path):
    """Options that name a mask of possible old damage, of half of a picture."""
    (tmp_path / "doubts").mkdir()
    half = np.zeros((48, 64), np.uint8)
    half[:, :32] = 255
    Image.fromarray(half).save(tmp_path / "doubts" / "a_mask.png")
    return "--doubts", "doubts"


def read_card(path):
    return json.loads(path.with_suffix(".json").read_bytes())


def test_pairs_become_weights_and_a_card_that_names_them(run, pairs, tmp_path):
    code, printed, errors = run(*TINY, *pairs, script="train_unet_detector.py")
    assert (code, errors) == (0, "")
    assert "Training pictures: 1, validation pictures: 1; 2 steps" in printed
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"net.pth", "net.json", "net_curve.svg"}
    data = read_card(tmp_path / "new" / "net.pth")["data"]
    assert [picture["file"] for split in ("train", "val") for picture in data[split]] == ["a.png", "b.png"]
    assert decode_detection_unet((tmp_path / "new" / "net.pth").read_bytes()).network.design.widths == (4, 8)


def test_originals_are_split_by_their_table_and_training_can_start_from_weights(train, originals, tmp_path):
    train(*originals)
    code, printed, errors = train(*originals, "--start-from", "new/net.pth", "--widths", 16, "--distillation", 2)
    assert (code, errors) == (0, "")
    assert printed.startswith("new/net.pth is there already, and will be replaced")
    card = read_card(tmp_path / "new" / "net.pth")
    assert (card["plan"]["widths"], card["plan"]["distillation"]) == ([4, 8], 2)
    assert card["data"]["sheets"]["file"] == "sheets.npz"


def test_options_fill_the_config(train, originals, tmp_path):
    options = ("--seed", 3, "--no-ridges", "--zoom", "0.5,1", "--photographed", 0.25, "--rate", 0.001, "--patience", 2)
    assert train(*originals, *options)[0] == 0
    plan = read_card(tmp_path / "new" / "net.pth")["plan"]
    assert (plan["seed"], plan["ridges"], plan["rate"], plan["patience"]) == (3, False, 0.001, 2)
    assert (plan["mixture"]["zoom"], plan["mixture"]["photographed"]) == ([0.5, 1.0], 0.25)
    assert (plan["steps"], plan["precision"], plan["kinds"], plan["mixture"]["glazed"]) == (2, "float32", 0.3, 0.4)


def test_without_steps_weights_are_only_evaluated_and_calibrated_again(train, originals, tmp_path):
    train(*originals)
    first = decode_detection_unet((tmp_path / "new" / "net.pth").read_bytes())
    code, printed, errors = train(*originals, "--start-from", "new/net.pth", "--steps", 0, "--out", "again.pth")
    assert (code, errors) == (0, "")
    assert "F1" in printed
    again = decode_detection_unet((tmp_path / "again.pth").read_bytes())
    state = again.network.state_dict()
    assert all(np.array_equal(state[name], tensor) for name, tensor in first.network.state_dict().items())
    assert again.calibration == first.calibration, "the evaluation is the same"
    card = read_card(tmp_path / "again.pth")
    assert (card["best_step"], len(card["curve"])) == (0, 1)
    assert card["start"]["file"] == "net.pth"


def test_a_run_can_start_from_the_mean_of_two_weights_files_of_one_design(train, originals, tmp_path):
    for name, options in {"a": (), "b": ("--seed", 3), "wide": ("--widths", "8,8")}.items():
        train(*originals, *options, "--out", f"{name}.pth")
    words = (*originals, "--start-from", "a.pth", "--steps", 0, "--out", "mean.pth", "--average-share", 0.25)
    assert train(*words, "--average-with", "b.pth")[0] == 0
    first, second, mean = (
        decode_detection_unet((tmp_path / f"{name}.pth").read_bytes()).network.state_dict()["head.weight"]
        for name in ("a", "b", "mean")
    )
    assert not np.array_equal(first, second)
    np.testing.assert_allclose(mean, 0.75 * first + 0.25 * second, atol=1e-3)
    facts = read_card(tmp_path / "mean.pth")["averaged"]
    assert (facts["file"], facts["share"]) == ("b.pth", 0.25)
    code, _, errors = train(*words, "--average-with", "wide.pth")
    assert (code, errors.count("\n")) == (2, 1) and "different designs" in errors


def test_under_a_time_limit_the_run_says_how_few_steps_fit_and_ends(run, pairs, tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.cli.train_run.FEW_STEPS", 10**9)
    words = ("--side", 32, "--widths", "4,8", "--batch", 2, "--workers", 0, "--out", "new/net.pth", "--minutes", 0.1)
    code, printed, errors = run("train", *words, *pairs)
    assert code == 0
    assert "0.1 min are enough for about " in printed
    assert " can be done in 0.1 min, and the network learns little from so few. Give more --minutes" in errors
    assert (tmp_path / "new" / "net.json").exists()


def test_an_interrupted_run_continues_with_resume(train, pairs, interrupt_training, tmp_path):
    with interrupt_training():
        code, printed, errors = train(*pairs)
    assert (code, errors) == (130, "Stopped. What was finished is kept.\n")
    assert printed.endswith("Stopped after step 1. To continue, add --resume to the same command.\n")
    code, _, errors = train(*pairs, "--resume", "--seed", 9)
    assert (code, errors.count("seed was 0, now 9")) == (2, 1)
    code, _, errors = train(*pairs, "--resume")
    assert (code, errors) == (0, "")
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"net.pth", "net.json", "net_curve.svg"}


def test_an_interruption_while_sheets_are_drawn_says_that_they_are_not_kept(train, originals, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("restoration.cli.training_data.load_or_draw_sheets", interrupt)
    code, _, errors = train(*originals[:2])
    assert code == 130
    assert errors.startswith("Stopped while damage was drawn; its sheets are kept only once all are there.")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("change", ["alpha", "touch"])
def test_a_run_cannot_resume_with_other_masks(train, pairs, interrupt_training, tmp_path, change):
    truth = tmp_path / "truth"
    truth.mkdir()
    for mask in (tmp_path / "pairs").glob("*_mask.png"):
        mask.rename(truth / mask.name)
    alphas = {kind: np.zeros((48, 48), np.uint16) for kind in DAMAGE_KINDS}
    alphas[DamageKind.LOSS][20:30] = FULL_ALPHA
    (truth / "a_alpha.tif").write_bytes(encode_alphas(alphas))
    Image.new("L", (48, 48), 255).save(truth / "a_touch.png")
    with interrupt_training():
        train(*pairs, "--masks", "truth")
    next(truth.glob(f"a_{change}.*")).unlink()
    code, _, errors = train(*pairs, "--masks", "truth", "--resume")
    assert (code, errors.count(OTHER_DATA)) == (2, 1)


def test_a_run_cannot_resume_with_other_doubts_of_the_same_area(train, originals, doubts, interrupt_training, tmp_path):
    with interrupt_training():
        train(*originals, *doubts)
    mask = tmp_path / "doubts" / "a_mask.png"
    Image.fromarray(np.asarray(Image.open(mask))[:, ::-1]).save(mask)
    code, _, errors = train(*originals, *doubts, "--resume")
    assert (code, errors.count(OTHER_DATA)) == (2, 1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--images", "nowhere"], "nowhere"),
        (["--side", "64"], "Smaller than a crop of 64 px: a.png, b.png"),
        (["--side", "33"], "not a multiple of 2"),
        (["--split", "nowhere.csv"], "nowhere.csv"),
        (["--split", "pairs/a.png"], "does not say"),
        (["--split", "other.csv"], "is for validation"),
        (["--masks", "new"], "No mask in new for a.png, b.png"),
        (["--out", "pairs"], "pairs is a folder"),
        (["--out", "split.csv/net.pth"], "split.csv"),
        (["--distillation", "1"], "--teacher"),
        (["--minutes", "1"], "--minutes"),
        (["--steps", "0"], "--start-from"),
        (["--widths", "wide"], "--widths wide is not a list of channels. Write it as in 16,32,64."),
        (["--zoom", "2,1"], "--zoom 2,1 does not go from less to more. Write it as in 0.5,1.5."),
        (["--zoom", "1,inf"], "0.5,1.5"),
        (["--glazed", "2"], "--glazed"),
        (["--resume"], "net.checkpoint"),
        (["--start-from", "split.csv"], "split.csv"),
        (["--average-with", "split.csv"], "split.csv"),
        (["--originals", "new"], "No picture in new"),
        (["--originals", "pairs", "--styles", "cubist"], "There is no style 'cubist'. Choose among: "),
    ],
)
def test_a_wrong_request_is_refused_before_anything_is_learnt(assert_refused, pairs, tmp_path, words, message):
    (tmp_path / "new").mkdir()
    (tmp_path / "other.csv").write_text("file,split\na.png,train\nb.png,train\n")
    assert_refused("train", *TINY, *pairs, *words, message=message)
    assert not list((tmp_path / "new").iterdir())


def test_sheets_too_small_for_the_crops_are_refused(assert_refused, originals):
    assert_refused("train", *TINY, *originals, "--distance", "1,4", message="sheets of 72 px")


def test_the_card_records_the_doubted_share_of_the_originals(train, originals, doubts, tmp_path):
    code, _, errors = train(*originals, *doubts)
    assert (code, errors) == (0, "")
    assert read_card(tmp_path / "new" / "net.pth")["data"]["doubted"] == 0.5


def test_an_original_without_its_mask_of_doubts_is_named(assert_refused, originals, doubts, tmp_path):
    (tmp_path / "doubts" / "a_mask.png").unlink()
    message = "No mask in doubts for a.png. Name it a_mask.png. scripts/screen_originals.py writes such masks."
    assert_refused("train", *TINY, *originals, *doubts, message=message)


def test_each_training_command_says_what_it_does_without_steps(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    helps = {command: " ".join(run(command, "--help")[1].split()) for command in ("train", "train-inpainter")}
    assert all("0: only evaluate the weights of --start-from" in text for text in helps.values())
    assert [command for command, text in helps.items() if "calibrate" in text] == ["train"]
