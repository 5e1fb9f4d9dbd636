"""A painting's split: the table's word, else the same for ever."""

from pathlib import Path

from restoration.collection.splits import derived_split, split_of


def test_the_table_has_the_first_word():
    derived = derived_split("madonna")
    other = "train" if derived == "val" else "val"
    assert split_of(Path("madonna.png"), {"split": other}) == other
    assert split_of(Path("madonna.png"), {"split": ""}) == split_of(Path("madonna.png"), {}) == derived


def test_a_derived_split_never_changes():
    assert [derived_split(f"painting{number:03}") for number in range(8)] == ["val", *["train"] * 7]


def test_about_one_painting_in_five_validates():
    splits = [derived_split(f"painting{number:04}") for number in range(2000)]
    assert 350 < splits.count("val") < 450
