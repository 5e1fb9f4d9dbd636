"""From a museum to a folder: what is fetched, what is left out, and what happens when something fails."""

import hashlib
import re
import resource

import pytest

from restoration.downloading.client import Client, DownloadFailed
from restoration.errors import BadImage, BadRequest, CannotWrite
from restoration.imaging.limits import LIMIT_VARIABLE
from restoration.museum.base import MuseumSearch, PhotoSize
from restoration.museum.fetching import MAX_FAILURES_IN_A_ROW, fetch_photographs
from restoration.museum.met import Met
from restoration.museum.originals_table import OriginalsTable
from restoration.museum.photo_folder import PhotoFolder, measure_photo
from tests.unit.fake_museum import MONDAY, TUESDAY, photograph

NAME = "met_{}_Workshop_of_Gerard_Muller_Saint_Lucy_no_{}.jpg"


@pytest.fixture
def fetch(met, tmp_path):
    """Fetch into `tmp_path`, and return the outcomes."""

    def fetch(limit=9, size="original", **conditions):
        client = Client(pause=0, backoff=0, timeout=0.2)
        folder = PhotoFolder(tmp_path, PhotoSize(size), client)
        return list(fetch_photographs(Met(client, met.api), MuseumSearch(**conditions), limit, folder))

    return fetch


def test_a_photograph_is_complete_and_listed_with_its_data(met, fetch, tmp_path):
    picture = met.show(7)
    [outcome] = fetch()
    assert (outcome.source.name, outcome.done) == (NAME.format(7, 7), True)
    assert {path.name for path in tmp_path.iterdir()} == {NAME.format(7, 7), "originals.csv"}
    assert (tmp_path / NAME.format(7, 7)).read_bytes() == met.pictures[picture]
    row = OriginalsTable(tmp_path).find("met", "7", "original")
    artwork, photo = row.artwork, row.photograph
    assert (artwork.title, artwork.artist, artwork.date) == (
        "Saint Lucy, no. 7",
        "Workshop of Gérard Müller",
        "ca. 1440",
    )
    assert (artwork.height_cm, artwork.width_cm, artwork.accession_number) == (40.0, 30.0, "49.7.7")
    assert "CC0" in artwork.rights
    assert (photo.width_px, photo.height_px, photo.px_per_mm) == (300, 400, 1.0)
    assert photo.sha256 == hashlib.sha256(met.pictures[picture]).hexdigest()


def test_a_second_run_asks_for_no_record_and_no_picture(met, fetch):
    for object_id in (1, 2, 3):
        met.show(object_id)
    fetch()
    met.calls.clear()
    assert [outcome.message for outcome in fetch()] == ["already there"] * 3
    assert not met.calls_to("objects")
    assert not met.calls_to("/ep/")


def test_only_free_paintings_of_the_years_are_fetched(met, fetch):
    met.show(1, isPublicDomain=False)
    met.show(2, primaryImage="")
    met.show(3, objectName="Relief", classification="Sculpture")
    met.show(4, objectBeginDate=1290, objectEndDate=1310)
    met.show(5, objectBeginDate=1640, objectEndDate=1660)
    met.show(6, objectBeginDate=None, objectEndDate=None)
    met.records[7] = {"message": "Not a valid object"}
    met.show(8)
    met.faults["/public/collection/v1/objects/8"] = [(404, {})]
    met.show(9, classification="")
    assert [outcome.source.name for outcome in fetch()] == [NAME.format(9, 9)]


def test_artworks_that_are_there_count_towards_the_limit_if_they_match(met, fetch):
    for object_id in (1, 2, 3):
        met.show(object_id)
    met.records[1].update(objectBeginDate=1500, objectEndDate=1510)
    fetch(limit=2)
    assert [outcome.message == "already there" for outcome in fetch(limit=2, max_year=1450)] == [True, False]


def test_after_a_few_refusals_the_call_succeeds(met, fetch):
    picture = met.show(1)
    for path in ("/public/collection/v1.1/search", picture):
        met.faults[path] = [(403, {}), (429, {}), (503, {})]
    assert [outcome.done for outcome in fetch()] == [True]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ([(404, {})], "404 Not Found"),
        ([(403, {})] * 9, "403 Forbidden.*--pause"),
        (["silence"] * 9, "stopped answering.*run it again"),
        (["cut"], "stopped answering.*run it again"),
        ([(200, {})], "incomplete or damaged picture.*Run it again"),
    ],
)
def test_a_picture_that_does_not_arrive_is_named_and_the_others_continue(met, fetch, tmp_path, fault, message):
    met.faults[met.show(1)] = fault
    met.show(2)
    first, second = fetch()
    assert (first.source.name, first.done, second.done) == ("met_1", False, True)
    assert re.search(message, first.message)
    assert not (tmp_path / NAME.format(1, 1)).exists()
    met.faults.clear()
    assert all(outcome.done for outcome in fetch())


