"""The Met's API: pages, departments, and what its records contain and leave out."""

import pytest

from restoration.downloading.client import Client, DownloadFailed
from restoration.errors import BadRequest
from restoration.museum.base import MuseumSearch
from restoration.museum.met import Met


@pytest.fixture
def museum(met):
    return Met(Client(pause=0, backoff=0, timeout=0.2), met.api)


@pytest.mark.parametrize(
    ("artworks", "page", "found", "calls"),
    [(0, 500, 0, 1), (499, 500, 499, 1), (500, 500, 500, 1), (1203, 500, 1203, 3), (10_700, 500, 10_000, 20)],
)
def test_every_artwork_is_found_once_up_to_the_museums_limit(met, museum, artworks, page, found, calls):
    met.records, met.page = dict.fromkeys(range(1, artworks + 1)), page
    assert list(museum.find(MuseumSearch())) == [str(number) for number in range(1, found + 1)]
    assert len(met.calls_to("search")) == calls


def test_a_search_that_returns_fewer_artworks_than_it_counts_ends(met, museum):
    met.answer = lambda path, query: {"total": 40, "objectIDs": [1, 2] if query["offset"] == "0" else None}
    assert list(museum.find(MuseumSearch(department=""))) == ["1", "2"]


def test_the_first_artwork_needs_only_the_first_page(met, museum):
    met.records = dict.fromkeys(range(1, 2000))
    next(museum.find(MuseumSearch()))
    assert len(met.calls_to("search")) == 1


def test_the_search_filters_by_department_medium_and_years_and_puts_the_words_last(met, museum):
    conditions = {"department": "european paintings", "medium": "Paintings", "min_year": 1400, "max_year": 1500}
    list(museum.find(MuseumSearch(query="saint lucy", **conditions)))
    [query] = (query for path, query, _ in met.calls if path.endswith("v1.1/search"))
    assert list(query.items())[-1] == ("q", "saint lucy")
    assert (query["departmentId"], query["medium"], query["hasImages"]) == ("11", "Paintings", "true")
    assert (query["dateBegin"], query["dateEnd"]) == ("1400", "1500")


def test_an_unknown_department_is_refused_with_the_known_ones(museum):
    with pytest.raises(BadRequest) as caught:
        list(museum.find(MuseumSearch(department="Paintings of Europe")))
    assert "European Paintings" in caught.value.sentence


@pytest.mark.parametrize(
    "measurements",
    [
        None,
        [],
        [{"elementName": "Framed", "elementMeasurements": {"Height": 50.0, "Width": 40.0}}],
        [{"elementName": "Overall", "elementMeasurements": None}],
        [{"elementName": "Overall", "elementMeasurements": {"Diameter": 40.0}}],
    ],
)
def test_a_painting_without_measurements_has_no_height_and_width(met, museum, measurements):
    met.show(1, measurements=measurements)
    artwork = museum.describe("1")
    assert (artwork.height_cm, artwork.width_cm) == (None, None)


@pytest.mark.parametrize("body", [b"<html>Are you a robot?</html>", b"[1, 2]"])
def test_an_answer_that_is_no_json_object_is_refused(met, museum, body):
    met.answer = lambda path, query: body
    with pytest.raises(DownloadFailed):
        museum.describe("1")
