"""The catalogue: what there is, found by word, without opening a picture."""

import pytest

from restoration.collection.generation import make_pairs
from restoration.collection.manifest import write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.collection.search import read_collection

TABLE = """file,title,artist,date,begin_year,height_cm,px_per_mm,rights
met_1_Duerer.jpg,Salvator Mundi,Albrecht Dürer,ca. 1505,1505,58.1,,CC0
lost.jpg,Lost,Nobody,1500,1500,10,1,CC0
met_2.jpg,Virgin and Child,Workshop of Memling,1480s,,about 30,9.5,CC0
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "originals" / "more").mkdir(parents=True)
    for name in ("met_1_Duerer.jpg", "met_2.jpg", "more/Ein_Bild.png", "notes.txt"):
        (tmp_path / "originals" / name).touch()
    (tmp_path / "originals" / "originals.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_every_picture_is_listed_with_what_its_table_tells(folder):
    duerer, memling, unknown = read_collection(folder).originals
    assert (duerer.title, duerer.artist, duerer.begin_year, duerer.height_cm) == (
        "Salvator Mundi",
        "Albrecht Dürer",
        1505,
        58.1,
    )
    assert (memling.begin_year, memling.height_cm, memling.px_per_mm) == (None, None, 9.5)
    assert (unknown.title, unknown.artist) == ("Ein Bild", "")
    assert {original.split for original in (duerer, memling, unknown)} <= {"train", "val"}


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
def test_originals_are_found_by_every_word_whatever_its_case_and_accents(folder, text, titles):
    assert [original.title for original in read_collection(folder).search(text)] == titles


def test_pairs_are_found_by_original_and_by_kind(originals, tmp_path):
    for name in ("a.png", "b.png"):
        make_pairs(originals / name, PairRequest(per_image=1, severity="light", style="simple"), tmp_path, "val")
        make_pairs(originals / name, PairRequest(per_image=2, severity="heavy", style="french"), tmp_path, "train")
    write_manifest(tmp_path)
    catalogue = read_collection(tmp_path)
    assert [pair.passport for pair in catalogue.pairs_of(catalogue.originals[1])] == [
        f"synthetic_damaged/b__{name}.json" for name in ("heavy-0", "light-0", "heavy-1")
    ]
    assert len(catalogue.select()) == 6
    assert len(catalogue.select(severity="heavy", style="french", split="train")) == 4
    assert not catalogue.select(severity="light", split="train")


def test_an_empty_folder_has_an_empty_catalogue(tmp_path):
    catalogue = read_collection(tmp_path)
    assert (catalogue.originals, catalogue.pairs, catalogue.search("dürer")) == ([], [], [])


@pytest.mark.shared
def test_the_paintings_at_hand_are_listed_with_title_and_split(shared):
    originals = read_collection(shared, originals=shared / "paintings").originals
    assert len(originals) == 222
    assert all(original.artist for original in originals)
