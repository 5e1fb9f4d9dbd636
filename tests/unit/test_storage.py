"""A folder elsewhere: the same rules as on this machine, whole files or none, and no credentials in any message."""

import pickle
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from restoration.batch import Skipped
from restoration.errors import BadRequest
from restoration.storage import Address, NotThere, StorageError, StoredMasks, parse_place, stored_paintings

SECRET = "s3cret"


def test_a_text_names_a_path_or_an_address():
    assert parse_place("scans/a.png") == Path("scans/a.png")
    assert parse_place("file:///scans/a.png") == Path("/scans/a.png")
    assert parse_place("memory://scans/") == Address("memory://scans")
    assert str(parse_place("memory://scans/") / "a b#1?.png") == "memory://scans/a b#1?.png"


def test_the_folder_above_an_address():
    assert parse_place("memory://scans/deep/a.png").parent == Address("memory://scans/deep")
    assert (Address("s3://bucket") / "scans/a.png").parent == Address("s3://bucket") / "scans"
    assert (Address("s3://bucket") / "a.png").parent == Address("s3://bucket")
    assert Address("s3://bucket").parent is None


@pytest.mark.parametrize("user", [f"user:{SECRET}", f"user:{SECRET}@{SECRET}", f":{SECRET}"])
def test_credentials_in_an_address_are_used_and_never_shown(user):
    address = Address(f"sftp://{user}@museum.example/scans") / "a.png"
    assert SECRET in pickle.loads(pickle.dumps(address)).url, "a worker needs them"
    for shown in (str(address), repr(address), str(address.stand_in), address.name):
        assert SECRET not in shown
    assert str(address) == "sftp://museum.example/scans/a.png"
    with pytest.raises(StorageError) as error, address._reported("read"):
        raise ValueError(f"no route to {address.url}")
    assert SECRET not in error.value.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("magic://scans", "No storage is known by magic://."),
        ("https://museum.example/masks", "A web address can only be INPUT."),
        (f"sftp://user:{SECRET}/{SECRET}@museum.example/scans", "holds a slash"),
        ("simplecache://a::s3://b", "within addresses"),
    ],
)
def test_what_is_no_address_of_a_storage_is_refused_with_a_reason(text, words):
    with pytest.raises(BadRequest, match=words) as error:
        parse_place(text)
    assert SECRET not in error.value.sentence


def test_a_missing_package_is_named_with_the_cure(monkeypatch):
    def load(scheme):
        raise ImportError(f"no module for {scheme}")

    monkeypatch.setattr("fsspec.get_filesystem_class", load)
    with pytest.raises(StorageError) as error:
        parse_place("s3://bucket/scans")
    assert error.value.sentence == "s3:// needs the package s3fs. Install it: pip install s3fs."


def test_what_counts_as_a_painting_is_decided_as_on_this_machine_by_names(memory):
    for name in (
        "a.png",
        "b.JPG",
        "a_mask.png",
        "unrelated_mask.png",
        ".hidden.png",
        "notes.txt",
        "c.nef",
        "deep/e.png",
    ):
        memory.pipe(f"/scans/{name}", b"not looked at")
    left_out: list[Skipped] = []
    found = stored_paintings(parse_place("memory://scans"), left_out.append)
    assert [address.name for address in found] == ["a.png", "b.JPG", "c.nef", "unrelated_mask.png"]
    (skipped,) = left_out
    assert [path.name for path in skipped.results] == ["a_mask.png"]
    assert [path.name for path in skipped.others] == ["deep", "notes.txt"]
    assert [str(one) for one in stored_paintings(parse_place("memory://scans/notes.txt"))] == [
        "memory://scans/notes.txt"
    ]
    with pytest.raises(NotThere, match="memory://nowhere cannot be listed"):
        stored_paintings(parse_place("memory://nowhere"))


def test_a_painting_is_not_its_own_mask(memory):
    for name in ("/scans/a.png", "/scans/b.png", "/scans/b_mask.png"):
        memory.pipe(name, b"x")
    scans, others = parse_place("memory://scans"), parse_place("memory://masks")
    assert StoredMasks(scans).find((scans / "b.png").stand_in) == scans / "b_mask.png"
    assert StoredMasks(scans).find((others / "a.png").stand_in) == scans / "a.png"
    with pytest.raises(BadRequest, match=r"No mask for a\.png in memory://scans"):
        StoredMasks(scans).find((scans / "a.png").stand_in)
    assert StoredMasks(scans / "a.png").find(Path("other.png")) == scans / "a.png"


def test_a_copy_that_breaks_leaves_the_older_file(memory, tmp_path, monkeypatch):
    (tmp_path / "new").write_bytes(b"new")
    address = parse_place("memory://out") / "a[1].png"
    memory.pipe("/out/a[1].png", b"old")

    def break_off(files, copy, path):
        memory.pipe(path, b"n")
        raise ConnectionResetError(104, "Connection reset by peer")

    with monkeypatch.context() as context:
        context.setattr(MemoryFileSystem, "put_file", break_off)
        with pytest.raises(
            StorageError, match=r"memory://out/a\[1\]\.png cannot be written \(connection reset by peer\)"
        ):
            address.put(tmp_path / "new")
    assert address.read_bytes() == b"old"
    address.put(tmp_path / "new")
    assert memory.ls("/out", detail=False) == ["/out/a[1].png"]
    assert address.read_bytes() == b"new"
    address.remove()
    address.remove()
    assert not address.is_file()
