"""`--output NAME.png`: the restored picture is that very file, and the other files lie beside it."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration.files import sha256_of_file
from restoration.imaging.reading import read_painting


@pytest.fixture
def fill(run, scan, tmp_path):
    """Fill the crack of the scan into an output; returns what `run` returns."""
    marked = np.zeros((48, 64), np.uint8)
    marked[20:22, 6:60] = 255
    Image.fromarray(marked).save(tmp_path / "marked.png")

    def fill(output, *options, command="restore", source=scan):
        given = "--mask", tmp_path / "marked.png", "--inpainter", "telea", "--output", output
        return run(command, source, *given, *options)

    return fill


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_the_file_that_was_named_is_written_and_the_others_beside_it(fill, tmp_path):
    code, printed, errors = fill(tmp_path / "new" / "saint.png")
    assert (code, errors) == (0, "")
    assert "saint.png" in printed
    assert names(tmp_path / "new") == {"saint.png", "saint_mask.png", "saint_overlay.png", "saint_report.json"}
    report = json.loads((tmp_path / "new" / "saint_report.json").read_text())
    assert report["output"]["restored_sha256"] == sha256_of_file(tmp_path / "new" / "saint.png")


def test_inpaint_writes_the_file_that_was_named(fill, tmp_path):
    assert fill(tmp_path / "new" / "saint.png", command="inpaint")[::2] == (0, "")
    assert names(tmp_path / "new") == {"saint.png", "saint_report.json"}


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("b.tif", "TIFF"),
        ("b.tiff", "TIFF"),
        ("b.jpg", "JPEG"),
        ("b.JPEG", "JPEG"),
        ("b.webp", "WEBP"),
        ("b.jp2", "JPEG2000"),
    ],
)
def test_the_extension_chooses_the_format(fill, tmp_path, name, format):
    assert fill(tmp_path / name)[::2] == (0, "")
    with Image.open(tmp_path / name) as picture:
        assert picture.format == format
    is_lossy = "JPEG changed" in json.loads((tmp_path / "b_report.json").read_text())["statement"]
    assert is_lossy == (format == "JPEG")


def test_a_pyramid_is_a_tiff(fill, tmp_path):
    assert fill(tmp_path / "b.tif", "--format", "pyramid")[::2] == (0, "")
    assert read_painting(tmp_path / "b.tif").image.shape == (48, 64, 3)


@pytest.mark.parametrize("output", ["there.png", "new.png/"])
def test_a_folder_of_that_name_stays_a_folder(fill, tmp_path, output):
    (tmp_path / "there.png").mkdir()
    assert fill(f"{tmp_path}/{output}")[0] == 0
    assert (tmp_path / output / "a_restored.png").is_file()


def test_what_was_named_is_left_as_it_is_if_it_is_finished(fill, tmp_path):
    output, again = tmp_path / "b.png", "Left as they are: 1 of 1"
    fill(output)
    assert again in fill(output, "--resume")[1]
    assert again not in fill(output, "--resume", "--title", "Hill")[1]
    (tmp_path / "c.png").write_bytes(output.read_bytes())
    assert again not in fill(tmp_path / "c.png", "--resume")[1]


@pytest.mark.parametrize(
    ("output", "options", "message"),
    [
        ("b.png", ["--format", "jpeg"], "b.png is no name for a picture of the format jpeg."),
        ("b.tif", ["--format", "jp2"], "no name for a picture of the format jp2"),
        ("b.gif", [], "not written as .gif"),
        ("memory://bucket/b.png", [], "in a storage --output is a folder"),
    ],
)
def test_a_name_that_does_not_fit_gets_one_sentence(assert_refused, scan, tmp_path, output, options, message):
    output = output if "://" in output else tmp_path / output
    assert_refused("restore", scan, "--inpainter", "telea", "--output", output, *options, message=message)


def test_a_folder_of_pictures_has_no_single_result(assert_refused, scan, tmp_path):
    message = "is a folder, and b.png can be the result of one picture only. Give a folder as --output."
    assert_refused("restore", scan.parent, "--output", tmp_path / "out" / "b.png", message=message)
    assert not (tmp_path / "out").exists()


def test_several_fills_do_not_go_into_one_file(assert_refused, scan, tmp_path):
    given = "--mask", scan, "--inpainter", "diffusion", "--alternatives", 2, "--output", tmp_path / "b.png"
    assert_refused("inpaint", scan, *given, message="b.png cannot hold several fills.")


def test_no_result_replaces_an_input(fill, scan, tmp_path):
    before = scan.read_bytes()
    for output in (scan, tmp_path / "marked.png"):
        code, _, errors = fill(output)
        assert (code, "would be replaced by the restored picture" in errors) == (2, True)
    source = scan.rename(scan.with_name("x_overlay.png"))
    code, _, errors = fill(source.with_name("x.png"), source=source)
    assert (code, "would be replaced by a file beside x.png" in errors) == (2, True)
    assert source.read_bytes() == before


def test_too_long_a_name_is_refused_before_the_work(fill, tmp_path):
    code, _, errors = fill(tmp_path / f"{'x' * 248}.png")
    assert (code, "The name of the output is so long" in errors) == (1, True)
