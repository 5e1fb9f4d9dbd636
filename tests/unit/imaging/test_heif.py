"""A HEIC file is read to the pixel, in its own depth, upright once, and with what it says of itself."""

import struct
import sys

import imagecodecs
import numpy as np
import pytest

from restoration.errors import BadImage, DamagedImage, ImageTooLarge
from restoration.imaging import exif
from restoration.imaging.exif import ExifField
from restoration.imaging.painting import COLOURS_DIVIDED, SEVERAL_PICTURES
from restoration.imaging.reading import read_painting
from restoration.imaging.stated_colours import PROFILE_ADDED, UNKNOWN_COLOURS
from tests.unit.imaging.heif_files import box, code_box, full_box, heic, heif_file, parameter_units, picture_item

RNG = np.random.default_rng(21)
RGB = RNG.integers(0, 256, (40, 56, 3), dtype=np.uint8)
ALPHA = RNG.integers(0, 256, (40, 56), dtype=np.uint8)
SIDEWAYS = exif.compose_block(
    [
        ExifField(274, 3, b"\6\0"),
        ExifField(282, 5, struct.pack("<II", 300, 1)),
        ExifField(283, 5, struct.pack("<II", 200, 1)),
    ],
    {exif.EXIF_DIRECTORY: [ExifField(0xA002, 4, struct.pack("<I", 56)), ExifField(0xA003, 4, struct.pack("<I", 40))]},
    "<",
)
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:Description tiff:Orientation='6'/></x:xmpmeta>"


@pytest.mark.parametrize("depth", [8, 10, 12])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_pixel_is_read_in_the_depth_of_the_file(depth, channels):
    stored = RNG.integers(0, 2**depth, (40, 56, channels)).astype(np.uint16)
    stored[0, 0] = 2**depth - 1
    painting = read_painting(heic(stored if channels == 3 else stored[..., 0], depth=depth))
    full = 255 if depth == 8 else 65535
    np.testing.assert_array_equal(
        painting.image, (stored.astype(int) * full // (2**depth - 1)).repeat(3 // channels, 2)
    )
    assert painting.image.dtype == (np.uint8 if depth == 8 else np.uint16)
    assert (painting.format, painting.is_grey, painting.notes) == ("HEIC", channels == 1, ())


def test_transparency_is_read_and_multiplied_colours_are_divided():
    painting = read_painting(heic(RGB, alpha=ALPHA))
    np.testing.assert_array_equal(painting.image, RGB)
    np.testing.assert_array_equal(painting.alpha, ALPHA)
    painting = read_painting(heic(RGB[..., 0], alpha=ALPHA))
    assert painting.is_grey
    np.testing.assert_array_equal(painting.alpha, ALPHA)
    alpha = np.maximum(ALPHA, 128)
    multiplied = (RGB.astype(int) * alpha[..., None] / 255).round().astype(np.uint8)
    painting = read_painting(heic(multiplied, alpha=alpha, multiplied=True))
    assert np.abs(painting.image.astype(int) - RGB).max() <= 1
    assert painting.notes == (COLOURS_DIVIDED,)


def test_the_turn_of_the_file_counts_and_that_of_exif_and_xmp_is_not_applied_again():
    painting = read_painting(heic(RGB, turns=3, exif=SIDEWAYS, xmp=XMP))
    np.testing.assert_array_equal(painting.image, np.rot90(RGB, -1))
    assert exif.orientation(painting.metadata.exif) == 1
    camera = exif.sub_directory(painting.metadata.exif, exif.EXIF_DIRECTORY)
    sides = {field.tag: int.from_bytes(field.value, "little") for field in camera}
    assert sides == {0xA002: 40, 0xA003: 56}, "they change places with the picture"
    assert b"tiff:Orientation='1'" in painting.metadata.xmp
    assert painting.metadata.dpi == (200, 300)
    painting = read_painting(heic(RGB, exif=SIDEWAYS, xmp=XMP))
    np.testing.assert_array_equal(painting.image, RGB)
    assert b"tiff:Orientation='1'" in painting.metadata.xmp


def test_colours_come_from_the_profile_or_from_the_code():
    adobe = imagecodecs.cms_profile("adobergb")
    painting = read_painting(heic(RGB, icc=adobe, code=(12, 13)))
    assert (painting.metadata.icc, painting.notes) == (adobe, ())
    for code, has_profile, notes in (
        ((1, 13), False, ()),
        ((2, 2), False, ()),
        ((12, 13), True, (PROFILE_ADDED,)),
        ((9, 16), False, (UNKNOWN_COLOURS,)),
    ):
        painting = read_painting(heic(RGB, code=code))
        assert ((painting.metadata.icc is not None), painting.notes) == (has_profile, notes)
        np.testing.assert_array_equal(painting.image, RGB)


def test_of_several_pictures_the_primary_one_is_read_with_its_own_metadata():
    items = [picture_item(pixels, properties=[code_box(1, 13)]) for pixels in (255 - RGB, RGB)]
    items += [(b"Exif", bytes(4) + block, []) for block in (SIDEWAYS, SIDEWAYS.replace(b"\6\0", b"\3\0", 1))]
    data = heif_file(items, primary=2, references=[(b"cdsc", 3, 1), (b"cdsc", 4, 2)], brand=b"mif1")
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.image, RGB)
    assert painting.notes == (SEVERAL_PICTURES,)
    assert len(painting.metadata.exif) == len(SIDEWAYS)


