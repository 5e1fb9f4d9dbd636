"""`enlarge`: a second file, larger, that says of itself how it was made."""

import json

import numpy as np
import pytest
from PIL import Image


def opened(path):
    with Image.open(path) as picture:
        picture.load()
    return picture


def test_a_picture_becomes_a_larger_one_and_a_record(run, scan, tmp_path):
    before = opened(scan)
    options = ("--method", "lanczos", "--output", tmp_path / "out")
    code, printed, errors = run("enlarge", scan, *options)
    assert (code, errors) == (0, "")
    after = opened(tmp_path / "out" / "a_x4.png")
    assert after.size == (4 * before.width, 4 * before.height)
    assert f"{after.width} x {after.height} px, enlarged by lanczos" in printed
    assert b"algorithmicallyEnhanced" in after.info["xmp"]
    small = after.resize(before.size, Image.Resampling.BOX)
    assert np.abs(np.asarray(small, int) - np.asarray(before)).mean() < 4, "it is the same picture"
    record = json.loads((tmp_path / "out" / "a_x4_report.json").read_bytes())
    assert record["statement"].startswith("Enlarged by computation: every pixel was interpolated")
    assert record["enlarged"] == {"by": 4, "method": "lanczos", "width": after.width, "height": after.height}


def test_a_tiff_of_twice_the_size(run, scan, tmp_path):
    run("enlarge", scan, "--by", "2", "--method", "lanczos", "--format", "tiff", "--output", tmp_path / "out")
    assert opened(tmp_path / "out" / "a_x2.tif").width == 2 * opened(scan).width


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--method", "nearest"), 2, "There is no enlarger 'nearest'"),
        (("--by", "3"), 2, "Invalid value for '--by'"),
        (("--method", "realesrgan"), 2, "download_realesrgan_weights.py"),
        (("--method", "lanczos", "--format", "webp"), 1, "WebP holds at most 100 px a side"),
    ],
)
def test_a_wrong_request_gets_a_cure(run, scan, tmp_path, monkeypatch, options, code, message):
    monkeypatch.setattr("restoration.imaging.writing._MAX_SIDE", {"jpeg": 100, "webp": 100})
    monkeypatch.setattr("restoration.weights.MODELS", tmp_path / "no models")
    ended, _, errors = run("enlarge", scan, *options, "--output", tmp_path / "out")
    assert (ended, message in errors) == (code, True), errors
    assert not list(tmp_path.glob("out/*"))
