"""The manifest has a row for each complete pair, and a pair can be opened from its row."""

import csv
import hashlib
from dataclasses import replace

import numpy as np
import pytest

from restoration.collection.generation import make_pairs
from restoration.collection.manifest import open_pair, read_manifest, write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.damage.truth import touch_mask
from restoration.errors import BadRequest

TWO_PAIRS = PairRequest(per_image=2, severity="heavy", style="simple", seed=3)
ONE_PAIR = PairRequest(per_image=1, severity="severe", style="simple")


@pytest.fixture
def collection(originals, tmp_path):
    for name in ("b.png", "a.png"):
        make_pairs(originals / name, TWO_PAIRS, tmp_path, "val")
    return tmp_path


def test_a_row_says_where_the_files_of_a_pair_are_and_what_they_hold(collection):
    assert write_manifest(collection) == 4
    rows = read_manifest(collection)
    assert [(row.painting, row.number) for row in rows] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    first = rows[0]
    assert (first.split, first.severity, first.seed, first.width, first.height) == ("val", "heavy", 3, 64, 48)
    assert 0 < first.coverage < first.touched < 1
    for part in ("damaged", "mask", "touch", "alpha"):
        data = (collection / getattr(first, part)).read_bytes()
        assert hashlib.sha256(data).hexdigest() == getattr(first, f"{part}_sha256")


def test_the_columns_of_the_file_keep_their_names(collection):
    write_manifest(collection)
    with (collection / "manifest.csv").open(newline="", encoding="utf-8") as table:
        columns = list(csv.DictReader(table))
    rows = read_manifest(collection)
    assert [column["damaged"] for column in columns] == [row.damaged for row in rows]
    assert [column["passport"] for column in columns] == [row.record for row in rows]


def test_an_incomplete_pair_has_no_row(collection):
    (collection / "synthetic_masks" / "a__heavy-0_mask.png").unlink()
    (collection / "synthetic_damaged" / "notes.json").write_text("{}")
    assert write_manifest(collection) == 3


def test_without_a_manifest_there_are_no_rows(tmp_path):
    assert read_manifest(tmp_path) == []


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\0"])
def test_another_file_in_its_place_is_refused_with_a_hint(tmp_path, text):
    (tmp_path / "manifest.csv").write_text(text)
    with pytest.raises(BadRequest, match="manifest") as caught:
        read_manifest(tmp_path)
    assert "writes a new one" in caught.value.hint


@pytest.fixture
def make(originals, tmp_path):
    """Make a pair of a.png, and return its row in the manifest."""

    def make(request=ONE_PAIR):
        make_pairs(originals / "a.png", request, tmp_path, "val")
        write_manifest(tmp_path)
        [row] = read_manifest(tmp_path)
        return row

    return make


def test_the_original_is_the_picture_before_damage(make, originals, painting, tmp_path):
    pair = open_pair(tmp_path, make(), originals / "a.png")
    assert np.array_equal(pair.clean, painting)
    assert pair.mask.any()
    assert touch_mask(pair.clean, pair.damaged.image)[pair.mask].all()
    assert pair.record.coverage.damaged == pytest.approx(pair.mask.mean(), abs=1e-6)


def test_with_painted_distractors_the_clean_picture_is_the_picture_before_damage(make, painting, tmp_path):
    pair = open_pair(tmp_path, make(replace(ONE_PAIR, distracted=True)), None)
    assert not np.array_equal(pair.clean, painting)
    assert touch_mask(pair.clean, pair.damaged.image)[pair.mask].all()


@pytest.mark.parametrize("name", ["b.png", "gone.png"])
def test_another_picture_or_a_missing_one_is_not_taken_for_the_original(make, originals, tmp_path, name):
    assert open_pair(tmp_path, make(), originals / name).clean is None


def test_an_incomplete_pair_is_named_with_a_hint(make, tmp_path):
    row = make()
    (tmp_path / row.mask).unlink()
    with pytest.raises(BadRequest, match="a__severe-0 is incomplete"):
        open_pair(tmp_path, row, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [("coverage", "nan"), ("touched", "-inf"), ("width", "wide"), ("width", "9" * 5000), ("damaged", "a\0.png")],
)
def test_a_row_that_this_program_cannot_have_written_is_refused(make, tmp_path, column, value):
    make()
    path = tmp_path / "manifest.csv"
    with path.open(newline="", encoding="utf-8") as file:
        (row,) = table = list(csv.DictReader(file))
    row[column] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerows(table)
    with pytest.raises(BadRequest, match="manifest"):
        read_manifest(tmp_path)


def test_a_manifest_saved_by_a_spreadsheet_is_read(make, tmp_path):
    row = make()
    path = tmp_path / "manifest.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_manifest(tmp_path) == [row]
