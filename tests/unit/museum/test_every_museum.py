"""What every museum promises, each against its imitation on this machine: complete, checked, licensed, and resumed."""

import hashlib
import re

import pytest

from restoration.downloading.client import Client, DownloadFailed
from restoration.errors import BadRequest
from restoration.museum import museums
from restoration.museum.base import PhotoSize
from restoration.museum.fetching import MAX_FAILURES_IN_A_ROW, fetch_photographs, list_artworks
from restoration.museum.originals_table import OriginalsTable
from restoration.museum.photo_folder import PhotoFolder
from tests.unit.fake_museum import open_museum
from tests.unit.fake_museums import FAKE_MUSEUMS

ODD_RECORDS = {  # with a part of another form than documented
    "met": b'{"objectName": "Painting", "isPublicDomain": true, "primaryImage": "x", "measurements": 7}',
    "aic": b'{"message": "maintenance"}',
    "rijksmuseum": b'{"classified_as": {"notation": {"@value": "painting"}}, "shows": {"id": 7}}',
    "commons": b'{"batchcomplete": true}',
}


@pytest.fixture(params=museums.MUSEUMS, ids=lambda entry: entry.key)
def entry(request):
    return request.param


@pytest.fixture
def fake(entry):
    with open_museum(FAKE_MUSEUMS[entry.key]) as museum:
        yield museum


@pytest.fixture
def museum(entry, fake):
    return entry.build(Client(pause=0, backoff=0, timeout=5), fake.api)


@pytest.fixture
def search(entry):
    return entry.search(1435, 1445)


@pytest.fixture
def fetch(museum, search, tmp_path):
    def fetch(limit=9, size="original"):
        folder = PhotoFolder(tmp_path, PhotoSize(size), Client(pause=0, backoff=0, timeout=5))
        return list(fetch_photographs(museum, search, limit, folder))

    return fetch


def test_a_photograph_is_complete_and_listed_with_its_data_licence_and_source(entry, fake, fetch, tmp_path):
    picture = fake.show(7)
    [outcome] = fetch()
    row = OriginalsTable(tmp_path).find(entry.key, "7", "original")
    artwork, photo = row.artwork, row.photograph
    assert outcome.done
    assert re.fullmatch(rf"{entry.key}_7_(?i:workshop)_of_Gerard_Muller_Saint_Lucy_no_7\.jpg", photo.file)
    assert (tmp_path / photo.file).read_bytes() == fake.pictures[picture]
    assert (photo.width_px, photo.height_px) == (300, 400)
    assert photo.sha256 == hashlib.sha256(fake.pictures[picture]).hexdigest()
    assert (artwork.title, artwork.begin_year, artwork.end_year) == ("Saint Lucy, no. 7", 1435, 1445)
    assert artwork.artist.casefold() == "workshop of gérard müller"
    assert artwork.date in ("ca. 1440", "c. 1440", "between 1435 and 1445")
    assert artwork.rights.startswith("Public domain")
    assert artwork.rights in outcome.message
    assert artwork.object_url.startswith("https://")
    assert artwork.image_url == (fake.address + picture)
    if entry.key != "commons":  # which has no sizes of paintings
        assert (artwork.height_cm, artwork.width_cm, photo.px_per_mm) == (40.0, 30.0, 1.0)
        assert "Gift of nobody" in artwork.credit_line
        assert artwork.medium.casefold().startswith("tempera on ")


def test_licences_are_told_before_anything_is_downloaded(fake, museum, search):
    picture = fake.show(1)
    [outcome] = list_artworks(museum, search, 5)
    assert "Saint Lucy, no. 1" in outcome.message
    assert "Public domain" in outcome.message
    assert not fake.calls_to(picture)


def test_what_is_not_free_or_has_no_picture_or_is_gone_is_left_out(fake, fetch):
    for number in (1, 2, 3, 4):
        fake.show(number)
    fake.withdraw_rights(1)
    fake.withdraw_picture(2)
    fake.withdraw_record(3)
    assert [re.search(r"_(\d)_", outcome.source.name)[1] for outcome in fetch()] == ["4"]


