import errno
import gc
import io
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration import disk_arrays
from restoration.disk_arrays import compute_on_disk, copy_on_write, is_on_disk, keep_on_disk, zeros_on_disk


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


def test_zeros_on_the_disk_can_be_changed_and_kept_without_a_copy():
    zeros = zeros_on_disk((3, 200, 300), np.float32)
    assert is_on_disk(zeros) and not zeros.any()
    zeros[1] += 2
    kept = keep_on_disk(zeros)
    assert not kept.flags.writeable
    assert np.shares_memory(kept, zeros)
    assert kept.sum() == 2 * 200 * 300


@pytest.fixture
def full_disk(monkeypatch):
    def refuse(file, size):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk_arrays, "_reserve", refuse)


def test_on_a_full_disk_the_array_stays_in_memory(full_disk):
    array = np.zeros((300, 400))
    assert keep_on_disk(array) is array


def test_on_a_full_disk_a_large_file_is_in_memory(full_disk):
    assert isinstance(disk_arrays.file_for(disk_arrays.LARGE_FILE), io.BytesIO)


def test_a_new_large_file_is_empty():
    with disk_arrays.file_for(disk_arrays.LARGE_FILE) as file:
        assert isinstance(file, disk_arrays.LargeFile)
        file.write(b"abc")
        assert bytes(disk_arrays.contents(file)) == b"abc"


def test_a_full_disk_is_named_once(full_disk, scratch, caplog):
    for _ in range(3):
        keep_on_disk(np.zeros((300, 400)))
        zeros_on_disk((300, 400), np.uint8)
    (message,) = caplog.messages
    assert message.startswith(f"{scratch} cannot hold pictures (No space")


def test_on_a_full_disk_zeros_are_in_memory(full_disk):
    zeros = zeros_on_disk((300, 400), np.uint8)
    assert not is_on_disk(zeros)
    zeros[0] = 1


def test_what_lies_on_the_disk_is_not_copied_again():
    kept = keep_on_disk(np.ones((300, 400), np.uint8))
    assert keep_on_disk(kept) is kept
    part = kept[10:290]
    assert is_on_disk(part) and keep_on_disk(part) is part
    assert not is_on_disk(np.array(kept))


def test_many_arrays_may_be_open():
    resource = pytest.importorskip("resource")
    code = "import resource; from restoration.disk_arrays import allow_many_arrays; allow_many_arrays(); "
    code += "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"

    def allow_few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))

    done = subprocess.run(
        [sys.executable, "-c", code], preexec_fn=allow_few, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 64


def test_a_copy_on_write_differs_only_for_its_owner():
    kept = keep_on_disk(np.arange(300 * 400, dtype=np.int32).reshape(300, 400))
    copy = copy_on_write(kept)
    copy[7, 8:20] = -1
    other = copy_on_write(kept)
    assert is_on_disk(copy)
    assert kept.min() == other.min() == 0
    assert np.count_nonzero(copy != kept) == 12
    part = copy_on_write(kept[10:, 10:])  # no whole file: copied
    part[:] = -2
    assert kept.min() == 0


@given(height=st.integers(1, 40), width=st.integers(1, 40), strip=st.integers(1, 500), seed=st.integers(0, 2**32 - 1))
def test_computing_in_strips_gives_what_computing_at_once_does(height, width, strip, seed):
    first, second = np.random.default_rng(seed).integers(0, 256, (2, height, width), np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk_arrays, "_STRIP_BYTES", strip)
        found = compute_on_disk(lambda one, other: one > other, first, second, dtype=bool)
    np.testing.assert_array_equal(found, first > second)
