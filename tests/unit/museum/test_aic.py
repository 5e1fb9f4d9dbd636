"""Chicago's API: its filter, its pages, and what its records contain and leave out."""

import pytest

from restoration.downloading.client import CONTACT_VARIABLE, Client
from restoration.museum.aic import ArtInstituteOfChicago
from restoration.museum.base import MuseumSearch
from tests.unit.fake_aic import FakeAic
from tests.unit.fake_museum import open_museum


@pytest.fixture
def fake():
    with open_museum(FakeAic) as museum:
        yield museum


@pytest.fixture
def museum(fake):
    return ArtInstituteOfChicago(Client(pause=0, backoff=0, timeout=5), fake.api)


@pytest.mark.parametrize(("artworks", "calls"), [(0, 1), (99, 2), (100, 2), (1203, 14)])
def test_every_artwork_is_found_once_beyond_the_thousand_that_a_query_serves(fake, museum, artworks, calls):
    fake.records = dict.fromkeys(range(artworks, 0, -1))
    assert list(museum.find(MuseumSearch())) == [str(number) for number in range(1, artworks + 1)]
    assert len(fake.calls) == calls


def test_the_conditions_are_one_list_and_an_empty_one_is_left_out(fake, museum):
    list(museum.find(MuseumSearch(query="lucy", medium="panel", min_year=1400, max_year=1500)))
    _, query, _ = fake.calls[0]
    filters = [f"{name.partition('][')[2]}={value}" for name, value in query.items() if name.startswith("query[")]
    assert filters == [
        "filter][0][term][is_public_domain]=true",
        "filter][1][exists][field]=image_id",
        "filter][2][match_phrase][artwork_type_title]=Painting",
        "filter][3][match_phrase][medium_display]=panel",
        "filter][4][range][date_start][gte]=1400",
        "filter][5][range][date_end][lte]=1500",
        "filter][6][range][id][gt]=0",
    ]
    assert (query["q"], query["sort[0]"]) == ("lucy", "id")


def test_every_call_names_the_program_and_the_contact(fake, museum, monkeypatch):
    monkeypatch.setenv(CONTACT_VARIABLE, "conservation@museum.example")
    fake.show(1)
    museum.describe(next(museum.find(MuseumSearch())))
    for _, _, headers in fake.calls:
        assert headers["AIC-User-Agent"].startswith("painting-restoration/")
        assert headers["AIC-User-Agent"].endswith("(conservation@museum.example)")


def test_a_narrow_picture_is_not_asked_for_enlarged(fake, museum):
    fake.show(1, thumbnail={"width": 842, "height": 900})
    fake.show(2, thumbnail={"width": 843, "height": 900})
    fake.show(3, thumbnail=None)
    sizes = [museum.describe(number).web_image_url.split("/")[-3] for number in "123"]
    assert sizes == ["full", "843,", "843,"]


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"dimensions_detail": None}, "height_cm", None),
        ({"dimensions_detail": [{"height_cm": 50, "width_cm": 40, "clarification": "Framed"}]}, "height_cm", None),
        ({"dimensions_detail": [{"height_cm": 50, "width_cm": None}]}, "width_cm", None),
        ({"artist_display": None}, "artist", ""),
        ({"artist_display": "Sandro Botticelli (Italian, 1445-1510)"}, "artist", "Sandro Botticelli"),
        ({"date_start": None}, "begin_year", 0),
    ],
)
def test_what_the_museum_leaves_out_stays_empty(fake, museum, changes, field, value):
    fake.show(1, **changes)
    assert getattr(museum.describe("1"), field) == value


def test_something_other_than_a_painting_is_left_out(fake, museum):
    fake.show(1, artwork_type_title="Print")
    assert museum.describe("1") is None
