"""Fixtures that the tests of several rooms share."""

import hashlib
from dataclasses import replace

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from restoration import weights
from tests.stand_ins import segmenter_files, subject_file
from tests.unit.fake_iiif import open_iiif
from tests.unit.fake_met import open_met


@pytest.fixture
def met():
    """A fake museum on this machine, empty and without faults."""
    with open_met() as museum:
        yield museum


@pytest.fixture
def iiif():
    """A small IIIF server on this machine, without faults."""
    with open_iiif() as server:
        yield server


@pytest.fixture
def small_networks(tmp_path, monkeypatch):
    """Let the weights that select areas be those of small networks with the same signatures."""
    names = "SEGMENTER_ENCODER", "SEGMENTER_DECODER", "SUBJECT"
    for name, data in zip(names, (*segmenter_files(), subject_file()), strict=True):
        path = tmp_path / f"{name.lower()}.onnx"
        path.write_bytes(data)
        sha256 = (hashlib.sha256(data).hexdigest(),)
        monkeypatch.setattr(weights, name, replace(getattr(weights, name), path=path, sha256=sha256))


@pytest.fixture
def memory():
    """A storage in memory, empty."""
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    yield MemoryFileSystem()
    MemoryFileSystem.store.clear()
