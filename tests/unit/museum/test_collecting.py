"""From a museum to a folder: what is brought, what is left, and what a bad day does to it."""

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
from restoration.museum.photo_folder import PhotoFolder
from restoration.museum.photograph import measure_photo
from tests.unit.fake_met import MONDAY, TUESDAY, photograph

NAME = "met_{}_Workshop_of_Gerard_Muller_Saint_Lucy_no_{}.jpg"


@pytest.fixture
def bring(met, tmp_path):
    """Collect into `tmp_path`; gives what was told of each work."""

    def go(limit=9, size="original", **wanted):
        visitor = Client(pause=0, backoff=0, timeout=0.2)
        storeroom = PhotoFolder(tmp_path, PhotoSize(size), visitor)
        return list(fetch_photographs(Met(visitor, met.api), MuseumSearch(**wanted), limit, storeroom))

    return go


def test_a_work_is_brought_whole_and_entered_with_its_data(met, bring, tmp_path):
    picture = met.show(7)
    [outcome] = bring()
    assert (outcome.source.name, outcome.done) == (NAME.format(7, 7), True)
    assert {path.name for path in tmp_path.iterdir()} == {NAME.format(7, 7), "originals.csv"}
    assert (tmp_path / NAME.format(7, 7)).read_bytes() == met.pictures[picture]
    original = OriginalsTable(tmp_path).find("met", "7", "original")
    work, shown = original.artwork, original.photograph
    assert (work.title, work.artist, work.date) == ("Saint Lucy, no. 7", "Workshop of Gérard Müller", "ca. 1440")
    assert (work.height_cm, work.width_cm, work.accession_number) == (40.0, 30.0, "49.7.7")
    assert "CC0" in work.rights
    assert (shown.width_px, shown.height_px, shown.px_per_mm) == (300, 400, 1.0)
    assert shown.sha256 == hashlib.sha256(met.pictures[picture]).hexdigest()


def test_a_second_run_asks_for_no_record_and_no_picture(met, bring):
    for object_id in (1, 2, 3):
        met.show(object_id)
    bring()
    met.calls.clear()
    assert [outcome.message for outcome in bring()] == ["already there"] * 3
    assert not met.asked("objects")
    assert not met.asked("/ep/")


def test_only_free_paintings_of_the_years_are_brought(met, bring, tmp_path):
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
    assert [outcome.source.name for outcome in bring()] == [NAME.format(9, 9)]


def test_works_there_already_count_towards_the_limit_if_they_fit(met, bring):
    for object_id in (1, 2, 3):
        met.show(object_id)
    met.records[1].update(objectBeginDate=1500, objectEndDate=1510)
    bring(limit=2)
    assert [outcome.message == "already there" for outcome in bring(limit=2, max_year=1450)] == [True, False]


def test_a_burst_of_refusals_is_waited_for(met, bring):
    picture = met.show(1)
    for path in ("/public/collection/v1.1/search", picture):
        met.faults[path] = [(403, {}), (429, {}), (503, {})]
    assert [outcome.done for outcome in bring()] == [True]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ([(404, {})], "404 Not Found"),
        ([(403, {})] * 9, "403 Forbidden.*--pause"),
        (["silence"] * 9, "stopped answering.*run it again"),
        (["cut"], "stopped answering.*run it again"),
        ([(200, {})], "no whole picture.*fetch it anew"),
    ],
)
def test_a_picture_that_does_not_come_is_named_and_the_others_go_on(met, bring, tmp_path, fault, said):
    met.faults[met.show(1)] = fault
    met.show(2)
    first, second = bring()
    assert (first.source.name, first.done, second.done) == ("met_1", False, True)
    assert re.search(said, first.message)
    assert not (tmp_path / NAME.format(1, 1)).exists()
    met.faults.clear()
    assert all(outcome.done for outcome in bring())


def test_a_picture_cut_short_by_the_museum_is_never_kept(met, bring, tmp_path):
    picture = met.show(1)
    met.pictures[picture] = met.pictures[picture][:-2000]
    assert "cut short" in bring()[0].message
    assert not list(tmp_path.iterdir())


def test_an_interrupted_download_goes_on_where_it_stopped(met, bring, tmp_path):
    picture = met.show(1)
    met.faults[picture] = ["cut"]
    bring()
    [part] = tmp_path.glob("*.part")
    arrived = part.stat().st_size
    assert arrived > len(met.pictures[picture]) / 2
    assert bring()[0].done
    _, _, headers = met.calls[-1]
    assert (headers["Range"], headers["If-Range"]) == (f"bytes={arrived - 1}-", MONDAY)
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == met.pictures[picture]
    assert not part.exists()


