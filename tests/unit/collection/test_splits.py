"""A painting's split: the table's word, else the same for ever."""

from pathlib import Path

from restoration.collection.originals import derived_split, split_of


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


def test_two_photographs_of_one_work_fall_into_the_same_split():
    splits = {
        split_of(Path(f"met_{number}{size}.jpg"), {"museum": "met", "object_id": str(number)})
        for number in range(40)
        for size in ("", "_web")
        if split_of(Path(f"met_{number}.jpg"), {"museum": "met", "object_id": str(number)}) == "val"
    }
    assert splits == {"val"}
