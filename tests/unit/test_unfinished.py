"""What is kept of long work: a later run goes on with it, and never with more than was kept."""

import os
import time

import numpy as np
import pytest

from restoration import unfinished
from restoration.errors import BadMask
from restoration.unfinished import DAYS, Unfinished, unfinished_work


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Begin or resume the work in a folder of this test."""
    monkeypatch.setattr(unfinished, "UNFINISHED", tmp_path / "unfinished")
    return lambda *, resume=True, name="a": unfinished_work(name, resume=resume)


def interrupt(kept, value):
    """Do work that keeps an array of that value, and stop it."""
    with pytest.raises(KeyboardInterrupt), kept(resume=False) as work:
        step = work.part("step")
        step.zeros("numbers", (3, 4), np.uint16)[:] = value
        step.save({"done": value})
        raise KeyboardInterrupt


def test_a_run_that_was_stopped_is_gone_on_with(kept):
    interrupt(kept, 7)
    with kept() as work:
        assert work.has_begun
        step = work.part("step")
        assert step.state == {"done": 7}
        assert (step.zeros("numbers", (3, 4), np.uint16) == 7).all()


def test_without_resume_all_begins_anew(kept):
    interrupt(kept, 7)
    with kept(resume=False) as work:
        assert not work.has_begun
        assert not work.part("step").zeros("numbers", (3, 4), np.uint16).any()


def test_arrays_that_were_never_kept_begin_with_zeros(kept):
    with pytest.raises(KeyboardInterrupt), kept() as work:
        work.zeros("numbers", (3, 4), np.uint8)[:] = 7
        raise KeyboardInterrupt
    with kept() as work:
        assert not work.zeros("numbers", (3, 4), np.uint8).any()


@pytest.mark.parametrize("error", [None, BadMask("It covers all.")])
def test_nothing_is_left_of_work_that_came_to_its_end(kept, tmp_path, error):
    interrupt(kept, 7)
    try:
        with kept():
            if error:
                raise error
    except BadMask:
        pass
    assert not any((tmp_path / "unfinished").iterdir())


def test_a_second_run_of_the_same_work_keeps_nothing_and_disturbs_nothing(kept):
    with kept() as first, kept(resume=False) as second:
        first.zeros("numbers", (3, 4), np.uint8)[:] = 7
        first.save({"done": 7})
        assert second.folder is None
        assert second.state == {}
    with kept() as third:
        assert third.state == {}


def test_what_nobody_takes_up_is_removed_after_some_days(kept, tmp_path):
    interrupt(kept, 7)
    folder = tmp_path / "unfinished" / "a"
    old = time.time() - DAYS * 86400 - 60
    for entry in (*folder.rglob("*"), folder):
        os.utime(entry, (old, old))
    with kept(name="b"):
        assert not folder.exists()


def test_without_a_folder_or_room_the_work_is_the_same_and_nothing_is_kept(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    for work in (Unfinished(), Unfinished(tmp_path / "file" / "work")):
        numbers = work.zeros("numbers", (3, 4), np.uint8)
        numbers[:] = 7
        work.save({"done": 7})
        assert work.state == {}
        assert (numbers == 7).all()
    assert "nothing is kept" in caplog.text


def test_a_state_that_was_damaged_is_none(tmp_path):
    work = Unfinished(tmp_path)
    for content in (b"", b"[1]", b'{"done": '):
        (tmp_path / "state.json").write_bytes(content)
        assert work.state == {}
