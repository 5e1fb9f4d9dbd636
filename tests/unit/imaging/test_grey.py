"""Grey stays grey: one channel comes in and one goes out, with the same values and the same profile."""

import io
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from restoration.catalog import INPAINTERS
from restoration.domain import Damage
from restoration.imaging.grey_profile import rgb_profile_like
from restoration.imaging.overlay import overlay_mask
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_painting
from restoration.pipeline import restore
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow

RNG = np.random.default_rng(4)
LEVELS = {
    np.uint8: RNG.permuted(np.tile(np.arange(256, dtype=np.uint8), (40, 1)), axis=1),
    np.uint16: RNG.permutation(65536).astype(np.uint16).reshape(256, 256),
}
"""Every level of each depth."""

GAMMA = imagecodecs.cms_profile("gray", gamma=1.8)
LIGHTNESS = GAMMA[:20] + b"Lab " + GAMMA[24:]  # its curve gives L* and not the linear light
DEPTHS = pytest.mark.parametrize("depth", [np.uint8, np.uint16], ids=["8 bits", "16 bits"])
PROFILES = pytest.mark.parametrize("profile", [None, GAMMA], ids=["no profile", "profile"])
ALPHAS = pytest.mark.parametrize("has_alpha", [False, True], ids=["opaque", "transparent"])


