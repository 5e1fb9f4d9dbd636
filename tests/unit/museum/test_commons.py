"""Wikimedia Commons: categories and search, licences, and dates in words and in hidden notes."""

import pytest

from restoration.downloading.client import Client, DownloadFailed
from restoration.museum.base import MuseumSearch
from restoration.museum.commons import Commons
from restoration.museum.commons_fields import parse_years, visible_text
from tests.unit.fake_commons import FakeCommons
from tests.unit.fake_museum import open_museum


@pytest.fixture
def fake():
    with open_museum(FakeCommons) as museum:
        yield museum


@pytest.fixture
def museum(fake):
    return Commons(Client(pause=0, backoff=0, timeout=5), fake.api)


def test_the_categories_of_the_years_are_walked_downwards_each_once(fake, museum):
    fake.categories = {
        "1440 paintings": [1, "1440 oil paintings"],
        "1441 paintings": [2, "1440 oil paintings", "1440 paintings"],
        "1440 oil paintings": [1, 3, "Details"],
        "Details": [4, "Details of details", "1440 paintings"],
        "Details of details": [5],
    }
    assert list(museum.find(MuseumSearch(min_year=1440, max_year=1442))) == ["1", "2", "3", "4"]
    assert len(fake.calls_to("cmtitle")) == 3 + 5  # each year twice


def test_the_first_files_are_of_the_whole_time(fake, museum):
    fake.categories = {f"{year} paintings": list(range(10 * year, 10 * year + 9)) for year in range(1400, 1500)}
    found = museum.find(MuseumSearch(min_year=1400, max_year=1499))
    years = [int(next(found)) // 10 for _ in range(90)]
    assert max(years.count(year) for year in years) == 3
    assert len({year // 10 for year in years}) == 10


def test_a_category_is_read_page_by_page(fake, museum):
    fake.categories = {"Saint Lucy": [1, 2, 3, 4, 5]}
    fake.page = 2
    assert list(museum.find(MuseumSearch(department="Category:Saint Lucy"))) == ["1", "2", "3", "4", "5"]
    assert len(fake.calls) == 3


def test_words_are_searched_within_the_category(fake, museum):
    for number in (1, 2, 3):
        fake.show(number)
    fake.page = 2
    assert list(museum.find(MuseumSearch(query="lucy", department='Saint "Lucy"'))) == ["1", "2", "3"]
    _, query, _ = fake.calls[0]
    assert (query["srsearch"], query["srnamespace"]) == ('lucy filetype:bitmap incategory:"Saint Lucy"', "6")


def test_a_wiki_that_lags_behind_is_waited_for(fake, museum):
    fake.show(1)
    fake.faults[fake.record_place(1)] = [(200, {"Retry-After": "0"})] * 3
    assert museum.describe("1").title == "Saint Lucy, no. 1"
    assert [query["maxlag"] for _, query, _ in fake.calls] == ["5"] * 4


def test_an_error_of_the_wiki_is_one_sentence(fake, museum):
    fake.faults[fake.record_place(1)] = [b'{"error": {"code": "maxlag", "info": "Waiting for a server: 9 s lagged"}}']
    with pytest.raises(DownloadFailed, match="refuses: Waiting for a server"):
        museum.describe("1")


@pytest.mark.parametrize(
    ("licence", "url", "must_name", "rights"),
    [
        ("Public domain", None, "false", "Public domain: Wikimedia Commons"),
        ("CC0", "https://cc.example/zero", None, "CC0 (https://cc.example/zero): Wikimedia Commons"),
        (
            "CC BY-SA 4.0",
            "https://cc.example/by-sa",
            "true",
            "CC BY-SA 4.0 (https://cc.example/by-sa): name Workshop of Gérard Müller, Wikimedia Commons",
        ),
    ],
)
def test_a_free_licence_is_told_with_whom_to_name(fake, museum, licence, url, must_name, rights):
    fake.show(1, LicenseShortName=licence, LicenseUrl=url, AttributionRequired=must_name)
    assert museum.describe("1").rights == rights


@pytest.mark.parametrize(
    "changes",
    [
        {"LicenseShortName": "CC BY-NC 4.0"},
        {"LicenseShortName": "CC BY-ND 2.0"},
        {"LicenseShortName": "GFDL"},
        {"LicenseShortName": None},
        {"DateTimeOriginal": None},
        {"DateTimeOriginal": "before 1500"},
        {"Categories": "Photographs of churches"},
    ],
)
def test_a_file_without_a_free_licence_or_a_date_or_that_is_no_painting_is_left_out(fake, museum, changes):
    fake.show(1, **changes)
    assert museum.describe("1") is None


def test_a_file_that_is_no_picture_is_left_out(fake, museum):
    fake.show(1)
    fake.records[1]["imageinfo"][0]["mime"] = "application/pdf"
    assert museum.describe("1") is None


NOTE = '<div style="display: none;">date QS:{}</div>'


@pytest.mark.parametrize(
    ("date", "years"),
    [
        ("1485", (1485, 1485)),
        ("circa 1485", (1480, 1490)),
        ("ca. 1485", (1480, 1490)),
        ("1483-1486", (1483, 1486)),
        ("1480s", (1480, 1489)),
        ("15th century", (1401, 1500)),
        ("late 15th or early 16th century", (1401, 1600)),
        ("21 June 1485", (1485, 1485)),
        ("undated", None),
        ("1485" + NOTE.format("P571,+1485-00-00T00:00:00Z/9"), (1485, 1485)),
        ("circa 1485" + NOTE.format("P571,+1485-00-00T00:00:00Z/9,P1480,Q5727902"), (1480, 1490)),
        ("1480s" + NOTE.format("P,+1480-00-00T00:00:00Z/8"), (1480, 1489)),
        ("15th century" + NOTE.format("P,+1450-00-00T00:00:00Z/7"), (1401, 1500)),
        ("x" + NOTE.format("P,+1450-00-00T00:00:00Z/7,P1319,+1460-00-00T00:00:00Z/9,P1326,+1470-00-00T00:00:00Z/8"),
         (1460, 1479)),
        ("before 1500" + NOTE.format("P,+1500-00-00T00:00:00Z/7,P1326,+1500-00-00T00:00:00Z/9"), None),
        ("x" + NOTE.format("P,+1500-00-00T00:00:00Z/6"), None),
    ],
)  # fmt: skip
def test_the_years_of_a_date_are_found(date, years):
    assert parse_years(date) == years


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>A</b>&amp;B\n<br>C", "A&B C"),
        ('Unknown author<span style="display:none">Unknown <i>author</i></span>', "Unknown author"),
        ("1485date QS:P571,+1485-00-00T00:00:00Z/9", "1485"),
        ("</p>left open <i>x", "left open x"),
    ],
)
def test_only_what_a_reader_sees_counts(html, text):
    assert visible_text(html) == text
