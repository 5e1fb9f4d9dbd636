import gc
import os

import numpy as np
import pytest

from restoration import disk_arrays
from restoration.disk_arrays import keep_on_disk


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_arrays, "SCRATCH", tmp_path / "arrays")
    return tmp_path / "arrays"


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.uint16, np.float32])
def test_the_copy_equals_the_array_and_cannot_be_changed(dtype):
    array = np.random.default_rng(0).integers(0, 2, (301, 401, 3)).astype(dtype)[::-1]
    kept = keep_on_disk(array)
    np.testing.assert_array_equal(kept, array)
    assert kept.dtype == array.dtype
    assert not kept.flags.writeable


def test_no_file_is_left_while_the_array_is_in_use(scratch):
    kept = keep_on_disk(np.ones((300, 400), np.uint8))
    assert kept.base is not None
    assert list(scratch.iterdir()) == []


def test_the_array_outlives_other_references():
    row = keep_on_disk(np.full((300, 400), 7, np.uint8))[10]
    gc.collect()
    assert (row == 7).all()


def test_a_small_array_stays_in_memory():
    array = np.zeros(10)
    assert keep_on_disk(array) is array


def test_without_room_on_the_disk_the_array_stays_in_memory(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(disk_arrays, "SCRATCH", tmp_path / "file" / "arrays")
    array = np.zeros((300, 400))
    assert keep_on_disk(array) is array


def test_what_a_killed_process_left_is_removed_once_nobody_can_still_write_it(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_arrays, "SCRATCH", tmp_path)
    for name in ("tmpabcdefgh.part", "tmp12345678.part", "notes.part"):
        (tmp_path / name).touch()
    for name in ("tmpabcdefgh.part", "notes.part"):
        os.utime(tmp_path / name, (0, 0))
    disk_arrays.remove_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {"tmp12345678.part", "notes.part"}
