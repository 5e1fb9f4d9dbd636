"""Weights files are opened only if they are the published ones."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from restoration import weights
from restoration.catalog import INPAINTERS
from restoration.weights import NotReady, PublishedWeights, WrongWeights

PUBLISHED = b"published"
DOWNLOADED = weights.LAMA, weights.MIGAN, weights.SEGMENTER_ENCODER, weights.SEGMENTER_DECODER, weights.SUBJECT
FILE = PublishedWeights(
    Path("net/some.pth"), (hashlib.sha256(PUBLISHED).hexdigest()[:8],), "https://example.org", "MIT"
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    (tmp_path / "net").mkdir()
    return tmp_path / "net" / "some.pth"


def test_a_published_file_is_read(path):
    assert not FILE.exists()
    path.write_bytes(PUBLISHED)
    assert FILE.exists() and FILE.read() == PUBLISHED


def test_a_missing_file_gives_a_sentence_with_a_cure(path):
    with pytest.raises(NotReady, match=r"models/net/some\.pth cannot be read") as refusal:
        FILE.read()
    assert refusal.value.hint == "Get it from https://example.org."


def test_another_file_is_refused_with_a_cure(path):
    path.write_bytes(b"others")
    with pytest.raises(WrongWeights) as refusal:
        FILE.read()
    assert refusal.value.sentence == (
        "models/net/some.pth is not the published file. Get it again from https://example.org, or remove it."
    )


@pytest.mark.parametrize("published", DOWNLOADED, ids=lambda file: file.path.stem)
def test_a_network_without_its_file_is_not_ready_and_names_the_command_that_downloads_it(published, tmp_path):
    absent = replace(published, path=tmp_path / published.path.name)
    assert absent.problem().sentence.startswith(f"{absent.file} is not there. Get it with `python scripts/download_")
    absent.file.touch()
    assert absent.problem() is None


@pytest.mark.parametrize(("key", "library"), [("lama", "PyTorch"), ("migan", "ONNX Runtime")])
def test_a_network_without_its_library_is_not_ready(key, library, monkeypatch):
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    sentence = INPAINTERS[key].problem().sentence
    assert sentence == f"{library} is not installed. Install it with `pip install -r requirements.txt`."


def test_the_published_checksums_are_complete():
    for file in DOWNLOADED:
        assert [len(bytes.fromhex(sha256)) for sha256 in file.sha256] == [32]
