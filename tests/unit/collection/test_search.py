"""Searching and filtering a collection, without opening a picture."""

import pytest

from restoration.collection.generation import make_pairs
from restoration.collection.manifest import write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.collection.search import (
    FilterChoices,
    OriginalFilter,
    list_filter_choices,
    parse_years,
    read_collection,
)

TABLE = """file,title,artist,date,begin_year,height_cm,px_per_mm,rights
met_1_Duerer.jpg,Salvator Mundi,Albrecht Dürer,ca. 1505,1505,58.1,,CC0
lost.jpg,Lost,Nobody,1500,1500,10,1,CC0
met_2.jpg,Virgin and Child,Workshop of Memling,1480s,,about 30,9.5,CC0
"""

FILTER_TABLE = """file,title,artist,date,begin_year,end_year,medium,height_cm,width_cm,split
a.jpg,Saint Andrew,Simone Martini,ca. 1326,1321,1331,Tempera on wood,57.2,37.8,train
b.jpg,Salvator Mundi,Albrecht Dürer,1505-10,,,Oil on linden,58.1,47,val
c.jpg,Unknown,,,,,,,,train
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "originals" / "more").mkdir(parents=True)
    for name in ("met_1_Duerer.jpg", "met_2.jpg", "more/Ein_Bild.png", "notes.txt"):
        (tmp_path / "originals" / name).touch()
    (tmp_path / "originals" / "originals.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_every_picture_is_listed_with_the_data_of_its_table(folder):
    duerer, memling, unknown = read_collection(folder).originals
    assert (duerer.title, duerer.artist, duerer.begin_year, duerer.height_cm) == (
        "Salvator Mundi",
        "Albrecht Dürer",
        1505,
        58.1,
    )
    assert (memling.begin_year, memling.height_cm, memling.px_per_mm) == (None, None, 9.5)
    assert (unknown.title, unknown.artist) == ("Ein Bild", "")
    assert {original.split for original in (duerer, memling, unknown)} <= {"train", "val", "test"}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("durer", ["Salvator Mundi"]),
        ("DÜRER  mundi", ["Salvator Mundi"]),
        ("1480s memling", ["Virgin and Child"]),
        ("memling dürer", []),
        ("met_", ["Salvator Mundi", "Virgin and Child"]),
        ("", ["Salvator Mundi", "Virgin and Child", "Ein Bild"]),
    ],
)
def test_a_search_matches_every_word_in_any_case_and_with_any_accents(folder, text, titles):
    assert [original.title for original in read_collection(folder).search(text)] == titles


def test_pairs_are_found_by_original_severity_style_and_split(originals, tmp_path):
    for name in ("a.png", "b.png"):
        make_pairs(originals / name, PairRequest(per_image=1, severity="light", style="simple"), tmp_path, "val")
        make_pairs(originals / name, PairRequest(per_image=2, severity="heavy", style="french"), tmp_path, "train")
    write_manifest(tmp_path)
    collection = read_collection(tmp_path)
    assert [pair.record for pair in collection.pairs_of(collection.originals[1])] == [
        f"synthetic_damaged/b__{name}.json" for name in ("heavy-0", "light-0", "heavy-1")
    ]
    assert len(collection.select()) == 6
    assert len(collection.select(severity="heavy", style="french", split="train")) == 4
    assert not collection.select(severity="light", split="train")


def test_an_empty_folder_gives_an_empty_collection(tmp_path):
    collection = read_collection(tmp_path)
    assert (collection.originals, collection.pairs, collection.search("dürer")) == ([], [], [])


@pytest.mark.shared
def test_the_shared_paintings_are_listed_with_their_artists(shared):
    originals = read_collection(shared, originals=shared / "paintings").originals
    assert len(originals) == 222
    assert all(original.artist for original in originals)


@pytest.fixture
def collection(tmp_path):
    (tmp_path / "originals.csv").write_text(FILTER_TABLE, encoding="utf-8")
    for name in "abc":
        (tmp_path / f"{name}.jpg").touch()
    return read_collection(tmp_path, originals=tmp_path)


@pytest.mark.parametrize(
    ("original_filter", "names"),
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
def test_a_filter_keeps_only_what_matches_and_never_what_is_unknown(collection, original_filter, names):
    assert "".join(original.painting for original in original_filter.choose(collection)) == names


def test_the_choices_are_the_values_of_the_originals(collection):
    assert list_filter_choices(collection.originals) == FilterChoices(
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
