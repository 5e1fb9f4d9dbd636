"""`select` and `subject`: masks of what a click or the network finds."""

import numpy as np
import pytest
from PIL import Image

from restoration.imaging.mask_reading import read_mask

RED, BLUE = (190, 60, 50), (50, 80, 170)


@pytest.fixture
def figure():
    figure = np.zeros((80, 120), bool)
    figure[20:, 30:60] = True
    return figure


@pytest.fixture
def portrait(figure, tmp_path):
    """A red figure on a blue ground; the right edge is transparent."""
    picture = np.where(figure[..., np.newaxis], RED, BLUE).astype(np.uint8)
    alpha = np.full(figure.shape, 255, np.uint8)
    alpha[:, 110:] = 0
    Image.fromarray(np.dstack([picture, alpha])).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def mask_in(path, figure):
    return read_mask(path, np.zeros((*figure.shape, 3), np.uint8))


def test_the_wand_writes_a_mask_that_can_be_read_again(run, portrait, figure, tmp_path):
    words = "select", portrait, "--at", "40,50", "-o", tmp_path / "new" / "mask.png"
    code, printed, errors = run(*words)
    assert (code, errors) == (0, "")
    assert printed.startswith("1,800 px, 20.45% -> ")
    assert np.array_equal(mask_in(tmp_path / "new" / "mask.png", figure), figure)
    run(*words, "--grow", 2)
    grown = mask_in(tmp_path / "new" / "mask.png", figure)
    assert grown[50, 28] and not grown[50, 27]


def test_everywhere_takes_what_is_not_connected_but_nothing_transparent(run, portrait, figure, tmp_path):
    words = "select", portrait, "--at", "5,5", "--tolerance", 0, "-o", tmp_path / "mask.png"
    run(*words, "--everywhere")
    ground = ~figure
    ground[:, 110:] = False
    assert np.array_equal(mask_in(tmp_path / "mask.png", figure), ground)
    code, printed, errors = run("select", portrait, "--at", "115,5", "-o", tmp_path / "none.png")
    assert code == 0 and printed.startswith("0 px") and errors == "a.png: Nothing was selected.\n"


def test_an_object_is_selected_by_its_network(run, small_networks, portrait, figure, tmp_path):
    words = "select", portrait, "--at", "40,50", "--method", "object", "-o", tmp_path / "mask.png"
    code, _, errors = run(*words)
    assert (code, errors) == (0, "")
    assert np.count_nonzero(mask_in(tmp_path / "mask.png", figure) != figure) < 0.05 * figure.size


def test_the_figure_is_written_as_mask_and_cut_out(run, small_networks, portrait, figure, tmp_path):
    code, printed, errors = run("subject", portrait, "--output", tmp_path / "out", "--cut-out")
    assert (code, errors) == (0, "")
    assert "% is figure; white is the figure -> " in printed
    found = mask_in(tmp_path / "out" / "a_subject.png", figure)
    assert np.count_nonzero(found != figure) < 0.02 * figure.size
    person, ground = (
        np.asarray(Image.open(tmp_path / "out" / f"a_{part}_cutout.png")) for part in ("subject", "ground")
    )
    assert np.array_equal(person[..., 3] > 0, found)
    assert np.array_equal(ground[..., 3] > 0, ~found & (np.arange(120) < 110))
    assert tuple(person[70, 45]) == (*RED, 255) and tuple(ground[5, 5]) == (*BLUE, 255)
    run("subject", portrait, "--output", tmp_path / "out", "--invert")
    assert np.array_equal(mask_in(tmp_path / "out" / "a_subject.png", figure), ~found & (np.arange(120) < 110))


def test_wrong_requests_are_one_sentence(assert_refused, portrait, tmp_path, monkeypatch):
    words = "select", portrait, "-o", tmp_path / "mask.png"
    assert_refused(*words, "--at", "40;50", message="is no place")
    assert_refused(*words, "--at", "120,5", message="outside the picture")
    assert_refused(*words, "--at", "4,5", "--tolerance", "101", message="--tolerance")
    assert_refused(*words, "--at", "4,5", "--method", "object", "--everywhere", message="for the wand")
    assert_refused("select", portrait, "--at", "4,5", "-o", portrait, message="would be replaced by the mask")
    assert_refused("select", portrait, "--at", "4,5", "-o", tmp_path / "mask.jpg", message="no name for a mask")
    monkeypatch.setattr("restoration.weights.MODELS", tmp_path)
    assert_refused(*words, "--at", "4,5", "--method", "object", message="download_segmenter_weights.py")
    assert_refused("subject", portrait, "-o", tmp_path, message="download_subject_weights.py")
