"""The manifest: a row for each whole pair, the same whatever the order they were made in."""

import csv
import hashlib

import pytest

from restoration.collection.generation import make_pairs
from restoration.collection.manifest import read_manifest, write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.errors import BadRequest

ORDER = PairRequest(per_image=2, severity="heavy", style="simple", seed=3)


@pytest.fixture
def collection(originals, tmp_path):
    for name in ("b.png", "a.png"):
        make_pairs(originals / name, ORDER, tmp_path, "val")
    return tmp_path


def test_a_row_tells_where_the_files_of_a_pair_lie_and_what_they_hold(collection):
    assert write_manifest(collection) == 4
    entries = read_manifest(collection)
    assert [(entry.painting, entry.number) for entry in entries] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    first = entries[0]
    assert (first.split, first.severity, first.seed, first.width, first.height) == ("val", "heavy", 3, 64, 48)
    assert 0 < first.coverage < first.touched < 1
    for part in ("damaged", "mask", "touch", "alpha"):
        data = (collection / getattr(first, part)).read_bytes()
        assert hashlib.sha256(data).hexdigest() == getattr(first, f"{part}_sha256")


def test_a_spreadsheet_sees_what_we_see(collection):
    write_manifest(collection)
    with (collection / "manifest.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert [row["damaged"] for row in rows] == [entry.damaged for entry in read_manifest(collection)]


def test_a_pair_that_is_not_whole_has_no_row(collection):
    (collection / "synthetic_masks" / "a__heavy-0_mask.png").unlink()
    (collection / "synthetic_damaged" / "notes.json").write_text("{}")
    assert write_manifest(collection) == 3


def test_no_manifest_means_no_pairs(tmp_path):
    assert read_manifest(tmp_path) == []


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\0"])
def test_what_is_no_manifest_is_refused_with_a_cure(tmp_path, text):
    (tmp_path / "manifest.csv").write_text(text)
    with pytest.raises(BadRequest, match="manifest") as caught:
        read_manifest(tmp_path)
    assert "anew" in caught.value.hint
