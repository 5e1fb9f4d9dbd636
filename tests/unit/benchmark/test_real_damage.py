"""Detectors on real damage: made crops and craquelure, and the real ones where they are present."""

import json

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import real_damage
from restoration.benchmark.methods import Competitors, find_competitors
from restoration.benchmark.precision_recall import PrecisionRecall
from restoration.benchmark.real_damage import CRAQUELURE_PAIR, AnnotatedCrop, PixelBox, measure_real_damage, score_crop
from restoration.detection.base import mask_at
from restoration.detection.morphology import Morphology
from restoration.errors import BadRequest

LINE = np.array([[15.0, 40.0], [64.0, 40.0]])
CROP = AnnotatedCrop("drawn", "x.png", PixelBox(10, 20, 70, 60), (LINE,), "dark")


def marked(*rows, left=15, right=65):
    mask = np.zeros((90, 100), bool)
    for row in rows:
        mask[row, left:right] = True
    return mask


def test_a_line_within_the_tolerance_is_right_and_one_beyond_it_wrong_twice():
    assert score_crop(marked(43), CROP) == PrecisionRecall(1.0, 1.0)
    assert score_crop(marked(44), CROP) == PrecisionRecall(0.0, 0.0)


def test_half_a_line_has_half_the_recall():
    score = score_crop(marked(40, right=40), CROP)
    assert score.precision == 1 and score.recall == pytest.approx(0.55, abs=0.06)


def test_a_false_line_costs_precision_only():
    score = score_crop(marked(40, 50), CROP)
    assert score.precision == pytest.approx(0.5) and score.recall == 1
    assert score.f1 == pytest.approx(2 / 3)


def test_marks_outside_the_crop_do_not_count():
    mask = marked(40)
    mask[5], mask[70], mask[:, 5], mask[:, 90] = True, True, True, True
    assert score_crop(mask, CROP) == PrecisionRecall(1.0, 1.0)


def test_an_empty_mask_scores_0():
    assert score_crop(np.zeros((90, 100), bool), CROP).f1 == 0


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
    ("text", "message"),
    [(None, "no such file"), ("no json", "no annotations"), ('{"lines": [{}]}', "no annotations")],
)
def test_a_folder_without_annotations_is_refused_with_a_reason(tmp_path, text, message):
    if text:
        (tmp_path / "annotations.json").write_text(text)
    with pytest.raises(BadRequest, match=message):
        real_damage.load_annotations(tmp_path)


@pytest.fixture
def close_ups(tmp_path):
    """A close-up with one drawn crack and one sound box, and a craquelure pair of a single line."""
    paint = np.full((60, 80, 3), 180, np.uint8)
    paint[30:32, 5:75] = 60
    Pillow.fromarray(paint).save(tmp_path / "madonna.png")
    crack = {"name": "cheek", "file": "madonna.png", "box": [0, 20, 80, 45], "polylines": [[[5, 30.5], [74, 30.5]]]}
    sound = {"file": "madonna.png", "box": [0, 0, 40, 20], "label": "sound-plain"}
    record = {"lines": [crack | {"tone": "dark"}], "boxes": [sound]}
    (tmp_path / "annotations.json").write_text(json.dumps(record))
    (tmp_path / CRAQUELURE_PAIR).mkdir()
    Pillow.fromarray(paint).save(tmp_path / CRAQUELURE_PAIR / "ge230_image.png")
    lines = np.zeros((60, 80), np.uint8)
    lines[30, 5:75] = 255
    Pillow.fromarray(lines).save(tmp_path / CRAQUELURE_PAIR / "ge230_mask.png")
    return tmp_path


def test_each_crop_each_box_and_the_craquelure_get_their_scores(close_ups):
    detectors = tuple(entry for entry in find_competitors().detectors if entry.key in ("opencv", "everything"))
    progress = []
    rows = measure_real_damage(close_ups, Competitors((), detectors), lambda *step: progress.append(step))
    values = {(row.method, row.picture, row.style, row.metric): row.value for row in rows}
    assert values["opencv", "madonna", "cheek", "line_f1"] == pytest.approx(1, abs=0.1)
    assert values["opencv", CRAQUELURE_PAIR, "whole", "line_f1"] == pytest.approx(1, abs=0.1)
    assert values["opencv", "madonna", "box 0", "marked_sound_plain"] == 0
    assert values["everything", "madonna", "box 0", "marked_sound_plain"] == 1
    assert progress == [(1, 2), (2, 2)]


@pytest.mark.shared
def test_the_classical_detector_finds_real_cracks_and_spares_plain_paint(shared):
    annotations, detector = real_damage.load_annotations(shared / "real_damage"), Morphology()
    files = {crop.file for crop in annotations.lines}
    masks = {}
    for file in files:
        with Pillow.open(annotations.folder / file) as picture:
            masks[file] = mask_at(detector.detect(np.asarray(picture.convert("RGB"))).likelihood, 0.5)
    scores = {crop.name: score_crop(masks[crop.file], crop).f1 for crop in annotations.lines}
    plain = [
        real_damage.marked_share(masks[box.file], box.box)
        for box in annotations.boxes
        if box.label == "sound-plain" and box.file in files
    ]
    assert np.mean(list(scores.values())) >= 0.70, scores
    assert np.mean(plain) < 0.01
