"""The simulation of teaching: what counts, and which rows it writes."""

import json

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import teaching
from restoration.benchmark.pixel_classifier import PixelClassifier
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.strokes_only import pixel_features
from restoration.benchmark.teaching import STROKES_ONLY, measure_teaching, method_records, score_far
from restoration.catalog import DETECTORS


def test_only_pixels_far_from_the_strokes_count():
    damage = np.zeros((60, 100), bool)
    damage[20, :50], damage[40, :50] = True, True
    marks = np.zeros_like(damage)
    marks[20, :50], marks[50, :50] = True, True
    everywhere, far = np.ones_like(damage), np.ones_like(damage)
    far[30:] = False
    assert score_far(marks, damage, everywhere).f1 == pytest.approx(0.5)
    assert score_far(marks, damage, far).f1 == 1


def test_far_damage_is_found_by_a_mark_that_is_not_far():
    damage, marks = np.zeros((40, 40), bool), np.zeros((40, 40), bool)
    damage[20], marks[22], far = True, True, np.ones((40, 40), bool)
    far[21:] = False
    score = score_far(marks, damage, far)
    assert (score.precision, score.recall) == (0, 1)


def test_strokes_alone_find_what_looks_like_them():
    image = np.full((60, 90, 3), 150, np.uint8)
    image += np.random.default_rng(0).integers(0, 9, image.shape, np.uint8)
    image[20:22, :], image[40:42, :] = 60, 60
    features = pixel_features(image)
    marked = PixelClassifier(
        features[20:22, :30].reshape(-1, features.shape[2]), features[26:34, :30].reshape(-1, features.shape[2])
    ).mark(features)
    assert marked[40:42].all() and not marked[28:33].any()


@pytest.fixture
def close_ups(tmp_path):
    """A folder with a close-up, 90 px wide, that has four cracks and a sound box; and the mapped net."""
    image = np.full((120, 90, 3), 150, np.uint8)
    image += np.random.default_rng(0).integers(0, 9, image.shape, np.uint8)
    lines = np.zeros(image.shape[:2], np.uint8)
    for row, dark in ((20, 60), (45, 60), (70, 120), (95, 60)):
        image[row : row + 2, 5:85] = dark
        lines[row, 5:85] = 255
    Pillow.fromarray(image).save(tmp_path / "panel.png")
    box = [0, 0, 90, 120]
    polylines = [[[5, row], [84, row]] for row in (20, 45, 70, 95)]
    record = {
        "lines": [{"name": "panel", "file": "panel.png", "box": box, "polylines": polylines, "tone": "dark"}],
        "boxes": [{"file": "panel.png", "box": [30, 100, 80, 118], "label": "sound-plain"}],
    }
    (tmp_path / "annotations.json").write_text(json.dumps(record))
    (tmp_path / "craquelure_pair").mkdir()
    Pillow.fromarray(image).save(tmp_path / "craquelure_pair" / "ge230_image.png")
    Pillow.fromarray(lines).save(tmp_path / "craquelure_pair" / "ge230_mask.png")
    return tmp_path


def test_a_run_has_the_detector_and_the_taught_one_at_each_number_of_strokes(close_ups, monkeypatch):
    monkeypatch.setattr(teaching, "COUNTS", (0, 2))
    entry, protocol = DETECTORS["opencv"], BenchmarkProtocol(side=64)
    rows = measure_teaching(close_ups, [close_ups / "panel.png"], protocol, entry)
    assert {row.task for row in rows} == {"teach"}
    assert {row.method for row in rows} == {record["method"] for record in method_records(entry)}
    assert {row.metric for row in rows} >= {"far_line_f1", "far_area_f1", "taught_marked_sound"}
    lines = {
        (row.method, row.severity): row.value for row in rows if row.style == "panel" and row.metric == "far_line_f1"
    }
    assert lines["opencv", "00"] == lines["opencv-taught", "00"] < lines["opencv-taught", "02"]
    assert {count for _, count in lines} == {"00", "02"} and (STROKES_ONLY, "00") not in lines
    assert measure_teaching(close_ups, [], protocol, entry) == [
        row for row in rows if "far_line" in row.metric or row.style == "panel"
    ]
