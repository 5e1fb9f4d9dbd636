"""Of a Photoshop document the flattened picture is read, in every mode that has one, and its layers are named."""

import struct

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from restoration.errors import BadImage, DamagedImage, ImageTooLarge
from restoration.imaging import exif
from restoration.imaging.exif import ExifField
from restoration.imaging.painting import CHANNELS_LEFT_OUT
from restoration.imaging.reading import read_painting
from tests.unit.imaging.photoshop_files import (
    BITMAP,
    CMYK,
    COLOURS,
    DIFFERENCES,
    DUOTONE,
    GREY,
    INDEXED,
    LAB,
    MULTICHANNEL,
    PACKED,
    RAW,
    ZIPPED,
    block,
    layer,
    layers,
    planes,
    psd,
    resource,
)
from tests.unit.imaging.picture_files import save_tiff

RNG = np.random.default_rng(24)
RGB = RNG.integers(0, 256, (12, 19, 3), dtype=np.uint8)
RGB16 = RNG.integers(0, 65536, RGB.shape).astype(np.uint16)
ALPHA = RNG.integers(0, 256, RGB.shape[:2], dtype=np.uint8)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("compression", [RAW, PACKED, ZIPPED, DIFFERENCES])
def test_every_pixel_is_read_in_the_depth_of_the_document(compression, is_large):
    for pixels in (RGB, RGB16):
        painting = read_painting(psd(planes(pixels), COLOURS, compression=compression, is_large=is_large))
        np.testing.assert_array_equal(painting.image, pixels)
        assert painting.image.dtype == pixels.dtype
        assert (painting.format, painting.notes) == ("PSD", ())


def test_grey_bits_and_palettes_are_read():
    for pixels in (RGB[..., 0], RGB16[..., 0]):
        painting = read_painting(psd(pixels[np.newaxis], GREY))
        np.testing.assert_array_equal(painting.image, pixels[..., None].repeat(3, axis=2))
        assert painting.is_grey
    black = RGB[..., 0] > 99
    packed = np.packbits(black, axis=1)[np.newaxis]
    data = bytearray(psd(packed, BITMAP, bits=1))
    data[18:22] = struct.pack(">I", black.shape[1])
    np.testing.assert_array_equal(read_painting(bytes(data)).image[..., 0], np.where(black, 0, 255))
    palette = RNG.integers(0, 256, (256, 3), dtype=np.uint8)
    painting = read_painting(psd(RGB[np.newaxis, ..., 0], INDEXED, palette=palette.T.tobytes()))
    np.testing.assert_array_equal(painting.image, palette[RGB[..., 0]])
    painting = read_painting(psd(RGB[np.newaxis, ..., 0], DUOTONE, palette=bytes(9)))
    np.testing.assert_array_equal(painting.image[..., 0], RGB[..., 0])
    assert "duotone" in painting.notes[0]


def test_inks_are_stored_inverted():
    cmyk = np.dstack([RGB, ALPHA])
    painting = read_painting(psd(planes(255 - cmyk), CMYK))
    expected = read_painting(save_tiff(cmyk, photometric="separated"))
    np.testing.assert_array_equal(painting.image, expected.image)
    assert painting.notes == expected.notes


@pytest.mark.parametrize("depth", [8, 16])
def test_lab_is_read_as_lightness_and_two_unsigned_colours(depth):
    lab = np.array([[[100, 0, 0], [0, 0, 0], [50, 0, 0], [60, 40, -30], [80, -20, 60]]], float)
    full, unit = (255, 1) if depth == 8 else (65535, 256)
    stored = np.dstack([lab[..., 0] * full / 100, *((lab[..., ab] + 128) * unit for ab in (1, 2))]).round()
    image = read_painting(psd(planes(stored.astype(np.uint8 if depth == 8 else np.uint16)), LAB)).image
    signed = np.dstack([lab[..., 0] * 255 / 100, lab[..., 1:] % 256]).round().astype(np.uint8)
    shown = ImageCms.profileToProfile(
        Image.frombytes("LAB", (5, 1), signed.tobytes()),
        ImageCms.createProfile("LAB"),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )
    assert np.abs(image / (full / 255) - np.asarray(shown)).max() <= 2
    assert image[0, 0].tolist() == [full] * 3
    assert len(set(image[0, 2].tolist())) == 1, "grey without a colour"


def test_transparency_is_the_first_extra_channel_if_the_layers_say_so():
    alpha = np.where(ALPHA < 40, 0, np.maximum(ALPHA, 128))
    white = RGB.astype(int) * alpha[..., None] / 255 + (255 - alpha[..., None])
    stored = planes(np.dstack([white.round().astype(np.uint8), alpha.astype(np.uint8), ALPHA]))
    painting = read_painting(psd(stored, COLOURS, section=layers(["Paint"], is_transparent=True)))
    np.testing.assert_array_equal(painting.alpha, alpha)
    assert np.abs(painting.image.astype(int) - RGB)[alpha > 0].max() <= 1
    assert "white that Photoshop blends in" in painting.notes[1]
    assert painting.notes[2] == CHANNELS_LEFT_OUT
    painting = read_painting(psd(stored, COLOURS, section=layers(["Paint"])))
    assert painting.alpha is None
    np.testing.assert_array_equal(painting.image, np.moveaxis(stored[:3], 0, -1))
    assert painting.notes[1:] == (CHANNELS_LEFT_OUT,)


