"""A file is there as a whole or not at all."""

import os
import resource

import pytest

from restoration.errors import CannotWrite
from restoration.files import ensure_folder, write_bytes


def test_a_file_is_written_and_written_over(tmp_path):
    path = tmp_path / "new" / "folder" / "result.png"
    write_bytes(path, b"first")
    write_bytes(path, b"second")
    assert path.read_bytes() == b"second"
    assert [file.name for file in path.parent.iterdir()] == ["result.png"]


def test_a_name_as_long_as_names_can_be_is_written(tmp_path):
    write_bytes(tmp_path / ("n" * 251 + ".png"), b"picture")


def test_a_name_longer_than_names_can_be_is_refused(tmp_path):
    with pytest.raises(CannotWrite, match="name too long"):
        write_bytes(tmp_path / ("n" * 300), b"picture")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "result.png"
    path.write_bytes(b"old")
    _, hardest = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hardest))
    try:
        with pytest.raises(CannotWrite) as caught:
            write_bytes(path, bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(tmp_path) in caught.value.sentence
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["result.png"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_at_the_last_moment_leaves_the_old_file(tmp_path, monkeypatch, failure):
    def fail(*_):
        raise failure

    path = tmp_path / "result.png"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(CannotWrite if isinstance(failure, OSError) else KeyboardInterrupt):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["result.png"]


def test_a_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for attempt in (ensure_folder, lambda folder: write_bytes(folder / "result.png", b"")):
        with pytest.raises(CannotWrite) as caught:
            attempt(tmp_path / "file" / "below")
        assert str(tmp_path / "file") in caught.value.sentence
        assert "\n" not in caught.value.sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CannotWrite, match=str(tmp_path)):
        write_bytes(tmp_path / "result.png", b"")


def test_what_is_no_file_is_never_replaced(tmp_path):
    for path in (tmp_path, os.devnull):
        with pytest.raises(CannotWrite, match="not a file"):
            write_bytes(type(tmp_path)(path), b"picture")
