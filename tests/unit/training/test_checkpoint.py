"""Checkpoints refuse to resume a different run."""

from dataclasses import replace

import pytest

from restoration.training.checkpoint import BadCheckpoint, read_planned_steps, restore_checkpoint, write_checkpoint
from restoration.training.config import InpaintingConfig
from tests.unit.training.tiny import CONFIG


@pytest.fixture
def path(tmp_path, tiny_training):
    write_checkpoint(tmp_path / "x.checkpoint", tiny_training.new_run(), "some data")
    return tmp_path / "x.checkpoint"


def test_the_number_of_steps_can_be_read(path):
    assert read_planned_steps(path) == CONFIG.steps


def test_the_error_names_the_settings_that_differ(path, tiny_training):
    run = tiny_training.new_run(replace(CONFIG, rate=0.1, seed=5))
    with pytest.raises(BadCheckpoint, match=r"seed was 0, now 5; rate was 0.002, now 0.1\.") as caught:
        restore_checkpoint(path, run, "some data")
    assert "widths" not in str(caught.value)


def test_a_run_is_not_resumed_with_other_data(path, tiny_training):
    with pytest.raises(BadCheckpoint, match="pictures"):
        restore_checkpoint(path, tiny_training.new_run(), "other data")


def test_a_run_is_not_resumed_for_another_task(path, tiny_training):
    run = tiny_training.new_run()
    run.config = InpaintingConfig()
    with pytest.raises(BadCheckpoint, match="another kind of network"):
        restore_checkpoint(path, run, "some data")


@pytest.mark.parametrize("data", [b"", b"no checkpoint", None], ids=["empty", "other content", "cut off"])
def test_another_file_is_refused_with_a_sentence(path, data):
    path.write_bytes(path.read_bytes()[:-500] if data is None else data)
    with pytest.raises(BadCheckpoint, match="not a checkpoint"):
        read_planned_steps(path)


def test_a_missing_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(BadCheckpoint, match="no such file"):
        read_planned_steps(tmp_path / "x.checkpoint")
