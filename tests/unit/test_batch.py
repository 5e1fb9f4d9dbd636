"""Which files a command works on, and what becomes of paintings that fail."""

import unicodedata
from pathlib import Path

import cv2
import pytest

from restoration.batch import MaskFinder, Skipped, paintings_in, process_painting
from restoration.errors import BadImage, BadRequest


@pytest.fixture
def folder(tmp_path):
    for name in ("b.JPG", "a.png", "notes.txt", "a_mask.png", "a_restored.png", "unrelated_mask.png"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_folder_stands_for_its_pictures_in_order_without_earlier_results(folder):
    assert [path.name for path in paintings_in(folder)] == ["a.png", "b.JPG", "unrelated_mask.png"]


def test_a_file_stands_for_itself(folder):
    assert paintings_in(folder / "a_mask.png") == [folder / "a_mask.png"]


def test_a_missing_path_or_empty_folder_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="no file or folder"):
        paintings_in(tmp_path / "nowhere")
    with pytest.raises(BadRequest, match="No picture"):
        paintings_in(tmp_path)


def test_a_path_that_cannot_be_opened_is_refused_with_the_reason(tmp_path):
    with pytest.raises(BadRequest, match="name too long"):
        paintings_in(tmp_path / ("x" * 300))


def test_two_pictures_of_one_stem_are_refused_before_one_result_hides_the_other(folder):
    (folder / "a.tif").touch()
    with pytest.raises(BadRequest, match=r"a\.png and a\.tif"):
        paintings_in(folder)


def find_mask(painting, masks):
    return MaskFinder(masks).find(painting)


def test_the_mask_of_a_painting_is_found_by_its_name(folder, tmp_path):
    assert find_mask(folder / "a.png", folder).name == "a_mask.png"
    assert find_mask(folder / "b.JPG", folder / "a_mask.png").name == "a_mask.png"
    with pytest.raises(BadRequest, match=r"No mask for b\.JPG"):
        find_mask(folder / "b.JPG", folder)
    (folder / "b.png").touch()
    assert find_mask(folder / "b.JPG", folder).name == "b.png"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.symlink_to(folder)
    with pytest.raises(BadRequest, match="No mask for unrelated"):
        find_mask(folder / "unrelated_mask.png", elsewhere)
    (folder / "a_mask.tif").touch()
    assert find_mask(folder / "a.png", folder).name == "a_mask.png", "of several the first"


@pytest.mark.parametrize(("painting", "mask"), [("NFC", "NFD"), ("NFD", "NFC")])
@pytest.mark.parametrize("ending", ["", "_mask"])
def test_a_name_with_accents_is_one_name_however_they_are_written(tmp_path, painting, mask, ending):
    name = "K\N{LATIN SMALL LETTER O WITH DIAERESIS}ln"
    path = tmp_path / (unicodedata.normalize(mask, name) + f"{ending}.png")
    path.touch()
    assert find_mask(Path(unicodedata.normalize(painting, name) + ".png"), tmp_path) == path


def test_a_folder_of_masks_is_listed_once(tmp_path, monkeypatch):
    for number in range(300):
        (tmp_path / f"{number}_mask.png").touch()
    listed = []
    monkeypatch.setattr(Path, "iterdir", lambda self, own=Path.iterdir: listed.append(self) or own(self))
    resolved = []
    monkeypatch.setattr(Path, "resolve", lambda self, own=Path.resolve: resolved.append(self) or own(self))
    finder = MaskFinder(tmp_path)
    found = [finder.find(Path(f"{number}.png")).name for number in range(300)]
    assert found == [f"{number}_mask.png" for number in range(300)]
    assert listed == [tmp_path]
    assert not resolved, "only a file with the painting's own name needs a closer look"


JPEG, RAW = b"\xff\xd8\xff\xe0", b"\0\0\0\x18ftypcrx "


def test_pictures_of_any_name_are_taken_and_the_rest_is_named(tmp_path):
    for name, head in {
        "a.jfif": b"",
        "b.jpe": b"",
        "c.jp2": b"",
        "scan": JPEG,
        "scan2.bak": JPEG,
        "phone.heic": b"",
        "camera": RAW,
        "odd.xcf": b"",
        "BMW.txt": b"BMW is a car, not a bitmap",
        "film.mp4": b"\0\0\0\x1cftypisom",
        "book.pdf": b"%PDF-1.7",
        ".hidden.jpg": JPEG,
    }.items():
        (tmp_path / name).write_bytes(head)
    (tmp_path / "more").mkdir()
    skipped = []
    names = [path.name for path in paintings_in(tmp_path, skipped.append)]
    assert names == ["a.jfif", "b.jpe", "c.jp2", "camera", "odd.xcf", "phone.heic", "scan", "scan2.bak"]
    others = [tmp_path / name for name in ("BMW.txt", "book.pdf", "film.mp4", "more")]
    assert skipped == [Skipped(results=[], others=others)]


def test_a_picture_that_cannot_be_read_does_not_stand_in_the_way_of_its_copy(tmp_path):
    for name, head in {"a.cr3": RAW, "a.jpg": JPEG, "b.nef": b"II*\0\x08\0\0\0", "b.tif": b""}.items():
        (tmp_path / name).write_bytes(head)
    assert [path.name for path in paintings_in(tmp_path)] == ["a.cr3", "a.jpg", "b.nef", "b.tif"]


def test_an_error_that_the_user_can_cure_becomes_an_outcome(folder):
    def job():
        raise BadImage("It is torn.")

    failed, done = process_painting(folder / "a.png", job), process_painting(folder / "b.JPG", lambda: "written")
    assert (failed.done, failed.message) == (False, f"It is torn. {BadImage.hint}")
    assert (done.done, done.message) == (True, "written")


NO_MEMORY = [
    MemoryError(),
    cv2.error("OpenCV(5.0.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 10800000000 bytes"),
    RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you tried to"),
]


@pytest.mark.parametrize("error", NO_MEMORY, ids=lambda error: type(error).__name__)
def test_a_picture_too_large_for_the_memory_fails_alone(folder, error):
    def job():
        raise error

    outcome = process_painting(folder / "a.png", job)
    assert not outcome.done
    assert "memory" in outcome.message


def test_a_fault_of_the_program_fails_its_painting_alone_and_shows_its_place_on_demand(folder, monkeypatch, caplog):
    outcome = process_painting(folder / "a.png", lambda: f"{1 / 0}")
    assert not outcome.done
    assert "ZeroDivisionError: division by zero" in outcome.message
    assert "RESTORATION_DEBUG=1" in outcome.message
    assert not caplog.records
    monkeypatch.setenv("RESTORATION_DEBUG", "1")
    assert process_painting(folder / "a.png", lambda: f"{1 / 0}") == outcome
    assert "test_batch.py" in caplog.text
