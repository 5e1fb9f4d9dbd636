"""Files of weights are opened only if they are the published ones."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from restoration import weights
from restoration.catalog import INPAINTERS
from restoration.weights import NotReady, PublishedWeights, WrongWeights

PUBLISHED = b"published"
FILE = PublishedWeights(
    Path("net/some.pth"), (hashlib.sha256(PUBLISHED).hexdigest()[:8],), "https://example.org", "MIT"
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    (tmp_path / "net").mkdir()
    return tmp_path / "net" / "some.pth"


def test_a_published_file_is_read(place):
    assert not FILE.is_there()
    place.write_bytes(PUBLISHED)
    assert FILE.is_there() and FILE.read() == PUBLISHED


def test_a_file_that_is_not_there_gets_a_sentence_with_a_cure(place):
    with pytest.raises(NotReady, match=r"models/net/some\.pth cannot be read") as refusal:
        FILE.read()
    assert refusal.value.hint == "Get it from https://example.org."


def test_another_file_is_refused_with_a_cure(place):
    place.write_bytes(b"others")
    with pytest.raises(WrongWeights) as refusal:
        FILE.read()
    assert refusal.value.sentence == (
        "models/net/some.pth is not the published file. Get it again from https://example.org, or take it away."
    )


@pytest.mark.parametrize("published", [weights.LAMA, weights.MIGAN], ids=lambda one: one.path.stem)
def test_a_network_without_its_file_is_not_ready_and_names_the_command_that_gets_it(published, tmp_path):
    absent = replace(published, path=tmp_path / published.path.name)
    assert absent.lack().sentence.startswith(f"{absent.file} is not there. Get it with `python scripts/download_")
    absent.file.touch()
    assert absent.lack() is None


@pytest.mark.parametrize(("key", "library"), [("lama", "PyTorch"), ("migan", "ONNX Runtime")])
def test_a_network_whose_library_is_missing_is_not_ready_either(key, library, monkeypatch):
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    told = INPAINTERS[key].lack().sentence
    assert told == f"{library} is not installed. Install it with `pip install -r requirements.txt`."


def test_every_whole_checksum_is_one():
    for file in (weights.LAMA, weights.MIGAN):
        assert [len(bytes.fromhex(sha256)) for sha256 in file.sha256] == [32]
