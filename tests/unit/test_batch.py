"""Which files a command works on, and what becomes of paintings that fail."""

import cv2
import pytest

from restoration.batch import find_mask, paintings_in, process_painting
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


def test_an_error_that_the_user_can_cure_becomes_an_outcome(folder):
    def job():
        raise BadImage("It is torn.")

    failed, done = process_painting(folder / "a.png", job), process_painting(folder / "b.JPG", lambda: "written")
    assert (failed.done, failed.message) == (False, "It is torn. Choose a JPEG, PNG, WebP or TIFF picture.")
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
