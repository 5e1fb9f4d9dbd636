"""Thumbnails are small and upright, and made again only when the picture changes."""

import io

import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.collection import thumbnails
from restoration.collection.thumbnails import make_thumbnail
from restoration.errors import BadImage, ImageTooLarge
from restoration.imaging.colour import srgb_profile
from restoration.imaging.limits import LIMIT_VARIABLE

ORIENTATION = 0x0112


@pytest.fixture(autouse=True)
def thumbnail_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(thumbnails, "THUMBNAIL_FOLDER", tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def photograph(tmp_path):
    """800 x 600 px: dark on the left, bright on the right."""
    path = tmp_path / "photograph.jpg"
    Image.fromarray(np.tile(np.linspace(0, 255, 800).astype(np.uint8)[None, :, None], (600, 1, 3))).save(path)
    return path


def open_jpeg(jpeg):
    return Image.open(io.BytesIO(jpeg))


def test_a_thumbnail_is_small_and_looks_like_the_photograph(photograph):
    small = open_jpeg(make_thumbnail(photograph, 200))
    assert (small.format, small.size) == ("JPEG", (200, 150))
    assert np.allclose(np.asarray(small)[75, :, 0], np.linspace(0, 255, 200), atol=4)


def test_it_is_made_once_and_again_when_the_file_changes(photograph, monkeypatch):
    first = make_thumbnail(photograph, 100)
    with monkeypatch.context() as patch:
        patch.setattr(thumbnails, "read_painting", None)  # nothing is decoded again
        assert make_thumbnail(photograph, 100) == first
    Image.new("RGB", (400, 400)).save(photograph)
    assert open_jpeg(make_thumbnail(photograph, 100)).size == (100, 100)


def test_without_a_place_to_keep_it_a_thumbnail_is_still_made(photograph, thumbnail_folder):
    thumbnail_folder.write_text("a file where the folder should be")
    assert open_jpeg(make_thumbnail(photograph, 100)).size == (100, 75)


def test_a_sideways_photograph_is_turned_upright_and_keeps_its_profile(photograph):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    Image.open(photograph).save(photograph, exif=exif, icc_profile=srgb_profile())
    small = open_jpeg(make_thumbnail(photograph, 200))
    assert small.size == (150, 200)
    assert np.asarray(small)[5, 75, 0] < 20 < 230 < np.asarray(small)[-5, 75, 0]
    assert small.info["icc_profile"] == srgb_profile()


@pytest.mark.parametrize("name", ["deep.tif", "grey.jpg", "print.jpg"])
def test_16_bit_grey_and_cmyk_pictures_have_thumbnails_too(tmp_path, name):
    path = tmp_path / name
    if name == "deep.tif":
        tifffile.imwrite(path, np.full((40, 60, 3), 40_000, np.uint16), photometric="rgb")
    else:
        Image.new("L" if name == "grey.jpg" else "CMYK", (60, 40), 100 if name == "grey.jpg" else (0, 90, 90, 0)).save(
            path
        )
    assert open_jpeg(make_thumbnail(path, 30)).size == (30, 20)


@pytest.mark.parametrize("kept", [0, 3, 30, 600, 2000])
def test_a_file_cut_short_is_refused(photograph, kept):
    photograph.write_bytes(photograph.read_bytes()[:kept])
    with pytest.raises(BadImage):
        make_thumbnail(photograph, 100)


def test_a_picture_too_large_is_refused_before_decoding(photograph, monkeypatch):
    monkeypatch.setenv(LIMIT_VARIABLE, "0.1")
    with pytest.raises(ImageTooLarge):
        make_thumbnail(photograph, 100)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadImage, match=r"gone\.jpg"):
        make_thumbnail(tmp_path / "gone.jpg", 100)
