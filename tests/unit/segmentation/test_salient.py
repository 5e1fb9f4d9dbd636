"""Figure and ground, by a small network in place of the published one: red is the figure."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from restoration import weights
from restoration.imaging.reading import read_painting
from restoration.segmentation.salient import SubjectSegmenter, fill_touches_subject
from restoration.weights import NotReady

RED, BLUE = (190, 60, 50), (50, 80, 170)


@pytest.fixture
def segmenter(small_networks):
    return SubjectSegmenter.from_file()


@pytest.fixture(params=[(200, 150), (90, 700)], ids="{0[0]} x {0[1]}".format)
def portrait(request):
    """A red figure on a blue ground, and where it is."""
    height, width = request.param
    figure = np.zeros((height, width), bool)
    figure[height // 4 :, width // 4 : width // 2] = True
    return np.where(figure[..., np.newaxis], RED, BLUE).astype(np.uint8), figure


@pytest.mark.parametrize("depth", [1, 257])
def test_the_figure_is_found_to_the_pixel_at_either_depth(segmenter, portrait, depth):
    picture, figure = portrait
    deep = (picture.astype(np.uint16) * depth).astype(np.uint8 if depth == 1 else np.uint16)
    before = deep.copy()
    assert np.count_nonzero(segmenter.subject_mask(deep) != figure) < 0.003 * figure.size
    assert np.array_equal(deep, before), "the picture was changed in place"


def test_a_lower_threshold_finds_more_and_zero_all_that_is_visible(segmenter, portrait):
    picture, _ = portrait
    visible = np.ones(picture.shape[:2], bool)
    visible[:, : picture.shape[1] * 3 // 8] = False  # up to the middle of the figure
    hidden = np.where(visible[..., np.newaxis], picture, BLUE).astype(np.uint8)
    masks = [segmenter.subject_mask(hidden, threshold, visible=visible) for threshold in (0.9, 0.5, 0.1, 0)]
    assert all(not (less & ~more).any() for less, more in pairwise(masks))
    assert np.array_equal(masks[-1], visible)
    assert not segmenter.likelihood(hidden, visible=visible)[~visible].any()


def test_damage_beside_the_figure_touches_it_from_three_pixels_on():
    subject, mask = np.zeros((2, 30, 40), bool)
    subject[:, 20:] = True
    mask[10, 14:18] = True  # 6 to 3 px from the figure
    assert fill_touches_subject(mask, subject) == pytest.approx(1 / 4)
    assert fill_touches_subject(mask, ~subject) == 1
    assert fill_touches_subject(np.zeros_like(mask), subject) == 0


@pytest.mark.shared
def test_the_published_network_finds_the_man_before_a_dark_ground(shared, monkeypatch):
    published = replace(weights.SUBJECT, path=shared / "weights" / "u2netp.onnx")
    monkeypatch.setattr(weights, "SUBJECT", published)
    name = "aic_218072_Portrait_of_a_Man_in_a_Red_Cap.jpg"
    portrait = read_painting(shared / "paintings" / "aic" / name).image  # 1231 x 843 px
    likelihood = SubjectSegmenter.from_file().likelihood(portrait)
    for place in ((300, 400), (600, 420), (1050, 450)):  # of his cap, his face and his coat
        assert likelihood[place] > 0.9
    for place in ((40, 40), (40, 800), (600, 60), (500, 800)):
        assert likelihood[place] < 0.1


def test_without_weights_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.weights.MODELS", tmp_path)
    with pytest.raises(NotReady, match=r"models/subject/u2netp\.onnx is not there"):
        SubjectSegmenter.from_file()
    assert "scripts/download_subject_weights.py" in SubjectSegmenter.problem().sentence
