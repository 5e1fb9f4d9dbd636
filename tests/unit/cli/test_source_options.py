"""`--source`: paint is taken only from a part of the picture."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration.files import sha256_of_file


@pytest.fixture
def files(tmp_path):
    """A picture, half red and half blue, with a loss in the red half; its mask; and a mask of the blue half."""
    picture, loss, source = np.full((64, 96, 3), (200, 50, 40), np.uint8), np.zeros((64, 96)), np.zeros((64, 96))
    picture[:, 48:] = (40, 60, 200)
    loss[20:40, 20:36], source[:, 60:], loss[0:8, 88:] = 255, 255, 255
    picture[loss > 0] = 255
    for name, array in (("a", picture), ("a_mask", loss), ("blue", source)):
        Image.fromarray(array.astype(np.uint8)).save(tmp_path / f"{name}.png")
    return tmp_path


@pytest.mark.parametrize("command", ["inpaint", "restore"])
def test_paint_comes_from_the_source_which_the_record_names(run, files, command):
    options = ("--mask", files / "a_mask.png", "--inpainter", "patchmatch", "--source", files / "blue.png")
    code, said, errors = run(command, files / "a.png", *options, "--output", files / "out")
    assert (code, errors) == (0, "")
    assert "paint taken only from 36.5% of the picture, marked in blue.png" in " ".join(said.split())
    assert np.asarray(Image.open(files / "out" / "a_restored.png"))[30, 28].tolist() == [40, 60, 200]
    record = json.loads((files / "out" / "a_report.json").read_text())
    digest = sha256_of_file(files / "blue.png")
    pixels = 64 * 36 - 64
    assert record["source"] == {"name": "blue.png", "sha256": digest, "pixels": pixels, "share": pixels / (64 * 96)}


def test_another_inpainter_takes_no_source(assert_refused, files):
    options = ("--mask", files / "a_mask.png", "--inpainter", "telea", "--source", files / "blue.png")
    assert_refused("inpaint", files / "a.png", *options, "--output", files / "out", message="patchmatch")


def test_a_source_that_is_too_small_is_refused_in_one_sentence(run, files):
    small = np.zeros((64, 96), np.uint8)
    small[50:54, 50:90] = 255
    Image.fromarray(small).save(files / "small.png")
    options = ("--mask", files / "a_mask.png", "--inpainter", "patchmatch", "--source", files / "small.png")
    code, _, errors = run("inpaint", files / "a.png", *options, "--output", files / "out")
    assert (code, errors.count("\n")) == (1, 1)
    assert "too small" in errors and not (files / "out" / "a_restored.png").exists()
