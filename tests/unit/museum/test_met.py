"""The Met's own ways: pages, departments, and what its records say and leave out."""

import pytest

from restoration.downloading.client import Client, DownloadFailed
from restoration.errors import BadRequest
from restoration.museum.base import MuseumSearch
from restoration.museum.met import Met


@pytest.fixture
def museum(met):
    return Met(Client(pause=0, backoff=0, timeout=0.2), met.api)


@pytest.mark.parametrize(
    ("works", "page", "found", "calls"),
    [(0, 500, 0, 1), (499, 500, 499, 1), (500, 500, 500, 1), (1203, 500, 1203, 3), (10_700, 300, 10_000, 34)],
)
def test_every_work_is_found_once_as_far_as_the_museum_serves(met, museum, works, page, found, calls):
    met.records, met.page = dict.fromkeys(range(1, works + 1)), page
    assert list(museum.find(MuseumSearch())) == [str(number) for number in range(1, found + 1)]
    assert len(met.asked("search")) == calls


def test_a_search_that_serves_less_than_it_counts_comes_to_an_end(met, museum):
    met.answer = lambda path, query: {"total": 40, "objectIDs": [1, 2] if query["offset"] == "0" else None}
    assert list(museum.find(MuseumSearch(department=""))) == ["1", "2"]


def test_the_first_works_are_had_without_asking_for_later_pages(met, museum):
    met.records = dict.fromkeys(range(1, 2000))
    next(museum.find(MuseumSearch()))
    assert len(met.asked("search")) == 1


def test_the_search_filters_by_department_medium_and_years_and_names_its_words_last(met, museum):
    list(museum.find(MuseumSearch(query="saint lucy", department="european paintings", min_year=1400, max_year=1500)))
    [query] = (query for path, query, _ in met.calls if path.endswith("v1.1/search"))
    assert list(query.items())[-1] == ("q", "saint lucy")
    assert (query["departmentId"], query["medium"], query["hasImages"]) == ("11", "Paintings", "true")
    assert (query["dateBegin"], query["dateEnd"]) == ("1400", "1500")


def test_a_department_that_does_not_exist_is_answered_with_those_that_do(museum):
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
def test_a_painting_that_was_not_measured_has_no_height_and_width(met, museum, measurements):
    met.show(1, measurements=measurements)
    work = museum.describe("1")
    assert (work.height_cm, work.width_cm) == (None, None)


@pytest.mark.parametrize("body", [b"<html>Are you a robot?</html>", b"[1, 2]"])
def test_something_else_than_data_is_refused(met, museum, monkeypatch, body):
    met.pictures["/public/collection/v1/objects/1"] = body
    monkeypatch.setattr("tests.unit.fake_met._Door.send_picture", lambda door, data, cut: door.send(200, data))
    with pytest.raises(DownloadFailed):
        museum.describe("1")
