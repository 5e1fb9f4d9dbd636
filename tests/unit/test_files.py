"""A file is written as a whole or not at all, and the bytes of a zip file depend on its content alone."""

import io
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from restoration import files
from restoration.errors import BadImage, CannotWrite
from restoration.files import (
    ensure_folder,
    pack_zip,
    read_bytes,
    remove_unfinished,
    sha256_of_bytes,
    sha256_of_file,
    temporary_folder,
    write_bytes,
)

ROOT = Path(__file__).parents[2]


def names_in(folder):
    return [file.name for file in folder.iterdir()]


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "new" / "folder" / "result.png"
    write_bytes(path, b"first")
    write_bytes(path, b"second")
    assert path.read_bytes() == b"second"
    assert names_in(path.parent) == ["result.png"]


def test_a_name_of_the_greatest_length_is_written(tmp_path):
    write_bytes(tmp_path / ("n" * 251 + ".png"), b"picture")


def test_a_longer_name_is_refused(tmp_path):
    with pytest.raises(CannotWrite, match="name too long"):
        write_bytes(tmp_path / ("n" * 300), b"picture")
    assert not names_in(tmp_path)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "result.png"
    path.write_bytes(b"old")
    _, hard_limit = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard_limit))
    try:
        with pytest.raises(CannotWrite) as caught:
            write_bytes(path, bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(tmp_path) in caught.value.sentence
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["result.png"]


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
    assert names_in(tmp_path) == ["result.png"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
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


def test_a_folder_or_a_device_is_never_replaced(tmp_path):
    for path in (tmp_path, os.devnull):
        with pytest.raises(CannotWrite, match="not a file"):
            write_bytes(type(tmp_path)(path), b"picture")


def test_a_file_and_its_bytes_have_one_hash(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"picture")
    assert sha256_of_file(path) == sha256_of_bytes(b"picture")
    with pytest.raises(BadImage, match=r"none\.png"):
        sha256_of_file(tmp_path / "none.png")


def test_members_come_back_in_order_with_a_fixed_date_and_system():
    with zipfile.ZipFile(io.BytesIO(pack_zip([("b", [b"2", b"3"]), ("a/é", [])]))) as archive:
        members = archive.infolist()
        assert [(member.filename, archive.read(member)) for member in members] == [("b", b"23"), ("a/é", b"")]
        assert {(member.date_time, member.create_system) for member in members} == {((1980, 1, 1, 0, 0, 0), 3)}


def test_a_member_is_made_only_after_the_one_before_it_is_packed():
    packed = []

    def pieces(name):
        yield b"1"
        packed.append(name)

    def members():
        for name in ("a", "b"):
            yield name, pieces(name)
            assert packed[-1] == name

    pack_zip(members())
    assert packed == ["a", "b"]


HALF_WRITTEN = """
import os, pathlib, sys, time
from restoration import files
def wait(_):
    print("writing", flush=True)
    time.sleep(60)
os.fsync = wait
files.write_bytes(pathlib.Path(sys.argv[1]), bytes(5000))
"""


def test_only_the_next_run_after_a_kill_removes_what_was_half_written(tmp_path):
    resumable = tmp_path / "big-lama.pt.part"  # of a download
    resumable.write_bytes(b"")
    command = [sys.executable, "-c", HALF_WRITTEN, str(tmp_path / "result.png")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as run:
        try:
            assert run.stdout.readline() == b"writing\n"
            remove_unfinished(tmp_path)
            assert len(names_in(tmp_path)) == 2, "another run is still writing it"
        finally:
            run.kill()
    remove_unfinished(tmp_path)
    assert names_in(tmp_path) == [resumable.name]


def test_a_part_that_another_run_removed_before_it_was_locked_is_made_again(tmp_path, monkeypatch):
    lock = files._lock

    def lose_once(file):
        Path(file.name).unlink()
        monkeypatch.setattr(files, "_lock", lock)

    monkeypatch.setattr(files, "_lock", lose_once)
    write_bytes(tmp_path / "result.png", b"picture")
    assert names_in(tmp_path) == ["result.png"]


def test_a_temporary_folder_goes_with_its_work_and_after_a_kill_with_the_next_run(tmp_path):
    left, young = tmp_path / "left", tmp_path / "young"
    for folder in (left, young):
        folder.mkdir()
        (folder / "copy.png").touch()
    os.utime(left, (0, 0))
    with temporary_folder(tmp_path) as own:
        (own / "copy.png").touch()
        os.utime(own, (0, 0))
        with temporary_folder(tmp_path):
            assert own.exists(), "it is in use"
        assert not left.exists()
        assert young.exists(), "its run may just be about to lock it"
    assert not own.exists()
    with pytest.raises(ZeroDivisionError), temporary_folder(tmp_path) as own:
        raise ZeroDivisionError
    assert [*tmp_path.iterdir()] == [young]


def test_a_missing_folder_holds_nothing_unfinished(tmp_path):
    remove_unfinished(tmp_path / "none")


def test_a_file_is_read_up_to_its_largest_size(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(bytes(10))
    assert read_bytes(path, 10) == bytes(10)
    with pytest.raises(OSError, match="larger"):
        read_bytes(path, 9)


def test_a_device_and_a_pipe_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in ("/dev/zero", tmp_path / "pipe"):
        with pytest.raises(OSError, match="not a file"):
            read_bytes(Path(path), 10)
