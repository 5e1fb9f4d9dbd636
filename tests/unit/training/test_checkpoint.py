"""A course in a file."""

from dataclasses import replace

import pytest

from restoration.training.checkpoint import BadCheckpoint, read_planned_steps, restore_checkpoint, write_checkpoint
from restoration.training.config import InpaintingConfig
from tests.unit.training.tiny import PLAN


@pytest.fixture
def path(tmp_path, lesson):
    write_checkpoint(tmp_path / "x.checkpoint", lesson.new_course(), "these pictures")
    return tmp_path / "x.checkpoint"


def test_it_tells_how_long_the_course_is(path):
    assert read_planned_steps(path) == PLAN.steps


def test_what_differs_from_the_plan_is_named(path, lesson):
    with pytest.raises(BadCheckpoint, match=r"seed was 0, now 5; rate was 0.002, now 0.1\.") as caught:
        restore_checkpoint(path, lesson.new_course(replace(PLAN, rate=0.1, seed=5)), "these pictures")
    assert "widths" not in str(caught.value)


def test_other_pictures_are_another_course(path, lesson):
    with pytest.raises(BadCheckpoint, match="pictures"):
        restore_checkpoint(path, lesson.new_course(), "those pictures")


def test_what_another_trade_learns_is_another_course(path, lesson):
    course = lesson.new_course()
    course.plan = InpaintingConfig()
    with pytest.raises(BadCheckpoint, match="something else"):
        restore_checkpoint(path, course, "these pictures")


@pytest.mark.parametrize("data", [b"", b"no checkpoint", None])
def test_what_is_no_checkpoint_is_named_in_a_sentence(path, data):
    path.write_bytes(path.read_bytes()[:-500] if data is None else data)
    with pytest.raises(BadCheckpoint, match="no checkpoint"):
        read_planned_steps(path)


def test_a_missing_one_too(tmp_path):
    with pytest.raises(BadCheckpoint, match="no such file"):
        read_planned_steps(tmp_path / "x.checkpoint")
