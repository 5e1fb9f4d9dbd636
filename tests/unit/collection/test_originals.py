"""The data and the split of an original: from the nearest table, else derived from its name."""

from pathlib import Path

import pytest

from restoration.collection.originals import derive_split, get_split, read_table_rows
from restoration.errors import BadRequest


def test_a_table_beside_a_picture_has_priority_over_one_above_it(tmp_path):
    (tmp_path / "aic").mkdir()
    near, far, unknown = (tmp_path / "aic" / name for name in ("near.jpg", "far.jpg", "unknown.jpg"))
    (tmp_path / "paintings.csv").write_text("file,title\naic/near.jpg,Wrong\naic/far.jpg,Far\n")
    (tmp_path / "aic" / "originals.csv").write_text("\ufefffile,title\nnear.jpg,Dürer\n", encoding="utf-8")
    rows = read_table_rows([near, far, unknown])
    assert [row.get("title") for row in rows.values()] == ["Dürer", "Far", None]
    assert list(rows) == [near, far, unknown]


@pytest.mark.parametrize("content", ["file,title\na.jpg,Dürer\n".encode("latin-1"), b'file\n"' + b"x" * 200_000])
def test_a_table_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "originals.csv").write_bytes(content)
    with pytest.raises(BadRequest, match=r"originals\.csv"):
        read_table_rows([tmp_path / "a.jpg"])


def test_the_split_in_the_table_has_priority():
    derived = derive_split("madonna")
    other = "train" if derived == "val" else "val"
    assert get_split(Path("madonna.png"), {"split": other}) == other
    assert get_split(Path("madonna.png"), {"split": ""}) == get_split(Path("madonna.png"), {}) == derived


def test_a_derived_split_never_changes():
    assert [derive_split(f"painting{number:03}") for number in range(8)] == ["val", *["train"] * 7]


def test_about_one_painting_in_five_is_for_validation():
    splits = [derive_split(f"painting{number:04}") for number in range(2000)]
    assert 350 < splits.count("val") < 450


def test_two_photographs_of_one_painting_have_the_same_split():
    splits = {
        get_split(Path(f"met_{number}{size}.jpg"), {"museum": "met", "object_id": str(number)})
        for number in range(40)
        for size in ("", "_web")
        if get_split(Path(f"met_{number}.jpg"), {"museum": "met", "object_id": str(number)}) == "val"
    }
    assert splits == {"val"}