def test_a_picture_that_the_museum_cuts_short_is_never_kept(met, fetch, tmp_path):
    picture = met.show(1)
    met.pictures[picture] = met.pictures[picture][:-2000]
    assert "cut short" in fetch()[0].message
    assert not list(tmp_path.iterdir())


def test_an_interrupted_download_continues_where_it_stopped(met, fetch, tmp_path):
    picture = met.show(1)
    met.faults[picture] = ["cut"]
    fetch()
    [part] = tmp_path.glob("*.part")
    arrived = part.stat().st_size
    assert arrived > len(met.pictures[picture]) / 2
    assert fetch()[0].done
    _, _, headers = met.calls[-1]
    assert (headers["Range"], headers["If-Range"]) == (f"bytes={arrived - 1}-", MONDAY)
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == met.pictures[picture]
    assert not part.exists()


def test_a_complete_download_that_was_not_renamed_is_used(met, fetch, monkeypatch):
    met.show(1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("restoration.museum.photo_folder.measure_photo", interrupt)
        fetch()
    assert fetch()[0].done
    _, _, headers = met.calls[-1]
    assert "Range" in headers


def test_two_versions_of_a_picture_are_never_mixed(met, fetch, tmp_path):
    picture = met.show(1)
    met.faults[picture] = ["cut"]
    fetch()
    met.pictures[picture], met.changed = photograph(99), TUESDAY
    assert fetch()[0].done
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == met.pictures[picture]


def test_a_file_missing_in_the_table_after_an_interruption_is_added_without_a_download(met, fetch, monkeypatch):
    met.show(1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(OriginalsTable, "add", interrupt)
        fetch()
    met.calls.clear()
    assert fetch()[0].done
    assert not met.calls_to("/ep/")


def test_a_file_that_was_changed_is_reported_and_not_overwritten(met, fetch, tmp_path):
    met.show(1)
    fetch()
    (tmp_path / NAME.format(1, 1)).write_bytes(b"retouched")
    assert "no longer the file" in fetch()[0].message
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == b"retouched"


def test_a_file_that_was_deleted_is_fetched_again(met, fetch, tmp_path):
    met.show(1)
    fetch()
    (tmp_path / NAME.format(1, 1)).unlink()
    assert fetch()[0].message != "already there"
    assert (tmp_path / NAME.format(1, 1)).exists()


def test_a_full_disk_ends_the_run_and_the_next_run_uses_what_has_arrived(met, fetch, tmp_path):
    picture = met.show(1)
    _, hard_limit = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard_limit))
    try:
        with pytest.raises(CannotWrite, match="too large"):
            fetch()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    assert fetch()[0].done
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == met.pictures[picture]


def test_many_failures_in_a_row_end_the_run(met, fetch):
    for object_id in range(1, 9):
        met.faults[met.show(object_id)] = [(404, {})]
    with pytest.raises(DownloadFailed, match="in a row"):
        fetch()
    assert len(met.calls_to("/ep/")) == MAX_FAILURES_IN_A_ROW


def test_a_search_without_matches_is_an_error(met, fetch):
    with pytest.raises(BadRequest, match="no free painting"):
        fetch()


def test_a_copy_is_smaller_and_has_its_own_scale(met, fetch, tmp_path):
    met.show(1)
    fetch(size="100")
    photo = OriginalsTable(tmp_path).find("met", "1", "100").photograph
    assert (photo.file, photo.px_per_mm) == (NAME.format(1, 1).replace(".jpg", "_100px.jpg"), 0.25)
    assert measure_photo(tmp_path / photo.file) == (photo.width_px, photo.height_px) == (75, 100)
    assert not list(tmp_path.glob("*.part"))


def test_a_picture_is_never_scaled_up_and_sizes_lie_side_by_side(met, fetch, tmp_path):
    picture = met.show(1)
    for size in ("original", "web", "2000"):
        fetch(size=size)
    table = OriginalsTable(tmp_path)
    names = {size: table.find("met", "1", size).photograph.file for size in ("original", "web", "2000")}
    assert len(set(names.values())) == 3
    assert (tmp_path / names["2000"]).read_bytes() == met.pictures[picture]
    assert measure_photo(tmp_path / names["web"]) == (60, 80)


def test_a_picture_too_large_to_restore_is_still_fetched_and_checked(met, fetch, tmp_path, monkeypatch):
    monkeypatch.setenv(LIMIT_VARIABLE, "0.001")
    met.show(1)
    cut = met.show(2)
    met.pictures[cut] = met.pictures[cut][:-2000]
    assert [outcome.done for outcome in fetch()] == [True, False]
    assert OriginalsTable(tmp_path).find("met", "1", "original").photograph.width_px == 300


def test_a_damaged_file_with_the_right_name_is_not_added(met, tmp_path):
    met.show(1)
    (tmp_path / NAME.format(1, 1)).write_bytes(photograph()[:-2000])
    with pytest.raises(BadImage, match="cut short"):
        PhotoFolder(tmp_path, PhotoSize("original"), Client(0)).add(Met(Client(0), met.api).describe("1"))


def interrupt(*_):
    raise KeyboardInterrupt