def test_a_download_that_lacked_only_its_new_name_is_used(met, bring, tmp_path, monkeypatch):
    met.show(1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("restoration.museum.photo_folder.measure_photo", interrupt)
        bring()
    assert bring()[0].done
    _, _, headers = met.calls[-1]
    assert "Range" in headers


def test_two_versions_of_a_picture_are_never_glued_together(met, bring, tmp_path):
    picture = met.show(1)
    met.faults[picture] = ["cut"]
    bring()
    met.pictures[picture], met.changed = photograph(99), TUESDAY
    assert bring()[0].done
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == met.pictures[picture]


def test_a_file_that_an_interruption_kept_from_the_table_is_entered_without_a_download(met, bring, monkeypatch):
    met.show(1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(OriginalsTable, "add", interrupt)
        bring()
    met.calls.clear()
    assert bring()[0].done
    assert not met.asked("/ep/")


def test_a_file_that_was_changed_is_neither_kept_nor_overwritten(met, bring, tmp_path):
    met.show(1)
    bring()
    (tmp_path / NAME.format(1, 1)).write_bytes(b"retouched")
    assert "no longer the file" in bring()[0].message
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == b"retouched"


def test_a_file_that_was_deleted_is_brought_again(met, bring, tmp_path):
    met.show(1)
    bring()
    (tmp_path / NAME.format(1, 1)).unlink()
    assert bring()[0].message != "already there"
    assert (tmp_path / NAME.format(1, 1)).exists()


def test_a_full_disk_stops_the_work_and_what_has_arrived_is_used_later(met, bring, tmp_path):
    picture = met.show(1)
    _, hardest = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hardest))
    try:
        with pytest.raises(CannotWrite, match="too large"):
            bring()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    assert bring()[0].done
    assert (tmp_path / NAME.format(1, 1)).read_bytes() == met.pictures[picture]


def test_many_failures_in_a_row_end_the_run(met, bring):
    for object_id in range(1, 9):
        met.faults[met.show(object_id)] = [(404, {})]
    with pytest.raises(DownloadFailed, match="in a row"):
        bring()
    assert len(met.asked("/ep/")) == MAX_FAILURES_IN_A_ROW


def test_nothing_that_fits_is_said_so(met, bring):
    with pytest.raises(BadRequest, match="no free painting"):
        bring()


def test_a_copy_is_smaller_and_its_scale_is_its_own(met, bring, tmp_path):
    met.show(1)
    bring(size="100")
    shown = OriginalsTable(tmp_path).find("met", "1", "100").photograph
    assert (shown.file, shown.px_per_mm) == (NAME.format(1, 1).replace(".jpg", "_100px.jpg"), 0.25)
    assert measure_photo(tmp_path / shown.file) == (shown.width_px, shown.height_px) == (75, 100)
    assert not list(tmp_path.glob("*.part"))


def test_a_picture_is_never_scaled_up_and_sizes_lie_side_by_side(met, bring, tmp_path):
    picture = met.show(1)
    for size in ("original", "web", "2000"):
        bring(size=size)
    names = {
        size: OriginalsTable(tmp_path).find("met", "1", size).photograph.file for size in ("original", "web", "2000")
    }
    assert len(set(names.values())) == 3
    assert (tmp_path / names["2000"]).read_bytes() == met.pictures[picture]
    assert measure_photo(tmp_path / names["web"]) == (60, 80)


def test_a_picture_too_large_to_be_restored_here_is_still_brought_and_checked(met, bring, tmp_path, monkeypatch):
    monkeypatch.setenv(LIMIT_VARIABLE, "0.001")
    met.show(1)
    cut = met.show(2)
    met.pictures[cut] = met.pictures[cut][:-2000]
    assert [outcome.done for outcome in bring()] == [True, False]
    assert OriginalsTable(tmp_path).find("met", "1", "original").photograph.width_px == 300


def test_a_damaged_file_of_its_name_is_not_entered(met, bring, tmp_path):
    met.show(1)
    (tmp_path / NAME.format(1, 1)).write_bytes(photograph()[:-2000])
    with pytest.raises(BadImage, match="cut short"):
        PhotoFolder(tmp_path, PhotoSize("original"), Client(0)).take_in(Met(Client(0), met.api).describe("1"))


def interrupt(*_):
    raise KeyboardInterrupt