def grey_file(depth, profile, *, has_alpha=False, format="tiff"):
    """A file with every level of its depth, as other programs write it."""
    grey = LEVELS[depth]
    pixels = np.dstack([grey, grey[::-1]]) if has_alpha else grey
    if format == "tiff":
        extra = ["unassalpha"] if has_alpha else None
        return save_tiff(
            pixels, photometric="minisblack", planarconfig="contig", extrasamples=extra, iccprofile=profile
        )
    if format == "jpeg" or depth == np.uint8:
        return save_with_pillow(Image.fromarray(pixels), format, icc_profile=profile)
    file = imagecodecs.png_encode(pixels)  # Pillow writes no profile for 16 bits
    chunk = b"iCCPgrey\0\0" + zlib.compress(profile or b"")
    chunk = (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return file[:33] + (chunk if profile else b"") + file[33:]


def restored(data, format):
    """The painting in a file, the mask of a loss, and the file of the picture in which that loss was filled."""
    painting = read_painting(data)
    mask = np.zeros(painting.image.shape[:2], bool)
    mask[10:18, 30:44] = True
    result = restore(painting.image, Damage(mask), INPAINTERS.build("ns"))
    return painting, mask, encode_painting(result.after, painting, format)


@DEPTHS
@PROFILES
@ALPHAS
@pytest.mark.parametrize("source", ["png", "tiff"])
def test_a_grey_tiff_comes_out_with_every_value_and_its_profile(source, depth, profile, has_alpha):
    painting, mask, file = restored(grey_file(depth, profile, has_alpha=has_alpha, format=source), "tiff")
    assert painting.is_grey
    assert painting.notes == ()
    with tifffile.TiffFile(io.BytesIO(file)) as tiff:
        page, pixels = tiff.pages.first, tiff.asarray()
    assert page.photometric == tifffile.PHOTOMETRIC.MINISBLACK
    assert (page.samplesperpixel, page.dtype, page.iccprofile) == (2 if has_alpha else 1, depth, profile)
    grey = pixels[..., 0] if has_alpha else pixels
    np.testing.assert_array_equal(grey[~mask], LEVELS[depth][~mask])
    assert (grey[mask] != LEVELS[depth][mask]).any()
    if has_alpha:
        np.testing.assert_array_equal(pixels[..., 1], LEVELS[depth][::-1])


@DEPTHS
@PROFILES
@ALPHAS
def test_a_grey_png_comes_out_with_every_value_and_its_profile(depth, profile, has_alpha):
    _, mask, file = restored(grey_file(depth, profile, has_alpha=has_alpha), "png")
    pixels = imagecodecs.png_decode(file)
    assert (pixels.dtype, pixels.shape[2:]) == (depth, (2,) if has_alpha else ())
    grey = pixels[..., 0] if has_alpha else pixels
    np.testing.assert_array_equal(grey[~mask], LEVELS[depth][~mask])
    with Image.open(io.BytesIO(file)) as picture:
        assert picture.info.get("icc_profile") == profile
        assert picture.getbands() in {(False, np.uint8): [("L",)], (False, np.uint16): [("I",), ("I;16",)]}.get(
            (has_alpha, depth),
            [("L", "A"), ("R", "G", "B", "A")],  # Pillow has no mode for deep grey with alpha
        )


@PROFILES
def test_a_grey_jpeg_comes_out_grey_with_its_profile(profile):
    painting, mask, file = restored(grey_file(np.uint8, profile, format="jpeg"), "jpeg")
    with Image.open(io.BytesIO(file)) as picture:
        assert (picture.mode, picture.info.get("icc_profile")) == ("L", profile)
        seen = np.asarray(picture).astype(int)
    assert np.abs(seen - painting.image[..., 0])[~mask].mean() < 2, "it was compressed again, and nothing else"
    lossless = read_painting(restored(grey_file(np.uint8, profile, format="jpeg"), "png")[2])
    np.testing.assert_array_equal(lossless.image[~mask], painting.image[~mask])


def test_webp_has_no_grey_and_gets_equal_channels_that_look_the_same():
    _, mask, file = restored(grey_file(np.uint8, GAMMA), "webp")
    with Image.open(io.BytesIO(file)) as picture:
        assert picture.info["icc_profile"] == rgb_profile_like(GAMMA)
        pixels = np.asarray(picture)
    np.testing.assert_array_equal(pixels[~mask], np.repeat(LEVELS[np.uint8][..., np.newaxis], 3, 2)[~mask])


@pytest.mark.parametrize("profile", [GAMMA, LIGHTNESS, imagecodecs.cms_profile("gray", gamma=1.0)])
def test_the_rgb_profile_shows_the_tones_of_the_grey_one(profile):
    greys, srgb = LEVELS[np.uint16], imagecodecs.cms_profile("srgb")
    options = {"outcolorspace": "rgb", "flags": imagecodecs.CMS.FLAGS.NOOPTIMIZE}
    alone = imagecodecs.cms_transform(greys, profile, srgb, colorspace="gray", **options)
    equal = np.repeat(greys[..., np.newaxis], 3, 2)
    together = imagecodecs.cms_transform(equal, rgb_profile_like(profile), srgb, colorspace="rgb", **options)
    assert np.abs(alone.astype(int) - together).max() < 128, "half a level of 8 bits"


@given(st.integers(0, len(GAMMA) - 1), st.binary(min_size=1, max_size=8), st.integers(0, len(GAMMA)))
def test_a_grey_profile_with_any_fault_is_used_or_refused(position, fault, length):
    faulty = (GAMMA[:position] + fault + GAMMA[position + len(fault) :])[:length]
    try:
        assert len(rgb_profile_like(faulty)) < len(faulty) + 5000
    except ValueError as error:
        assert "broken" in str(error)


@pytest.mark.parametrize("broken", [GAMMA[:150], GAMMA[:280] + bytes(len(GAMMA) - 280), GAMMA[:128]])
def test_a_broken_grey_profile_costs_neither_the_picture_nor_its_values(broken):
    painting = read_painting(grey_file(np.uint8, broken))
    np.testing.assert_array_equal(painting.image[..., 0], LEVELS[np.uint8])
    assert (painting.metadata.icc, painting.metadata.grey_icc) == (None, None)
    assert "profile" in painting.notes[0]


def test_what_is_drawn_in_colour_over_a_grey_painting_is_written_in_colour():
    painting = read_painting(grey_file(np.uint8, GAMMA))
    marked = overlay_mask(painting.image, LEVELS[np.uint8] > 200)
    reread = read_painting(encode_painting(marked, painting, "png"))
    np.testing.assert_array_equal(reread.image, marked)
    assert (reread.is_grey, reread.metadata.icc) == (False, painting.metadata.icc)


def test_grey_of_fewer_bits_and_with_one_transparent_level_stays_grey():
    grey = Image.fromarray(LEVELS[np.uint8])
    files = [
        save_with_pillow(grey.convert("1"), "PNG"),
        save_with_pillow(grey, "BMP"),
        save_with_pillow(grey, "GIF", transparency=7),
        save_with_pillow(grey, "PNG", transparency=7),
        save_tiff(LEVELS[np.uint8], photometric="miniswhite"),
    ]
    for data in files:
        painting = read_painting(data)
        assert painting.is_grey, painting.format
        assert imagecodecs.png_decode(encode_painting(painting.image, painting, "png")).shape[2:] == (
            () if painting.alpha is None else (2,)
        )


def test_a_colour_file_with_equal_channels_stays_a_colour_file():
    image = np.repeat(LEVELS[np.uint8][..., np.newaxis], 3, 2)
    painting, _, file = restored(encode_png(image), "png")
    assert not painting.is_grey
    filled = imagecodecs.png_decode(file)
    assert filled.shape == image.shape
    assert (filled == filled[..., :1]).all(), "nor does its fill get a colour"
