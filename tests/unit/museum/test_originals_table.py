"""The table of originals holds what was added, and its file is never half-written."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.errors import BadRequest, CannotWrite
from restoration.museum.base import Artwork
from restoration.museum.originals_table import TABLE_NAME, OriginalsRow, OriginalsTable, Photograph

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = {str: texts, int: st.integers(), float | None: st.none() | st.floats(allow_nan=False, allow_infinity=False)}


def build(record_type):
    return st.builds(record_type, **{field.name: values[field.type] for field in fields(record_type)})


rows = st.builds(OriginalsRow, build(Artwork), build(Photograph))


@settings(max_examples=20)
@given(st.lists(rows, max_size=3))
def test_an_added_row_is_found_again_whatever_its_texts_contain(tmp_path_factory, added):
    folder = tmp_path_factory.mktemp("originals")
    table = OriginalsTable(folder)
    for row in added:
        table.add(row)
    reread = OriginalsTable(folder)
    for row in added:
        assert reread.find(*key(row)) == table.find(*key(row))


def key(row):
    return row.artwork.museum, row.artwork.object_id, row.photograph.size


def make_row(object_id="1", title="Saint Lucy"):
    artwork = ["met", object_id, "49.7", title, "", "", 1400, 1410, "", 40.0, None, "", "", "", "", ""]
    return OriginalsRow(Artwork(*artwork), Photograph("original", "a.jpg", 3, 4, None, 5, "ab"))


def test_an_artwork_added_again_replaces_its_row(tmp_path):
    table = OriginalsTable(tmp_path)
    for title in ("Saint Lucy", "Saint Agnes"):
        table.add(make_row(title=title))
    assert (tmp_path / TABLE_NAME).read_text(encoding="utf-8").count("\n") == 2
    assert OriginalsTable(tmp_path).find("met", "1", "original").artwork.title == "Saint Agnes"


def test_rows_that_another_program_adds_meanwhile_stay(tmp_path):
    mine, theirs = OriginalsTable(tmp_path), OriginalsTable(tmp_path)
    for table, number in ((mine, "1"), (theirs, "2"), (mine, "3")):
        table.add(make_row(number))
    reread = OriginalsTable(tmp_path)
    assert all(reread.find("met", number, "original") for number in "123")


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path):
    row = make_row(title="Sainte Lucie, née à Syracuse")
    OriginalsTable(tmp_path).add(row)
    text = (tmp_path / TABLE_NAME).read_text(encoding="utf-8")
    (tmp_path / TABLE_NAME).write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    assert OriginalsTable(tmp_path).find("met", "1", "original") == row


@pytest.mark.parametrize("text", ["notes\n", "a,b\n1,2\n", "museum\nmet\n", "\xff\n"])
def test_another_table_in_its_place_is_refused_and_left_as_it_is(tmp_path, text):
    (tmp_path / TABLE_NAME).write_text(text, encoding="latin-1")
    with pytest.raises(BadRequest, match=TABLE_NAME):
        OriginalsTable(tmp_path)
    assert (tmp_path / TABLE_NAME).read_text(encoding="latin-1") == text


def test_a_row_that_cannot_be_written_leaves_the_table_as_it_was(tmp_path, monkeypatch):
    table = OriginalsTable(tmp_path)
    table.add(make_row("1"))

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(CannotWrite, match="no space"):
        table.add(make_row("2"))
    assert table.find("met", "2", "original") is None
    assert OriginalsTable(tmp_path).find("met", "1", "original") == make_row("1")
