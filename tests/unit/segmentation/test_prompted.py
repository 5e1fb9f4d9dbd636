"""One-click objects, by small networks in place of the published ones: an object has one colour."""

import cv2
import numpy as np
import pytest
import torch
from torch.nn.functional import interpolate

from restoration.errors import BadRequest
from restoration.segmentation import prompted
from restoration.segmentation.prompted import PromptedSegmenter
from restoration.weights import NotReady

COLOURS = np.array([(230, 220, 200), (40, 60, 150), (45, 65, 190)], np.uint8)  # of ground, object and its neighbour


@pytest.fixture
def segmenter(small_networks):
    return PromptedSegmenter.from_file()


def scene(height, width):
    """A picture of an object with a neighbour to the right, and the number of the colour of each pixel."""
    numbers = np.zeros((height, width), np.uint8)
    numbers[height // 5 : height // 2, width // 8 : width // 2] = 1
    numbers[height // 5 : height // 2, width // 2 : width * 7 // 8] = 2
    return COLOURS[numbers], numbers


def assert_equal_but_for_the_rim(found, expected):
    """Assert that two masks differ only at rims, by 3 squares of the small encoder at most."""
    side = 2 * round(3 * 16 * max(found.shape) / 1024) + 1
    rim = cv2.morphologyEx(expected.view(np.uint8), cv2.MORPH_GRADIENT, np.ones((side, side), np.uint8))
    assert not ((found != expected) & (rim == 0)).any()


@pytest.mark.parametrize("shape", [(60, 90), (700, 300), (1024, 1024), (500, 1600)])
def test_a_click_finds_what_it_hits_at_any_size_and_shape(segmenter, shape):
    picture, numbers = scene(*shape)
    embedding = segmenter.embed(picture.astype(np.uint16) * 257)
    click = shape[1] * 0.3, shape[0] * 0.35, True
    group, alone = segmenter.segment(embedding, [click])
    assert (group.score, alone.score) == pytest.approx((0.9, 0.7))
    assert_equal_but_for_the_rim(group.mask, numbers > 0)
    assert_equal_but_for_the_rim(alone.mask, numbers == 1)


def test_more_points_get_the_answer_to_a_clear_prompt_first(segmenter):
    picture, numbers = scene(300, 400)
    embedding = segmenter.embed(picture)
    clear, *others = segmenter.segment(embedding, [(120, 100, True), (250, 100, False)])
    assert clear.score == pytest.approx(0.6) and len(others) == 2
    assert_equal_but_for_the_rim(clear.mask, numbers == 1)
    by_box = segmenter.segment(embedding, [], box=(50, 60, 150, 90))
    assert [candidate.score for candidate in by_box] == pytest.approx([0.9, 0.7])


def test_prompts_are_written_as_segment_anything_writes_them():
    coordinates, labels = prompted._encode_prompt((500, 2048), [(10, 20, True), (30, 40, False)], None)
    assert coordinates.tolist() == [[5, 10], [15, 20], [0, 0]] and labels.tolist() == [1, 0, -1]
    coordinates, labels = prompted._encode_prompt((2048, 1024), [(10, 20, True)], (100, 200, 50, 60))
    assert coordinates.tolist() == [[5, 10], [50, 100], [75, 130]] and labels.tolist() == [1, 2, 3]


@pytest.mark.parametrize("shape", [(37, 211), (843, 600), (1200, 1500)])
def test_masks_are_enlarged_as_segment_anything_enlarges_them(shape):
    logits = np.random.default_rng(4).normal(size=(256, 256)).astype(np.float32)
    height, width = prompted._input_size(shape)
    square = interpolate(torch.from_numpy(logits)[None, None], (1024, 1024), mode="bilinear", align_corners=False)
    expected = interpolate(square[..., :height, :width], shape, mode="bilinear", align_corners=False)[0, 0] > 0
    differing = prompted._as_mask(logits, shape) != expected.numpy()
    assert differing.mean() < 1e-4  # of float32


def test_wrong_prompts_are_one_sentence(segmenter):
    embedding = segmenter.embed(scene(60, 90)[0])
    for points, box, message in (
        ([], None, "Nothing says where the object is"),
        ([(5, 5, False)], None, "Nothing says where the object is"),
        ([(90, 5, True)], None, "outside the picture"),
        ([(float("nan"), 5, True)], None, "outside the picture"),
        ([(5, 5, True)] * 65, None, "65 points"),
        ([], (80, 5, 11, 5), "box does not lie in the picture"),
        ([], (8, 5, 0, 5), "box does not lie in the picture"),
    ):
        with pytest.raises(BadRequest, match=message):
            segmenter.segment(embedding, points, box)


def test_without_weights_it_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.weights.MODELS", tmp_path)
    with pytest.raises(NotReady, match=r"models/segmenter/mobile_sam_image_encoder\.onnx is not there"):
        PromptedSegmenter.from_file()
    assert "scripts/download_segmenter_weights.py" in PromptedSegmenter.problem().sentence
