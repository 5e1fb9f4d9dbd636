"""The weights of a course, and the card beside them."""

import hashlib
import json
from dataclasses import asdict

import pytest
import torch

from restoration.networks.detection_unet import decode_detection_unet
from restoration.training.run_card import save_result
from tests.unit.training.tiny import PLAN


@pytest.fixture
def saved(lesson, tmp_path):
    """A course, and the folder in which both files lie."""
    course = lesson.new_course()
    lesson.teach(course)
    save_result(tmp_path / "new" / "x.pth", course.graduate(), course, {"data": {"train": ["a.png"]}})
    return course, tmp_path / "new"


def test_the_card_tells_how_the_weights_came_about(saved):
    course, folder = saved
    data, card = (folder / "x.pth").read_bytes(), json.loads((folder / "x.json").read_bytes())
    assert (card["file"], card["bytes"], card["sha256"]) == ("x.pth", len(data), hashlib.sha256(data).hexdigest())
    assert card["plan"] == json.loads(json.dumps(asdict(PLAN)))
    assert card["scores"]["f1"] == pytest.approx(course.best.figures["f1"], abs=0.02), "of the rounded weights"
    assert card["best_step"] == course.best.step
    assert [mark["step"] for mark in card["curve"]] == [3, 6]
    assert card["data"] == {"train": ["a.png"]}


def test_the_weights_are_the_best_of_the_course_with_its_calibration(saved):
    course, folder = saved
    trained, card = decode_detection_unet((folder / "x.pth").read_bytes()), json.loads((folder / "x.json").read_bytes())
    assert json.loads(json.dumps(asdict(trained.calibration))) == card["calibration"]
    assert trained.calibration.middle == card["scores"]["logit"]
    best = course.best_network().state_dict()
    for name, tensor in trained.network.state_dict().items():
        assert torch.allclose(tensor.float(), best[name].float(), rtol=2**-10)