def test_a_program_that_blends_nothing_in_is_taken_at_its_word():
    stored = planes(np.dstack([RGB, ALPHA]))
    painting = read_painting(psd(stored, COLOURS, section=layers(["Paint"], is_transparent=True)))
    np.testing.assert_array_equal(painting.image, RGB)
    np.testing.assert_array_equal(painting.alpha, ALPHA)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("is_deep", [False, True])
def test_layers_are_named_in_a_note(is_large, is_deep):
    for names, words in (
        (["Background"], "1 layer (Background)"),
        (["Background", "Überzug, neu"], "2 layers (Background, Überzug, neu)"),
        ([f"L{number}" for number in range(7)], "7 layers (L0, L1, L2, L3, L4, …)"),
        (["a\n\x1b[31m", "x" * 90], f"2 layers (a[31m, {'x' * 39}…)"),
        (["", ""], "2 layers;"),
    ):
        section = layers(names, is_deep=is_deep, is_large=is_large)
        notes = read_painting(psd(planes(RGB16), COLOURS, section=section, is_large=is_large)).notes
        assert len(notes) == 1
        assert words in notes[0]


def test_the_end_of_a_group_is_no_layer_and_old_names_are_read_too():
    records = layer("</Layer group>", section=3) + layer("Group", section=1)
    old = bytes(16) + bytes(2) + b"8BIMnorm" + bytes(4) + block(bytes(8) + b"\x07\x80berzug" + bytes(4))
    info = struct.pack(">h", 3) + records + old
    notes = read_painting(psd(planes(RGB), COLOURS, section=block(info))).notes
    assert "2 layers (Group, Äberzug)" in notes[0]


def test_damaged_layers_and_metadata_cost_no_picture():
    section = layers(["Background"] * 9)
    painting = read_painting(psd(planes(RGB), COLOURS, section=section[:80] + bytes(60), resources=b"8BIM\4\4\0\0\xff"))
    np.testing.assert_array_equal(painting.image, RGB)
    assert "metadata could not be read" in painting.notes[0]
    assert "layers could not be read" in painting.notes[1]


def test_metadata_are_kept_and_the_picture_is_not_turned():
    profile = imagecodecs.cms_profile("adobergb")
    sideways = exif.compose_block([ExifField(274, 3, b"\3\0")], {}, "<")
    resolution = struct.pack(">IHHIHH", 300 << 16, 1, 1, 150 << 16, 1, 1)
    records = b"\x1c\2\x50\0\5Anton"
    parts = {1005: resolution, 1028: records, 1039: profile, 1058: sideways, 1060: b"<x/>", 1057: b"\0\0\0\1\1"}
    resources = b"".join(resource(number, data) for number, data in parts.items())
    painting = read_painting(psd(planes(RGB), COLOURS, resources=resources))
    np.testing.assert_array_equal(painting.image, RGB)
    metadata = painting.metadata
    assert (metadata.icc, metadata.xmp, metadata.iptc, metadata.dpi) == (profile, b"<x/>", records, (300, 150))
    assert exif.orientation(metadata.exif) == 1


def test_without_a_resolution_of_its_own_a_document_has_that_of_exif():
    block = exif.with_resolution(None, (300, 150))
    painting = read_painting(psd(planes(RGB), COLOURS, resources=resource(1058, block)))
    assert painting.metadata.dpi == pytest.approx((300, 150))


REFUSED = {
    "no flattened picture": (psd(planes(RGB), COLOURS, resources=resource(1057, bytes(5))), "Maximize Compatibility"),
    "multichannel": (psd(planes(RGB), MULTICHANNEL), "flat RGB TIFF"),
    "floating-point": (psd(planes(RGB.astype(np.float32)), COLOURS), "flat RGB TIFF"),
}


@pytest.mark.parametrize(("data", "cure"), REFUSED.values(), ids=REFUSED)
def test_what_holds_no_such_picture_is_refused_with_a_cure(data, cure):
    with pytest.raises(BadImage) as caught:
        read_painting(data)
    assert cure in caught.value.sentence


def test_a_document_that_is_cut_short_or_too_large_is_refused():
    for compression in (RAW, PACKED, ZIPPED):
        whole = psd(planes(RGB), COLOURS, compression=compression)
        for length in (10, 30, len(whole) - 200, len(whole) - 9):
            with pytest.raises(DamagedImage):
                read_painting(whole[:length])
    large = bytearray(psd(planes(RGB), COLOURS, compression=PACKED))
    large[14:22] = struct.pack(">II", 30_000, 30_000)
    with pytest.raises(ImageTooLarge, match="30000 x 30000"):
        read_painting(bytes(large))
    with pytest.raises(DamagedImage):
        read_painting(bytes(large), max_megapixels=1000)
