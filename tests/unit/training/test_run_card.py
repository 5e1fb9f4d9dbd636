"""The weights of a course, and the card beside them."""

import hashlib
import json
from dataclasses import asdict

import pytest
import torch
from tiny import PLAN, Lesson, new_course

from restoration.networks.trained import from_bytes
from restoration.training.graduation import graduate
from restoration.training.run_card import save


@pytest.fixture
def saved(sheet, tmp_path):
    """A course, what graduated from it, and the folder in which both files lie."""
    lesson, course = Lesson(sheet), new_course()
    lesson.teach(course)
    graduated = graduate(course, lesson.exam())
    save(tmp_path / "new" / "x.pth", graduated, course, {"data": {"train": ["a.png"]}})
    return course, graduated, tmp_path / "new"


def test_the_card_tells_how_the_weights_came_about(saved):
    _, graduated, folder = saved
    data, card = (folder / "x.pth").read_bytes(), json.loads((folder / "x.json").read_bytes())
    assert (card["file"], card["bytes"], card["sha256"]) == ("x.pth", len(data), hashlib.sha256(data).hexdigest())
    assert card["plan"] == json.loads(json.dumps(asdict(PLAN)))
    assert card["scores"]["f1"] == graduated.scores.f1
    assert [mark["step"] for mark in card["curve"]] == [3, 6]
    assert card["data"] == {"train": ["a.png"]}


def test_the_weights_are_the_best_of_the_course_with_its_calibration(saved):
    course, graduated, folder = saved
    trained = from_bytes((folder / "x.pth").read_bytes())
    assert trained.calibration == graduated.trained.calibration
    assert trained.calibration.middle == graduated.scores.logit
    best = course.best_network().state_dict()
    for name, tensor in trained.network.state_dict().items():
        assert torch.allclose(tensor.float(), best[name].float(), rtol=2**-10)
