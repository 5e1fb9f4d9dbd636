"""What is wished for is found, and nothing that is unknown is passed off as fitting."""

import pytest

from restoration.collection.search import (
    FilterChoices,
    OriginalFilter,
    list_filter_choices,
    parse_years,
    read_collection,
)

TABLE = """file,title,artist,date,begin_year,end_year,medium,height_cm,width_cm,split
a.jpg,Saint Andrew,Simone Martini,ca. 1326,1321,1331,Tempera on wood,57.2,37.8,train
b.jpg,Salvator Mundi,Albrecht Dürer,1505-10,,,Oil on linden,58.1,47,val
c.jpg,Unknown,,,,,,,,train
"""


@pytest.fixture
def catalogue(tmp_path):
    (tmp_path / "originals.csv").write_text(TABLE, encoding="utf-8")
    for name in "abc":
        (tmp_path / f"{name}.jpg").touch()
    return read_collection(tmp_path, originals=tmp_path)


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (OriginalFilter(), "abc"),
        (OriginalFilter(words="mundi durer"), "b"),
        (OriginalFilter(artist="Simone Martini"), "a"),
        (OriginalFilter(medium="Oil on linden", split="train"), ""),
        (OriginalFilter(years=(1331, 1400)), "a"),
        (OriginalFilter(years=(1300, 1600)), "ab"),
        (OriginalFilter(side=(58, 60)), "b"),
        (OriginalFilter(side=(0, 1000)), "ab"),
    ],
)
def test_each_part_of_a_wish_narrows_what_is_found(catalogue, wish, found):
    assert "".join(original.painting for original in wish.choose(catalogue)) == found


def test_the_choices_are_what_the_originals_differ_in(catalogue):
    assert list_filter_choices(catalogue.originals) == FilterChoices(
        artists=["Albrecht Dürer", "Simone Martini"],
        media=["Oil on linden", "Tempera on wood"],
        splits=["train", "val"],
        years=(1321, 1510),
        side=(57.2, 58.1),
    )
    assert list_filter_choices([]) == FilterChoices([], [], [], None, None)


@pytest.mark.parametrize(
    ("date", "years"),
    [
        ("c. 1505", (1505, 1505)),
        ("1519\N{EN DASH}20", (1519, 1520)),
        ("1490/95", (1490, 1495)),
        ("1747/1748", (1747, 1748)),
        ("1440s", (1440, 1449)),
        ("late 15th century", (1401, 1500)),
        ("1875, reworked 1880", (1875, 1880)),
        ("undated, no. 12345", None),
        ("", None),
    ],
)
def test_years_are_read_from_dates_in_words(date, years):
    assert parse_years(date) == years
