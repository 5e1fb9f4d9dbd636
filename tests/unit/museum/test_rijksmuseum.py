"""The Rijksmuseum's services: years as patterns, pages, and the way from a painting to its photograph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.downloading.client import Client
from restoration.errors import BadRequest
from restoration.museum.base import MuseumSearch
from restoration.museum.rijksmuseum import Rijksmuseum, year_patterns
from tests.unit.fake_museum import open_museum
from tests.unit.fake_rijksmuseum import FakeRijksmuseum, concepts, english, identifier, size, words


@pytest.fixture
def fake():
    with open_museum(FakeRijksmuseum) as museum:
        yield museum


@pytest.fixture
def museum(fake):
    return Rijksmuseum(Client(pause=0, backoff=0, timeout=5), fake.api)


@given(st.integers(1, 2100), st.integers(0, 900))
def test_the_patterns_match_exactly_the_years(first, more):
    patterns = year_patterns(first, first + more)
    spans = [(int(pattern.replace("?", "0")), int(pattern.replace("?", "9"))) for pattern in patterns]
    assert [year for low, high in spans for year in range(low, high + 1)] == list(range(first, first + more + 1))


def test_a_century_is_one_pattern():
    assert list(year_patterns(1398, 1611)) == ["1398", "1399", "14??", "15??", "160?", "1610", "1611"]


def test_all_pages_are_read_at_the_museum_and_each_painting_is_found_once(fake, museum):
    for number in range(1, 8):
        fake.show(number)
    fake.page = 3
    assert list(museum.find(MuseumSearch(min_year=1499, max_year=1599))) == [str(number) for number in range(1, 8)]
    assert [query["creationDate"] for _, query, _ in fake.calls] == ["1499"] * 3 + ["15??"] * 3


def test_words_and_material_are_conditions(fake, museum):
    list(museum.find(MuseumSearch(query="lucia", medium="panel", min_year=1500, max_year=1599)))
    _, query, _ = fake.calls[0]
    assert query == {
        "type": "painting",
        "imageAvailable": "true",
        "creationDate": "15??",
        "description": "lucia",
        "material": "panel",
    }


def test_a_department_is_refused(museum):
    with pytest.raises(BadRequest, match="no departments"):
        next(museum.find(MuseumSearch(department="Paintings")))


def test_the_english_words_come_first_and_one_object_counts_as_a_list(fake, museum):
    fake.show(1, identified_by={"type": "Name", "content": "Heilige Lucia", "language": concepts("300388256")[0]})
    assert museum.describe("1").title == "Heilige Lucia"
    fake.show(1)
    assert museum.describe("1").title == "Saint Lucy, no. 1"


def test_without_words_on_the_making_the_maker_is_named(fake, museum):
    maker = {"carried_out_by": [{"notation": [words("Meester van Alkmaar", "nl"), words("Master of Alkmaar", "en")]}]}
    fake.show(1, produced_by={"part": [maker]})
    artwork = museum.describe("1")
    assert (artwork.artist, artwork.begin_year, artwork.end_year) == ("Master of Alkmaar", 0, 0)


@pytest.mark.parametrize(
    "dimension",
    [
        [],
        size("50", "40", identified_by=[english("frame")]),
        size("50", "40")[:1],
        [*size("50", "40"), *size("60", "40")],
    ],
)
def test_a_painting_without_a_clear_size_has_none(fake, museum, dimension):
    fake.show(1, dimension=dimension)
    artwork = museum.describe("1")
    assert (artwork.height_cm, artwork.width_cm) == (None, None)


@pytest.mark.parametrize(
    "changes",
    [{"shows": []}, {"classified_as": [{"notation": words("print", "en")}]}, {"shows": [{"id": identifier(404)}]}],
)
def test_a_painting_without_a_photograph_and_a_print_are_left_out(fake, museum, changes):
    fake.show(1, **changes)
    assert museum.describe("1") is None
