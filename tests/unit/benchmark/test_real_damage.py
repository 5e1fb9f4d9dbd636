"""Scores against hand-drawn cracks: an invented crop, and the real ones where they are at hand."""

import json

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import real_damage
from restoration.benchmark.real_damage import AnnotatedCrop, PixelBox, PrecisionRecall
from restoration.detection.base import mask_at
from restoration.detection.morphology import Morphology
from restoration.errors import BadRequest

CROP = AnnotatedCrop("drawn", "x.png", PixelBox(10, 20, 70, 60), (np.array([[15.0, 40.0], [64.0, 40.0]]),), "dark")


def marked(*rows, left=15, right=65):
    mask = np.zeros((90, 100), bool)
    for row in rows:
        mask[row, left:right] = True
    return mask


def test_a_line_within_the_tolerance_is_right():
    assert real_damage.score_crop(marked(43), CROP) == PrecisionRecall(1.0, 1.0)


def test_a_line_beyond_the_tolerance_is_wrong_twice():
    assert real_damage.score_crop(marked(44), CROP) == PrecisionRecall(0.0, 0.0)


def test_half_a_line_is_half_found():
    score = real_damage.score_crop(marked(40, right=40), CROP)
    assert score.precision == 1 and score.recall == pytest.approx(0.55, abs=0.06)


def test_a_false_line_costs_precision_only():
    score = real_damage.score_crop(marked(40, 50), CROP)
    assert score.precision == pytest.approx(0.5) and score.recall == 1
    assert score.f1 == pytest.approx(2 / 3)


def test_what_lies_outside_the_crop_does_not_count():
    mask = marked(40)
    mask[5], mask[70], mask[:, 5], mask[:, 90] = True, True, True, True
    assert real_damage.score_crop(mask, CROP) == PrecisionRecall(1.0, 1.0)


def test_nothing_marked_scores_nothing():
    assert real_damage.score_crop(np.zeros((90, 100), bool), CROP).f1 == 0


def test_annotations_are_read_from_their_folder(tmp_path):
    record = {
        "lines": [
            {"name": "a", "file": "x.png", "box": [1, 2, 3, 4], "polylines": [[[1.5, 2], [2, 3]]], "tone": "dark"}
        ],
        "boxes": [
            {"file": "w.png", "box": [0, 0, 4, 2], "label": "cracked", "share": 7, "tone": "dark"},
            {"file": "x.png", "box": [0, 0, 4, 2], "label": "sound-lines", "weak": True},
        ],
    }
    (tmp_path / "annotations.json").write_text(json.dumps(record))
    found = real_damage.load_annotations(tmp_path)
    assert list(found.files()) == ["w.png", "x.png"]
    assert [box.share for box in found.boxes] == [0.07, None]
    assert found.boxes[1].weak and found.lines[0].polylines[0].tolist() == [[1.5, 2], [2, 3]]
    mask = np.zeros((5, 5), bool)
    mask[0, :2] = True
    assert real_damage.marked_share(mask, found.boxes[0].box) == 0.25


@pytest.mark.parametrize(
    ("held", "said"), [(None, "no such file"), ("no json", "no annotations"), ('{"lines": [{}]}', "no annotations")]
)
def test_a_folder_without_annotations_is_named_in_a_sentence(tmp_path, held, said):
    if held:
        (tmp_path / "annotations.json").write_text(held)
    with pytest.raises(BadRequest, match=said):
        real_damage.load_annotations(tmp_path)


@pytest.mark.shared
def test_the_classical_detector_finds_real_cracks_and_spares_plain_paint(shared):
    annotations, detector = real_damage.load_annotations(shared / "real_damage"), Morphology()
    files = {crop.file for crop in annotations.lines}
    masks = {}
    for file in files:
        with Pillow.open(annotations.folder / file) as picture:
            masks[file] = mask_at(detector.likelihood(np.asarray(picture.convert("RGB"))), 0.5)
    scores = {crop.name: real_damage.score_crop(masks[crop.file], crop).f1 for crop in annotations.lines}
    plain = [
        real_damage.marked_share(masks[box.file], box.box)
        for box in annotations.boxes
        if box.label == "sound-plain" and box.file in files
    ]
    assert np.mean(list(scores.values())) >= 0.70, scores
    assert np.mean(plain) < 0.01
