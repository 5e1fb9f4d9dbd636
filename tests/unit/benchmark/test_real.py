"""Detectors on real damage: every crop, every box and the mapped net get their figures."""

import json

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark.methods import find_competitors
from restoration.benchmark.real_damage import CRAQUELURE_PAIR, measure_real_damage
from restoration.benchmark.summary import summarise


@pytest.fixture
def folder(tmp_path):
    """A close-up with one drawn crack and one sound box, and a net of a single line."""
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


def test_a_plain_crack_is_found_where_it_was_drawn_and_nothing_where_paint_is_sound(folder):
    done = []
    cells = measure_real_damage(folder, find_competitors(), lambda *progress: done.append(progress))
    found = {(cell.picture, cell.style, cell.metric): cell.value for cell in cells if cell.method == "opencv"}
    assert found["madonna", "cheek", "line_f1"] == pytest.approx(1, abs=0.1)
    assert found[CRAQUELURE_PAIR, "whole", "line_f1"] == pytest.approx(1, abs=0.1)
    assert found["madonna", "box 0", "marked_sound_plain"] == 0
    assert done == [(1, 2), (2, 2)]


def test_marking_everything_marks_sound_paint_too(folder):
    cells = [cell for cell in measure_real_damage(folder, find_competitors()) if cell.method == "everything"]
    means = {one.metric: one.mean for one in summarise(cells) if one.style == "all"}
    assert means["marked_sound_plain"] == 1
