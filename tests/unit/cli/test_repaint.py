"""`repaint`: what stays is bit-exact, the rest is painted anew by each method, and each result is enlarged."""

import json

import numpy as np
import pytest
from PIL import Image

RED, BLUE = (190, 60, 50), (50, 80, 170)


@pytest.fixture
def figure():
    figure = np.zeros((80, 120), bool)
    figure[20:70, 30:60] = True
    return figure


@pytest.fixture
def portrait(figure, tmp_path, small_networks):
    """A red figure on a blue ground."""
    Image.fromarray(np.where(figure[..., np.newaxis], RED, BLUE).astype(np.uint8)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture)


def test_the_figure_is_taken_out_by_two_methods_and_each_result_enlarged(run, portrait, figure, tmp_path):
    options = ("--anew", "figure", "--inpainters", "telea,ns", "--enlarger", "lanczos", "--output", tmp_path / "out")
    code, printed, errors = run("repaint", portrait, *options)
    assert (code, errors) == (0, "")
    assert "painted anew by telea, ns" in printed
    stays = pixels(tmp_path / "out" / "a_ground_cutout.png")[..., 3] > 0
    before = pixels(portrait)
    for key in ("telea", "ns"):
        after = pixels(tmp_path / "out" / f"a_restored_{key}.png")
        assert np.array_equal(after[stays], before[stays])
        assert (after[figure][:, 2] > after[figure][:, 0]).mean() > 0.9
        assert pixels(tmp_path / "out" / f"a_restored_{key}_x4.png").shape == (320, 480, 3)
        record = json.loads((tmp_path / "out" / f"a_report_{key}.json").read_bytes())
        assert record["inpainter"] == key
    assert pixels(tmp_path / "out" / "a_repainted.png").ndim == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--prompt", "a hill"), "--prompt is for paint that is generated"),
        (("--inpainters", "telea,nobody"), "There is no inpainter 'nobody'"),
    ],
)
def test_a_wrong_request_is_refused(assert_refused, portrait, tmp_path, options, message):
    assert_refused("repaint", portrait, *options, "-o", tmp_path / "out", message=message)


def test_a_picture_without_a_figure_gets_a_cure(run, portrait, tmp_path):
    Image.new("RGB", (60, 60), BLUE).save(portrait)
    words = ("--inpainters", "telea", "--enlarger", "none", "--output", tmp_path / "out")
    code, _, errors = run("repaint", portrait, *words)
    assert (code, "No figure stands out. A lower --threshold finds more." in errors) == (1, True)
