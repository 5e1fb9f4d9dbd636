"""An AVIF file is read as Pillow shows it, and deeper than Pillow reads it."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
from PIL import AvifImagePlugin, Image, ImageOps

from restoration.errors import BadImage, DamagedImage, ImageTooLarge
from restoration.imaging import exif
from restoration.imaging.av1_sizes import iterate_coded_sizes
from restoration.imaging.exif import ExifField
from restoration.imaging.painting import ANIMATED
from restoration.imaging.reading import read_painting
from restoration.imaging.stated_colours import PROFILE_ADDED, UNKNOWN_COLOURS
from tests.unit.imaging.heif_files import Bits, box, full_box, heif_file
from tests.unit.imaging.picture_files import save_with_pillow

SMOOTH = np.add.outer(np.arange(40) * 3, np.arange(56) * 2)[..., None] + np.array([0, 10, 20])
RGB = SMOOTH.astype(np.uint8)
ALPHA = np.random.default_rng(22).integers(0, 256, (40, 56), dtype=np.uint8)
PICTURE = Image.fromarray(RGB)
FAST = {"speed": 10}
EXIF = exif.compose_block([ExifField(271, 2, b"Camera\0")], {}, "<")


def deep(depth, **options):
    """Return an AVIF file without loss, and its (H, W, 3) values."""
    values = (SMOOTH * 7 % 2**depth).astype(np.uint16)
    return bytes(imagecodecs.avif_encode(values, level=100, bitspersample=depth, **FAST, **options)), values


@pytest.mark.parametrize(
    "picture",
    [PICTURE, PICTURE.convert("L"), Image.fromarray(np.dstack([RGB, ALPHA]))],
    ids=["rgb", "grey", "alpha"],
)
def test_eight_bits_are_read_exactly_as_pillow_shows_them(picture):
    data = save_with_pillow(picture, "AVIF", quality=80, **FAST)
    painting = read_painting(data)
    with AvifImagePlugin.AvifImageFile(io.BytesIO(data)) as shown:
        expected = np.asarray(shown.convert("RGBA"))
    np.testing.assert_array_equal(painting.image, expected[..., :3])
    assert (painting.alpha is not None) == (picture.mode == "RGBA")
    if painting.alpha is not None:
        np.testing.assert_array_equal(painting.alpha, expected[..., 3])


@pytest.mark.parametrize("depth", [10, 12])
def test_more_bits_are_kept(depth):
    data, values = deep(depth)
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.image, values.astype(int) * 65535 // (2**depth - 1))
    assert (painting.format, painting.notes) == ("AVIF", ())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_turn_of_the_file_is_applied_once(orientation):
    turned = Image.Exif()
    turned[0x0112] = orientation
    data = save_with_pillow(PICTURE, "AVIF", exif=turned.tobytes(), **FAST)
    painting = read_painting(data)
    with Image.open(io.BytesIO(data)) as shown:
        np.testing.assert_array_equal(painting.image, np.asarray(ImageOps.exif_transpose(shown)))
    assert exif.orientation(painting.metadata.exif) == 1


def test_metadata_are_kept_and_broken_ones_left_out():
    profile = imagecodecs.cms_profile("adobergb")
    data = save_with_pillow(PICTURE, "AVIF", icc_profile=profile, exif=b"Exif\0\0" + EXIF, xmp=b"<x/>", **FAST)
    metadata = read_painting(data).metadata
    assert (metadata.icc, metadata.exif, metadata.xmp) == (profile, EXIF, b"<x/>")
    painting = read_painting(data.replace(EXIF[:4], b"XX*\0"))
    assert painting.metadata.exif is None
    assert "EXIF data could not be read" in painting.notes[0]


def test_a_code_for_colours_becomes_a_profile_or_a_note():
    for curve, has_profile, note in ((13, True, PROFILE_ADDED), (16, False, UNKNOWN_COLOURS)):
        painting = read_painting(deep(10, primaries=12, transfer=curve)[0])
        assert (painting.metadata.icc is not None, painting.notes) == (has_profile, (note,))


def test_of_an_animation_the_still_picture_is_read():
    data = save_with_pillow(PICTURE, "AVIF", save_all=True, append_images=[Image.new("RGB", (56, 40))], **FAST)
    painting = read_painting(data)
    assert painting.notes == (ANIMATED,)
    assert np.abs(painting.image.astype(int) - RGB).mean() < 9
    with pytest.raises(BadImage, match="animation without a still picture"):
        read_painting(box(b"ftyp", b"avis", bytes(4), b"avis") + box(b"moov"))


def test_what_is_beyond_the_clean_aperture_is_cut_off():
    data = save_with_pillow(PICTURE, "AVIF", quality=100, **FAST)
    properties = []
    for kind in (b"av1C", b"ispe", b"pixi"):
        start = data.index(kind) - 4
        properties.append(data[start : start + int.from_bytes(data[start : start + 4], "big")])
    properties.append(box(b"clap", struct.pack(">IIIIiIiI", 50, 1, 30, 1, 3, 1, -5, 1)))
    coded = data[data.index(b"mdat") + 4 :]
    painting = read_painting(heif_file([(b"av01", coded, properties)], brand=b"avif", brands=(b"avif", b"mif1")))
    np.testing.assert_array_equal(painting.image, read_painting(data).image[:30, 6:56])


def sequence_header(side_bits, side, *, has_timing):
    """Return a unit of AV1 data that announces a square picture."""
    bits = Bits()
    bits.flags("000 0 0" + ("1" if has_timing else "0"))
    if has_timing:
        bits.fixed(0, 64)
        bits.flags("1 00101 1")  # equal intervals of 4 units; a model of the decoder
        bits.fixed(9, 5)
        bits.fixed(0, 32 + 10)
    bits.flags("1 00001")  # delays; two operating points
    for level in (9, 3):
        bits.fixed(0, 12)
        bits.fixed(level, 5)
        bits.flags("1" if level > 7 else "")
        bits.flags("1" + "0" * 21 if has_timing else "")
        bits.flags("1 0000")
    bits.fixed(side_bits - 1, 4)
    bits.fixed(side_bits - 1, 4)
    bits.fixed(side - 1, side_bits)
    bits.fixed(side - 1, side_bits)
    bits.end()
    content = bits.to_bytes()
    return bytes([0x0A, len(content)]) + content


@pytest.mark.parametrize("has_timing", [False, True])
def test_the_size_that_the_data_announce_is_checked_too(has_timing):
    header = sequence_header(16, 60_000, has_timing=has_timing)
    assert list(iterate_coded_sizes(b"\x12\0" + header)) == [(60_000, 60_000)]
    small = full_box(b"ispe", struct.pack(">II", 8, 8))
    with pytest.raises(ImageTooLarge, match="60000 x 60000"):
        read_painting(heif_file([(b"av01", header, [small])], brand=b"avif", brands=(b"mif1", b"avif")))
    real = save_with_pillow(PICTURE, "AVIF", **FAST)
    assert list(iterate_coded_sizes(real[real.index(b"mdat") + 4 :])) == [(56, 40)]
    with pytest.raises(ImageTooLarge):
        read_painting(real, max_megapixels=0.001)


def test_boxes_that_announce_another_picture_are_refused():
    data = bytearray(deep(10)[0])
    data[data.index(b"av1C") + 6] &= ~0x40  # more than eight bits
    with pytest.raises(DamagedImage):
        read_painting(bytes(data))