def test_tiles_are_put_together_and_none_may_be_missing():
    grid = bytes([0, 0, 0, 1]) + struct.pack(">HH", 64, 32)
    left, right = (np.ascontiguousarray(RGB[:32, part]) for part in (slice(0, 32), slice(24, 56)))
    shown = [full_box(b"ispe", struct.pack(">II", 64, 32)), full_box(b"pixi", b"\3\x08\x08\x08"), code_box(1, 13)]
    items = [(b"grid", grid, shown), *(picture_item(part, properties=[code_box(1, 13)]) for part in (left, right))]
    data = heif_file(items, references=[(b"dimg", 1, 2, 3)])
    np.testing.assert_array_equal(read_painting(data).image, np.hstack([left, right]))
    with pytest.raises(DamagedImage, match="cut short"):
        read_painting(data[:-100])


def test_broken_metadata_are_left_out_with_a_note():
    for block in (b"nothing", b"\xff\xff\xff\xff"):
        painting = read_painting(heic(RGB, exif=block))
        np.testing.assert_array_equal(painting.image, RGB)
        assert painting.metadata.exif is None
        assert "EXIF data could not be read" in painting.notes[0]


def test_the_size_is_checked_before_anything_is_decoded():
    with pytest.raises(ImageTooLarge):
        read_painting(heic(RGB), max_megapixels=0.001)
    data = heic(RGB)
    place = data.index(b"ispe") + 8
    with pytest.raises(ImageTooLarge, match="60000 x 60000"):
        read_painting(data[:place] + struct.pack(">II", 60_000, 60_000) + data[place + 8 :])


def test_data_of_another_depth_or_size_than_the_boxes_state_are_refused():
    data = heic(RGB[..., 0])  # of these, the decoder would write beyond its buffer
    place = data.index(b"hvcC") + 4 + 17
    with pytest.raises(DamagedImage):
        read_painting(data[:place] + b"\xfa\xfa" + data[place + 2 :])
    side = full_box(b"ispe", struct.pack(">II", 64, 32))
    tiles = [picture_item(RGB[:32, :32, 0], depth=depth) for depth in (10, 8)]
    grid = (b"grid", struct.pack(">BBBBHH", 0, 0, 0, 1, 64, 32), [side])
    with pytest.raises(DamagedImage):
        read_painting(heif_file([grid, *tiles], references=[(b"dimg", 1, 2, 3)]))
    kind, coded, (_, *own) = picture_item(RGB[:32, :32])
    head = b"\1" + bytes(16) + b"\xf8\xf8" + bytes(3) + b"\1\xa1\0\1"
    sequence = parameter_units(30_000, 30_000, 3, 8)[1]
    large = box(b"hvcC", head, struct.pack(">H", len(sequence)), sequence)
    with pytest.raises(ImageTooLarge, match="30016 x 30016"):
        read_painting(heif_file([(kind, coded, [large, *own])]))


def test_an_animation_without_a_still_picture_is_refused_with_a_cure():
    with pytest.raises(BadImage, match="animation without a still picture") as caught:
        read_painting(box(b"ftyp", b"msf1", bytes(4), b"hevc") + box(b"moov"))
    assert "Save one picture" in caught.value.hint


def test_without_pi_heif_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(BadImage, match="This is an HEIC photograph, which cannot be read here") as caught:
        read_painting(heic(RGB))
    assert "Install pi-heif" in caught.value.hint
