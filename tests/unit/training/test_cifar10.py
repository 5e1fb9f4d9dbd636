"""CIFAR-10 is read from its archive, and nothing else is."""

import io
import tarfile

import numpy as np
import pytest

from restoration.errors import BadRequest
from restoration.training.cifar10 import read_cifar10


@pytest.fixture
def archive(tmp_path):
    """Write an archive with files of the given names and bytes, and return its path."""

    def archive(files):
        path = tmp_path / "cifar.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            for name, data in files.items():
                member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        return path

    return archive


def records_of(pictures):
    """Return the bytes of a batch: the class, then all red values, all green, all blue."""
    return b"".join(b"\x07" + picture.transpose(2, 0, 1).tobytes() for picture in pictures)


def test_pictures_come_back_in_the_order_of_the_batches(archive):
    pictures = np.random.default_rng(1).integers(0, 256, (6, 32, 32, 3), np.uint8)
    path = archive(
        {
            "data_batch_2.bin": records_of(pictures[2:4]),
            "readme.html": b"text",
            "data_batch_1.bin": records_of(pictures[:2]),
            "test_batch.bin": records_of(pictures[4:]),
        }
    )
    assert np.array_equal(read_cifar10(path), pictures[:4])
    assert np.array_equal(read_cifar10(path, "test"), pictures[4:])


@pytest.mark.parametrize(
    "files",
    [{}, {"data_batch_1.bin": b"too short"}, {"data_batch_1.bin": bytes(40_000_001)}],
    ids=["none", "cut", "huge"],
)
def test_another_archive_is_refused_with_the_command_that_gets_it(archive, files):
    with pytest.raises(BadRequest, match="cannot be read") as refused:
        read_cifar10(archive(files))
    assert "download_cifar10.py" in refused.value.hint


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "other.gz").write_bytes(b"no archive")
    for name in ("other.gz", "missing.gz"):
        with pytest.raises(BadRequest, match=name):
            read_cifar10(tmp_path / name)
