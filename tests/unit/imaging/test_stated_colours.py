"""A colour space that a file states without a profile becomes a profile that says the same; pixels stay as they are."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from restoration.imaging import exif
from restoration.imaging.colour import srgb_profile
from restoration.imaging.exif import ExifField
from restoration.imaging.png import SIGNATURE, encode_chunk, iterate_chunks
from restoration.imaging.reading import read_painting
from restoration.imaging.stated_colours import COLOUR_CHUNKS, profile_from_bmp, profile_from_exif, profile_from_png
from tests.unit.imaging.picture_files import save_with_pillow, write_tiff

RGB = np.random.default_rng(8).integers(0, 256, (20, 30, 3), dtype=np.uint8)
GREY = np.ascontiguousarray(RGB[..., 0])
SRGB, ADOBE = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06), (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)


def png(chunks, pixels=RGB):
    """Return a PNG file with these chunks before its pixels."""
    parts = [bytes(chunk) for _, chunk in iterate_chunks(save_with_pillow(Image.fromarray(pixels), "PNG"))]
    return b"".join([SIGNATURE, parts[0], *(encode_chunk(*chunk) for chunk in chunks.items()), *parts[1:]])


def gamma(value):
    return {b"gAMA": struct.pack(">I", round(1e5 / value))}


def primaries(places, white=(0.3127, 0.3290)):
    return {b"cHRM": struct.pack(">8I", *(round(value * 1e5) for value in (*white, *places)))}


def srgb_from(profile, pixels=RGB):
    return np.asarray(
        ImageCms.profileToProfile(
            Image.fromarray(pixels),
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            flags=ImageCms.Flags.NOOPTIMIZE,
        )
    ).astype(int)


def srgb_of(linear):
    """Return (H, W, 3) light of the primaries of sRGB as 8-bit sRGB."""
    return 255 * np.where(linear < 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def linear_srgb(light, places):
    """Return light of other primaries, with the white of sRGB, as light of the primaries of sRGB."""

    def to_xyz(places):
        columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in zip(places[::2], places[1::2], strict=True)]).T
        white = np.array([0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290])
        return columns * np.linalg.solve(columns, white)

    return np.clip(light @ (np.linalg.inv(to_xyz(SRGB)) @ to_xyz(places)).T, 0, 1)


VALUES = RGB / 255
FILM = np.where(VALUES < 0.081, VALUES / 4.5, ((VALUES + 0.099) / 1.099) ** (1 / 0.45))
DECODED = np.where(VALUES <= 0.04045, VALUES / 12.92, ((VALUES + 0.055) / 1.055) ** 2.4)
STATED = {
    "gamma and primaries": (gamma(2.2) | primaries(ADOBE), linear_srgb((RGB / 255) ** 2.2, ADOBE)),
    "gamma alone": (gamma(1.0), RGB / 255),
    "a gamma of 1.8": (gamma(1.8), (RGB / 255) ** 1.8),
    "a code with a curve of sRGB": ({b"cICP": bytes([12, 13, 0, 1])}, linear_srgb(DECODED, P3)),
    "primaries alone": (primaries(P3), linear_srgb(DECODED, P3)),
    "a code with a curve of film": ({b"cICP": bytes([12, 1, 0, 1])}, linear_srgb(FILM, P3)),
    "a code and other chunks": ({b"cICP": bytes([1, 8, 0, 1])} | gamma(2.2) | primaries(ADOBE), RGB / 255),
}


@pytest.mark.parametrize(("chunks", "light"), STATED.values(), ids=STATED)
def test_chunks_of_a_png_become_a_profile_that_says_the_same(chunks, light):
    painting = read_painting(png(chunks))
    np.testing.assert_array_equal(painting.image, RGB)
    assert "without a profile" in painting.notes[0]
    assert np.abs(srgb_from(painting.metadata.icc) - srgb_of(light)).max() <= 2
    assert painting.metadata.icc == read_painting(png(chunks)).metadata.icc
    assert painting.metadata.icc[24:28] == struct.pack(">HH", 2000, 1)


def test_what_is_srgb_needs_no_words():
    for chunks in (gamma(2.2), gamma(2.2) | primaries(SRGB), primaries(SRGB), {b"cICP": bytes([1, 13, 0, 1])}):
        painting = read_painting(png(chunks))
        assert (painting.metadata.icc, painting.notes) == (None, ())
    painting = read_painting(png({b"sRGB": b"\0"} | gamma(1.0)))
    assert (painting.metadata.icc, painting.notes) == (srgb_profile(), ())
    for chunks in ({b"sRGB": b"\0"}, gamma(2.2)):
        painting = read_painting(png(chunks, GREY))
        np.testing.assert_array_equal(painting.image[..., 0], GREY)
        assert painting.notes == ()


def test_a_profile_counts_more_than_gamma():
    profile = imagecodecs.cms_profile("adobergb")
    data = save_with_pillow(Image.fromarray(RGB), "PNG", icc_profile=profile)
    chunk = encode_chunk(b"gAMA", gamma(1.0)[b"gAMA"])
    painting = read_painting(data[:33] + chunk + data[33:])
    assert (painting.metadata.icc, painting.notes) == (profile, ())


@pytest.mark.parametrize("code", [(9, 16, 0, 1), (9, 18, 0, 1), (1, 1, 1, 1), (1, 1, 0, 0), (200, 1, 0, 1)])
def test_a_code_that_no_simple_profile_can_say_is_named_in_a_note(code):
    painting = read_painting(png({b"cICP": bytes(code)}))
    assert painting.metadata.icc is None
    assert "no simple profile" in painting.notes[0]


@given(st.dictionaries(st.sampled_from(COLOUR_CHUNKS), st.binary(max_size=40)), st.booleans())
def test_no_chunk_causes_an_error(chunks, is_grey):
    profile_from_png(chunks, [], is_grey=is_grey)


def exif_block(space, index, order="<"):
    """Return an EXIF block of a camera that names its colour space."""
    start = exif.compose_block(
        [],
        {
            exif.EXIF_DIRECTORY: [ExifField(0xA001, 3, struct.pack(order + "H", space))]
            + ([ExifField(0xA005, 4, bytes(4))] if index else [])
        },
        order,
    )
    if not index:
        return start
    directory = struct.pack(order + "HHHI", 1, 1, 2, 4) + index + bytes(4)
    return (
        start.replace(
            struct.pack(order + "HHI", 0xA005, 4, 1) + bytes(4), struct.pack(order + "HHII", 0xA005, 4, 1, len(start))
        )
        + directory
    )


@pytest.mark.parametrize("order", ["<", ">"])
def test_adobe_rgb_of_a_camera_becomes_its_profile(order):
    for block, is_adobe in (
        (exif_block(65535, b"R03\0", order), True),
        (exif_block(2, None, order), True),
        (exif_block(1, b"R98\0", order), False),
        (exif_block(65535, b"R98\0", order), False),
        (exif_block(65535, None, order), False),
    ):
        for format in ("JPEG", "PNG", "WEBP"):
            data = save_with_pillow(Image.fromarray(RGB), format, exif=b"Exif\0\0" + block)
            painting = read_painting(data)
            assert (painting.metadata.icc is not None) == is_adobe
            assert bool(painting.notes) == is_adobe
            if is_adobe:
                expected = srgb_from(imagecodecs.cms_profile("adobergb"))
                np.testing.assert_array_equal(srgb_from(painting.metadata.icc), expected)
    profile = imagecodecs.cms_profile("srgb")
    data = save_with_pillow(Image.fromarray(RGB), "JPEG", exif=b"Exif\0\0" + exif_block(2, None), icc_profile=profile)
    assert read_painting(data).metadata.icc == profile


def bitmap(kind, *, profile=b"", ends=(0,) * 9, gammas=(0,) * 3):
    """Return a BMP of version 5 with these statements about its colours."""
    header = struct.pack("<IiiHHIIiiII", 124, 30, 20, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(16) + kind
    header += struct.pack("<9I3I", *(round(value * 2**30) for value in ends), *(round(g * 2**16) for g in gammas))
    rows = np.zeros((20, 92), np.uint8)
    rows[:, :90] = RGB[::-1, :, ::-1].reshape(20, 90)
    header += struct.pack("<4I", 4, 124 + rows.size, len(profile), 0)
    return b"BM" + struct.pack("<IHHI", 138 + rows.size, 0, 0, 138) + header + rows.tobytes() + profile


def test_the_profile_behind_a_bitmap_is_kept():
    profile = imagecodecs.cms_profile("adobergb")
    painting = read_painting(bitmap(b"DEBM", profile=profile))
    np.testing.assert_array_equal(painting.image, RGB)
    assert (painting.metadata.icc, painting.notes) == (profile, ())
    for data in (bitmap(b"DEBM", profile=profile)[:-9], bitmap(b"BGRs"), bitmap(b" niW"), bitmap(bytes(4))):
        assert read_painting(data).metadata.icc is None


def test_the_primaries_in_a_bitmap_become_a_profile():
    ends = (0.5767, 0.2973, 0.0270, 0.1856, 0.6274, 0.0707, 0.1882, 0.0753, 0.9911)  # of Adobe RGB
    painting = read_painting(bitmap(bytes(4), ends=ends, gammas=(2.2, 2.2, 2.2)))
    expected = srgb_from(imagecodecs.cms_profile("adobergb"))
    assert np.abs(srgb_from(painting.metadata.icc) - expected).max() <= 2
    assert "without a profile" in painting.notes[0]


@given(st.binary(max_size=150))
def test_no_header_and_no_exif_causes_an_error(noise):
    profile_from_bmp(b"BM" + bytes(12) + struct.pack("<I", 124) + noise.ljust(120, b"\0"), [])
    profile_from_exif(b"II*\0\x08\0\0\0" + noise, [])


def colour_tags(curve=None, places=ADOBE, channels=1):
    """Return the tags of a TIFF page with these primaries and the curve of `curve`, for 8 bits."""
    rationals = [number for value in places for number in (round(value * 10_000), 10_000)]
    tags = {318: (5, [3127, 10_000, 3290, 10_000]), 319: (5, rationals)}
    return tags | ({301: (3, [round(65535 * curve(value / 255)) for value in range(256)] * channels)} if curve else {})


def tiff(pixels, tags):
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    photometric = 2 if channels == 3 else 1
    return write_tiff([pixels.tobytes()], 30, 20, channels, photometric=photometric, tags=tags)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_tags_of_a_tiff_become_a_profile_that_says_the_same(channels):
    for tags, light in (
        (colour_tags(), linear_srgb((RGB / 255) ** 2.2, ADOBE)),
        (colour_tags(lambda value: value**1.8, channels=channels), linear_srgb((RGB / 255) ** 1.8, ADOBE)),
    ):
        painting = read_painting(tiff(RGB, tags))
        np.testing.assert_array_equal(painting.image, RGB)
        assert "without a profile" in painting.notes[0]
        assert np.abs(srgb_from(painting.metadata.icc) - srgb_of(light)).max() <= 2


def test_the_curve_of_a_grey_tiff_becomes_a_grey_profile():
    painting = read_painting(tiff(GREY, colour_tags(lambda value: value)))
    np.testing.assert_array_equal(painting.image[..., 0], GREY)
    assert painting.metadata.grey_icc[16:20] == b"GRAY"
    assert np.abs(srgb_from(painting.metadata.icc, painting.image) - srgb_of(painting.image / 255)).max() <= 2


def test_tags_of_srgb_need_no_words_and_tags_without_sense_are_named():
    decode = lambda value: value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: E731
    for tags in (colour_tags(places=SRGB), colour_tags(decode, SRGB), {318: (5, [0, 0, 0, 0])}, {319: (3, [1])}):
        painting = read_painting(tiff(RGB, tags))
        assert (painting.metadata.icc, painting.notes) == (None, ())
    for tags in ({301: (3, [1, 2, 3])}, colour_tags(lambda value: 1 - value), {301: (1, [0] * 256)}):
        painting = read_painting(tiff(RGB, tags))
        assert painting.metadata.icc is None
        assert "no simple profile" in painting.notes[0]


def test_a_grey_bitmap_keeps_its_profile():
    profile = imagecodecs.cms_profile("gray", gamma=1.8)
    data = save_with_pillow(Image.fromarray(GREY), "BMP")
    pixels, header = data[54:], bytearray(data[14:54]) + bytes(84)
    header[0:4], header[56:60] = struct.pack("<I", 124), b"DEBM"
    header[112:120] = struct.pack("<II", 124 + len(pixels), len(profile))
    start = struct.pack("<I", 14 + 124 + 1024)
    painting = read_painting(b"".join([data[:10], start, header, pixels, profile]))
    np.testing.assert_array_equal(painting.image[..., 0], GREY)
    assert painting.metadata.grey_icc == profile
