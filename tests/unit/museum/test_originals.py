"""The table of originals: what was written is what is read, and it is never half-written."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.errors import BadRequest, CannotWrite
from restoration.museum.base import Artwork
from restoration.museum.originals_table import TABLE_NAME, OriginalsRow, OriginalsTable, Photograph

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = {str: texts, int: st.integers(), float | None: st.none() | st.floats(allow_nan=False)}


def made(kind):
    return st.builds(kind, **{field.name: values[field.type] for field in fields(kind)})


originals = st.builds(OriginalsRow, made(Artwork), made(Photograph))


@settings(max_examples=20, deadline=None)  # each is written to the disk
@given(st.lists(originals, max_size=3))
def test_what_was_entered_is_found_again_whatever_the_texts_hold(tmp_path_factory, entered):
    folder = tmp_path_factory.mktemp("originals")
    table = OriginalsTable(folder)
    for original in entered:
        table.add(original)
    again = OriginalsTable(folder)
    for one in entered:
        assert again.find(*key(one)) == table.find(*key(one))


def key(original):
    return original.artwork.museum, original.artwork.object_id, original.photograph.size


def entry(object_id="1", title="Saint Lucy"):
    work = ["met", object_id, "49.7", title, "", "", 1400, 1410, "", 40.0, None, "", "", "", "", ""]
    return OriginalsRow(Artwork(*work), Photograph("original", "a.jpg", 3, 4, None, 5, "ab"))


def test_a_work_entered_again_replaces_its_row(tmp_path):
    table = OriginalsTable(tmp_path)
    for title in ("Saint Lucy", "Saint Agnes"):
        table.add(entry(title=title))
    assert (tmp_path / TABLE_NAME).read_text(encoding="utf-8").count("\n") == 2
    assert OriginalsTable(tmp_path).find("met", "1", "original").artwork.title == "Saint Agnes"


def test_rows_that_somebody_else_enters_meanwhile_stay(tmp_path):
    mine, theirs = OriginalsTable(tmp_path), OriginalsTable(tmp_path)
    for table, number in ((mine, "1"), (theirs, "2"), (mine, "3")):
        table.add(entry(number))
    again = OriginalsTable(tmp_path)
    assert all(again.find("met", number, "original") for number in "123")


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path):
    OriginalsTable(tmp_path).add(entry(title="Sainte Lucie, née à Syracuse"))
    text = (tmp_path / TABLE_NAME).read_text(encoding="utf-8")
    (tmp_path / TABLE_NAME).write_text(text.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    assert OriginalsTable(tmp_path).find("met", "1", "original") == entry(title="Sainte Lucie, née à Syracuse")


@pytest.mark.parametrize("text", ["notes\n", "a,b\n1,2\n", "museum\nmet\n", "\xff\n"])
def test_a_table_of_another_kind_is_refused_and_left_as_it_is(tmp_path, text):
    (tmp_path / TABLE_NAME).write_text(text, encoding="latin-1")
    with pytest.raises(BadRequest, match=TABLE_NAME):
        OriginalsTable(tmp_path)
    assert (tmp_path / TABLE_NAME).read_text(encoding="latin-1") == text


def test_a_row_that_cannot_be_written_leaves_the_table_as_it_was(tmp_path, monkeypatch):
    table = OriginalsTable(tmp_path)
    table.add(entry("1"))

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(CannotWrite, match="no space"):
        table.add(entry("2"))
    assert table.find("met", "2", "original") is None
    assert OriginalsTable(tmp_path).find("met", "1", "original") == entry("1")
