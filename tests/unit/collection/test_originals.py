"""The data of an original: from the nearest table."""

import tracemalloc

import pytest

from restoration.collection.originals import read_originals, read_table_rows
from restoration.errors import BadRequest


@pytest.fixture
def folder_of(tmp_path):
    """Make a folder with one picture, a.png, and a table."""

    def make(table):
        (tmp_path / "a.png").touch()
        (tmp_path / "originals.csv").write_bytes(table)
        return tmp_path

    return make


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


TABLES = {
    "NUL": b"file,title\na.png,Ma\0donna\n",
    "more cells": b"file,title\na.png,x,y,z\n",
    "fewer cells": b"file,title,artist\na.png\n",
    "twice": b"file,file,title\na.png,b.png,x\n",
    "no header": b"\n\n",
    "empty": b"",
    "a folder in its own name": b"file\na.png/\n..\n/\n\\\n",
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES)
def test_an_odd_table_hides_no_picture(folder_of, content):
    folder = folder_of(content)
    assert [original.painting for original in read_originals(folder)] == ["a"]


@pytest.mark.parametrize(
    "number",
    ["nan", "inf", "-inf", "1e999", "9" * 30, "9" * 5000, "-99999999", "0x10", "", "none"],
    ids=lambda n: n[:9],
)
def test_a_number_that_no_painting_has_is_unknown(folder_of, number):
    header = "file,begin_year,end_year,height_cm,width_cm,px_per_mm"
    (original,) = read_originals(folder_of(f"{header}\na.png{f',{number}' * 5}\n".encode()))
    known = original.begin_year, original.end_year, original.height_cm, original.width_cm, original.px_per_mm
    assert known == (None,) * 5


def test_a_year_before_christ_is_a_year(folder_of):
    (original,) = read_originals(folder_of(b"file,begin_year\na.png,-500\n"))
    assert original.begin_year == -500


@pytest.mark.parametrize(
    "content",
    ["file,title\na.png,Dürer\n".encode("utf-16"), b"file,title\na.png," + b"x" * 10_000_000, b"file\n\xff.png"],
    ids=["UTF-16", "a field of 10 MB", "no UTF-8"],
)
def test_a_table_that_cannot_be_read_gets_one_sentence(folder_of, content):
    with pytest.raises(BadRequest, match=r"originals\.csv cannot be read") as caught:
        read_originals(folder_of(content))
    assert len(caught.value.sentence) < 500


def test_of_a_table_with_many_rows_only_those_of_the_pictures_are_kept(folder_of):
    lines = (f"met/{number}.png,Madonna {number}" for number in range(100_000))
    folder = folder_of("\n".join(("file,title", *lines, "a.png,Mine")).encode())
    tracemalloc.start()
    (original,) = read_originals(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert original.title == "Mine"
    assert peak < 20e6


def test_a_table_that_is_too_large_is_refused(folder_of, monkeypatch):
    monkeypatch.setattr("restoration.collection.originals.MAX_TABLE_BYTES", 20)
    with pytest.raises(BadRequest, match="larger than"):
        read_originals(folder_of(b"file,title\na.png,Madonna\n"))
