"""Promises of the sample: its truth is exact, it is made once, and a broken store only costs time."""

import logging

import numpy as np
import pytest

from restoration.sample import store

WIDTH = 240


@pytest.fixture(scope="module")
def small():
    return store.make_sample(WIDTH)


@pytest.fixture
def made(small, monkeypatch):
    """Let a small sample stand for the sample; return a list that grows each time it is made."""
    calls = []
    monkeypatch.setattr(store, "make_sample", lambda: calls.append(1) or small)
    return calls


def same(sample, other):
    return all(np.array_equal(getattr(sample, name), getattr(other, name)) for name in ("image", "truth", "mask"))


def test_the_picture_equals_the_truth_outside_the_mask(small):
    assert small.image.shape == small.truth.shape == (WIDTH * 2 // 3, WIDTH, 3)
    assert small.image.dtype == np.uint8
    np.testing.assert_array_equal(small.image[~small.mask], small.truth[~small.mask])
    assert (small.image != small.truth).any(axis=2)[small.mask].all(), "the mask holds pixels that did not change"
    assert 0.02 < small.mask.mean() < 0.25


def test_the_sample_is_the_same_each_time(small):
    assert same(store.make_sample(WIDTH), small)


def test_the_credit_names_photographer_and_licence(small):
    assert "Rachel Michetti" in small.credit
    assert "CC0" in small.credit


def test_as_a_painting_it_is_the_damaged_picture(small):
    painting = store.sample_as_painting(small)
    assert painting.image is small.image
    assert painting.name == "sample.png"
    assert len(painting.sha256) == 64


def test_it_is_made_once_and_then_read(tmp_path, made, small):
    assert same(store.load_sample_painting(tmp_path), small)
    assert same(store.load_sample_painting(tmp_path), small)
    assert len(made) == 1
    stored = {path.name for path in (tmp_path / store.VERSION).iterdir()}
    assert stored == {"damaged.png", "mask.png", "truth.png"}


def test_without_a_folder_nothing_is_stored(tmp_path, made, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store.load_sample_painting(None)
    store.load_sample_painting(None)
    assert len(made) == 2
    assert not list(tmp_path.iterdir())


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-200])


def scribble(path):
    path.write_text("not a picture")


@pytest.mark.parametrize("name", ["truth.png", "damaged.png", "mask.png"])
@pytest.mark.parametrize("spoil", [cut_short, scribble, lambda path: path.unlink()], ids=["cut", "scribbled", "gone"])
def test_a_broken_store_is_made_again(tmp_path, made, small, caplog, name, spoil):
    store.load_sample_painting(tmp_path)
    spoil(tmp_path / store.VERSION / name)
    with caplog.at_level(logging.WARNING):
        assert same(store.load_sample_painting(tmp_path), small)
    assert "made again" in caplog.text
    assert same(store.load_sample_painting(tmp_path), small)
    assert len(made) == 2, "the new sample was not stored"


def test_files_that_do_not_belong_together_are_made_again(tmp_path, made, small):
    store.load_sample_painting(tmp_path)
    folder = tmp_path / store.VERSION
    (folder / "damaged.png").write_bytes((folder / "truth.png").read_bytes())
    assert same(store.load_sample_painting(tmp_path), small)
    assert len(made) == 2


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, made, small, caplog):
    (tmp_path / "file").write_text("a file where a folder should be")
    with caplog.at_level(logging.WARNING):
        assert same(store.load_sample_painting(tmp_path / "file"), small)
    assert "cannot be stored" in caplog.text
