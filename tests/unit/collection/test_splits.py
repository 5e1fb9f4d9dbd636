"""A painting's split: the table's word, else the same for ever."""

from pathlib import Path

from restoration.collection.originals import derive_split, get_split


def test_the_table_has_the_first_word():
    derived = derive_split("madonna")
    other = "train" if derived == "val" else "val"
    assert get_split(Path("madonna.png"), {"split": other}) == other
    assert get_split(Path("madonna.png"), {"split": ""}) == get_split(Path("madonna.png"), {}) == derived


def test_a_derived_split_never_changes():
    assert [derive_split(f"painting{number:03}") for number in range(8)] == ["val", *["train"] * 7]


def test_about_one_painting_in_five_validates():
    splits = [derive_split(f"painting{number:04}") for number in range(2000)]
    assert 350 < splits.count("val") < 450


def test_two_photographs_of_one_work_fall_into_the_same_split():
    splits = {
        get_split(Path(f"met_{number}{size}.jpg"), {"museum": "met", "object_id": str(number)})
        for number in range(40)
        for size in ("", "_web")
        if get_split(Path(f"met_{number}.jpg"), {"museum": "met", "object_id": str(number)}) == "val"
    }
    assert splits == {"val"}