def test_a_second_run_asks_for_no_record_and_no_picture(fake, fetch):
    pictures = [fake.show(number) for number in (1, 2)]
    fetch()
    fake.calls.clear()
    assert [outcome.message for outcome in fetch()] == ["already there"] * 2
    places = {place for place, _, _ in fake.calls}
    assert not places & {*pictures, fake.record_place(1), fake.record_place(2)}


def test_an_interrupted_download_is_finished_by_the_next_run(fake, fetch, tmp_path):
    picture = fake.show(1)
    fake.faults[picture] = ["cut"]
    [outcome] = fetch()
    assert not outcome.done
    assert len(list(tmp_path.glob("*.part"))) == 1
    assert fetch()[0].done
    [path] = tmp_path.glob("*.jpg")
    assert path.read_bytes() == fake.pictures[picture]
    assert not list(tmp_path.glob("*.part"))


def test_refusals_are_waited_for(fake, fetch):
    picture = fake.show(1)
    for place in (fake.record_place(1), picture):
        fake.faults[place] = [(403, {}), (429, {"Retry-After": "0"}), (503, {})]
    assert [outcome.done for outcome in fetch()] == [True]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (b"<html>Are you a robot?</html>", "sent a page instead of data"),
        (b"[1, 2]", "data of an unknown kind"),
        (None, "record of an unknown form"),
        ((403, {}), "403 Forbidden"),
    ],
)
def test_a_record_that_does_not_arrive_is_named_and_the_others_continue(entry, fake, fetch, fault, message):
    fake.show(1)
    fake.show(2)
    fake.faults[fake.record_place(1)] = [fault or ODD_RECORDS[entry.key]] * 9
    first, second = fetch()
    assert (first.source.name, first.done, second.done) == (f"{entry.key}_1", False, True)
    assert message in first.message


def test_a_museum_that_falls_silent_is_not_waited_for_long(entry, fake):
    fake.show(1)
    fake.faults[fake.record_place(1)] = ["silence"] * 9
    with pytest.raises(DownloadFailed, match="stopped answering"):
        entry.build(Client(pause=0, backoff=0, timeout=0.05), fake.api).describe("1")


@pytest.mark.parametrize(
    ("fault", "message"), [((403, {}), "403 Forbidden"), (b"<html>no</html>", "incomplete or damaged")]
)
def test_a_picture_that_does_not_arrive_is_named_and_nothing_is_kept(fake, fetch, tmp_path, fault, message):
    fake.faults[fake.show(1)] = [fault] * 9
    assert message in fetch()[0].message
    assert not list(tmp_path.glob("*.jpg"))


def test_a_picture_of_another_size_than_asked_for_is_scaled_and_measured(entry, fake, fetch, tmp_path):
    fake.show(1)
    fetch(size="100")
    photo = OriginalsTable(tmp_path).find(entry.key, "1", "100").photograph
    assert (photo.width_px, photo.height_px) == (75, 100)


def test_the_file_for_the_web_is_fetched(entry, fake, fetch, tmp_path):
    fake.show(1)
    assert fetch(size="web")[0].done
    assert OriginalsTable(tmp_path).find(entry.key, "1", "web").photograph.file.endswith("_web.jpg")


def test_a_search_without_matches_is_an_error(fetch):
    with pytest.raises(BadRequest, match="no free painting"):
        fetch()


def test_many_failures_in_a_row_end_the_run(fake, fetch):
    for number in range(1, 9):
        fake.faults[fake.show(number)] = [(404, {})]
    with pytest.raises(DownloadFailed, match=f"{MAX_FAILURES_IN_A_ROW} artworks in a row"):
        fetch()


def test_an_unknown_museum_is_refused_with_the_known_ones():
    with pytest.raises(BadRequest) as caught:
        museums.find_museum("louvre")
    assert "met, aic, rijksmuseum, commons" in caught.value.sentence
