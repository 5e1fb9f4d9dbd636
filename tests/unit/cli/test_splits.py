"""The split of paintings: the table decides, else the record of a picture, else its name."""

import json

import pytest

from restoration.cli.splits import SplitPaths, group_by_split, read_splits, split_of_damaged
from restoration.collection.splits import TEST, TRAIN, VALIDATION, get_split
from restoration.errors import BadRequest


def test_a_table_gives_the_split_of_each_painting_by_its_stem(tmp_path):
    table = tmp_path / "splits.csv"
    table.write_text("file,title,split\nmet/a.jpg,Ann,train\nb.png,Ben,val\n", encoding="utf-8-sig")
    assert read_splits(table) == {"a": TRAIN, "b": VALIDATION}
    assert read_splits(None) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"file\na.png\n", "does not say which split"),
        (b"file,split\n\xff.png,val\n", "does not say which split"),
    ],
    ids=["missing", "without a column", "not UTF-8"],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path, content, message):
    if content is not None:
        (tmp_path / "splits.csv").write_bytes(content)
    with pytest.raises(BadRequest, match=message):
        read_splits(tmp_path / "splits.csv")


def test_a_damaged_picture_has_the_split_of_its_painting(tmp_path):
    picture = tmp_path / "angel__moderate-0.png"
    assert split_of_damaged(picture, {}) == get_split("angel", {})
    picture.with_suffix(".json").write_text("no record")
    assert split_of_damaged(picture, {}) == get_split("angel", {})
    for split in (TRAIN, VALIDATION):
        picture.with_suffix(".json").write_text(json.dumps({"origin": {"split": split}}))
        assert split_of_damaged(picture, {"another": "val"}) == split
    assert split_of_damaged(picture, {"angel": TRAIN}) == TRAIN, "the table comes first"
    kept = tmp_path / "portrait__moderate-0.png"
    kept.with_suffix(".json").write_text(json.dumps({"origin": {"split": VALIDATION}}))
    assert split_of_damaged(kept, {}) == TEST, "its record is older than the test split"


def test_no_test_painting_is_among_those_for_validation(tmp_path):
    (tmp_path / "splits.csv").write_text("file,split\nportrait.jpg,val\nangel.jpg,val\n")
    assert read_splits(tmp_path / "splits.csv") == {"portrait": TEST, "angel": VALIDATION}


def test_pictures_are_grouped_in_their_order_and_other_splits_are_left_out(tmp_path):
    a, b, c, d = (tmp_path / f"{name}.png" for name in "abcd")
    grouped = group_by_split({c: TRAIN, b: VALIDATION, a: TRAIN, d: TEST}, tmp_path)
    assert grouped == SplitPaths(train=[c, a], val=[b])


@pytest.mark.parametrize(
    ("splits", "message"),
    [
        ([], "No picture in"),
        ([VALIDATION], "is for training"),
        ([TRAIN, TRAIN], "is for validation"),
        ([TRAIN, TEST], "is for validation; 1 of them would be"),
    ],
)
def test_a_folder_that_lacks_a_split_is_refused(tmp_path, splits, message):
    with pytest.raises(BadRequest, match=message):
        group_by_split({tmp_path / f"{number}.png": split for number, split in enumerate(splits)}, tmp_path)
