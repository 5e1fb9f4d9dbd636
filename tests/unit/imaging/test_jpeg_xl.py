"""A JPEG XL file is read in its own depth and with its own colours, which the decoder does not hand over."""

import io
import struct
from contextlib import suppress

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms

from restoration.errors import BadImage, DamagedImage, ImageTooLarge
from restoration.imaging import exif
from restoration.imaging.boxes import iterate_boxes
from restoration.imaging.exif import ExifField
from restoration.imaging.jpeg_xl_header import read_header
from restoration.imaging.jpeg_xl_profile import read_profile
from restoration.imaging.painting import (
    ANIMATED,
    CHANNELS_LEFT_OUT,
    COLOURS_DIVIDED,
    UNREADABLE_EXIF,
    UNREADABLE_XMP,
    apply_orientation,
)
from restoration.imaging.reading import read_painting
from restoration.imaging.stated_colours import PROFILE_ADDED, UNKNOWN_COLOURS
from tests.unit.imaging.heif_files import box
from tests.unit.imaging.picture_files import save_with_pillow

RNG = np.random.default_rng(23)
SMOOTH = np.add.outer(np.arange(40) * 3, np.arange(56) * 2)[..., None] + np.array([0, 10, 20])
RGB = (SMOOTH + RNG.integers(0, 5, SMOOTH.shape)).astype(np.uint8)
RGB16 = RGB.astype(np.uint16) * 257 + RNG.integers(0, 200, RGB.shape).astype(np.uint16)
ALPHA = RNG.integers(0, 256, RGB.shape[:2], dtype=np.uint8)
EXIF = exif.compose_block([ExifField(274, 3, b"\6\0")], {}, "<")
SRGB = "1"


def bare(data):
    """Return the codestream of a file, which the encoder may put into boxes."""
    if data.startswith(b"\xff\x0a"):
        return data
    boxes = [(kind, data[start:stop]) for kind, start, stop in iterate_boxes(data, 0, len(data))]
    return b"".join(content[4 * (kind == b"jxlp") :] for kind, content in boxes if kind in (b"jxlc", b"jxlp"))


def encode(pixels, **options):
    return bare(bytes(imagecodecs.jpegxl_encode(pixels, effort=1, **options)))


def lossless(pixels, **options):
    return encode(pixels, lossless=True, **options)


def number(value, bits):
    """Return a number as text, the lowest bit first."""
    return f"{value:0{bits}b}"[::-1] if bits else ""


def enum(value):
    return ("00", "10")[value] if value < 2 else "01" + number(value - 2, 4)


def coordinate(value):
    stored = round(abs(value) * 2e6)
    choice = min(3, stored >> 19) if stored >> 19 < 2 else 2 if stored < 1 << 21 else 3
    return number(choice, 2) + number(stored - (0, 1 << 19, 1 << 20, 1 << 21)[choice], (19, 19, 20, 21)[choice])


SRGB_CURVE = "0" + enum(13)


def stated(*, white="10", primaries="10", curve=SRGB_CURVE):
    """Return colours as a header states them; `curve` begins with whether it is a gamma."""
    return "00" + enum(0) + white + primaries + curve + enum(1)


def codestream(
    like, colours=SRGB, *, bits="000", orientation=1, animation="0", channels="00", is_xyb=False, profile="", size=None
):
    """Return a codestream with the frames of another one and a header of its own.

    Args:
        like: a codestream without a profile.
        colours: as the header states them.
        bits: how many bits a channel has.
        orientation: 1..8 as in EXIF.
        animation: whether there is one, and how fast it is.
        channels: how many extra ones there are, and their kinds.
        is_xyb: as in the other codestream.
        profile: bits that follow the header.
        size: width and height, by default those of the picture.
    """
    width, height = size or RGB.shape[1::-1]
    sides = "0" + "10" + number(height - 1, 13) + "000" + "10" + number(width - 1, 13)
    more = "1" + number(orientation - 1, 3) + "00" + animation
    text = sides + "0" + more + bits + "1" + channels + str(int(is_xyb)) + colours + "1" + "00" + "1" + profile
    head = int(text[::-1], 2).to_bytes(-(-len(text) // 8), "little")
    return b"\xff\x0a" + head + like[-(-read_header(like).end // 8) :]


def transcoded(profile, picture=None):
    """Return the codestream that a JPEG with this profile becomes; its pixels are in the space of the profile."""
    jpeg = save_with_pillow(picture or Image.fromarray(RGB), "JPEG", quality=95, icc_profile=profile)
    return bare(bytes(imagecodecs.jpegxl_encode_jpeg(jpeg))), jpeg


def container(stream, *boxes):
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4), b"jxl ")
    half = len(stream) // 2
    parts = box(b"jxlp", bytes(4), stream[:half]), box(b"jxlp", b"\x80\0\0\1", stream[half:])
    return head + parts[0] + b"".join(boxes) + parts[1]


@pytest.mark.parametrize("pixels", [RGB, RGB16, RGB[..., 0], RGB16[..., 0]], ids=["8", "16", "grey", "grey 16"])
def test_every_pixel_is_read_in_the_depth_of_the_file(pixels):
    painting = read_painting(container(lossless(np.ascontiguousarray(pixels))))
    expected = pixels if pixels.ndim == 3 else pixels[..., None].repeat(3, axis=2)
    np.testing.assert_array_equal(painting.image, expected)
    assert painting.image.dtype == pixels.dtype
    assert (painting.format, painting.is_grey) == ("JPEG XL", pixels.ndim == 2)


@pytest.mark.parametrize("depth", [5, 10, 12])
def test_other_depths_are_stretched(depth):
    values = (RGB.astype(np.uint16) * 7 % 2**depth).astype(np.uint8 if depth < 8 else np.uint16)
    painting = read_painting(lossless(values, bitspersample=depth))
    full = np.iinfo(values.dtype).max
    np.testing.assert_array_equal(painting.image, values.astype(int) * full // (2**depth - 1))


def test_transparency_is_read_and_multiplied_colours_are_divided():
    alpha = np.maximum(ALPHA, 128)
    painting = read_painting(lossless(np.dstack([RGB, alpha])))
    np.testing.assert_array_equal(painting.image, RGB)
    np.testing.assert_array_equal(painting.alpha, alpha)
    multiplied = (RGB.astype(int) * alpha[..., None] / 255).round().astype(np.uint8)
    like = lossless(np.dstack([multiplied, alpha]))
    painting = read_painting(codestream(like, channels="10" + "0" + enum(0) + "000" + "00" + "00" + "1"))
    assert np.abs(painting.image.astype(int) - RGB).max() <= 1
    assert painting.notes == (COLOURS_DIVIDED,)


def test_channels_that_are_no_colours_are_left_out_and_inks_refused():
    like = lossless(np.dstack([RGB, ALPHA]))
    painting = read_painting(codestream(like, channels="10" + "0" + enum(3) + "000" + "00" + "00"))
    np.testing.assert_array_equal(painting.image, RGB)
    assert (painting.alpha, painting.notes) == (None, (CHANNELS_LEFT_OUT,))
    with pytest.raises(BadImage, match="inks"):
        read_painting(codestream(like, channels="10" + "0" + enum(4) + "000" + "00" + "00"))
    with pytest.raises(BadImage, match="60 channels"):
        read_painting(codestream(like, channels="11" + number(59, 12)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_turn_of_the_header_is_applied_once(orientation):
    stream = codestream(lossless(RGB), orientation=orientation)
    painting = read_painting(container(stream, box(b"Exif", bytes(4), EXIF)))
    np.testing.assert_array_equal(painting.image, apply_orientation(RGB, orientation))
    assert exif.orientation(painting.metadata.exif) == 1


def light_of(picture, profile=None):
    """Return (H, W, 3) 8-bit sRGB of a picture in the space of a profile."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("sRGB")
    target = ImageCms.createProfile("sRGB")
    return np.asarray(ImageCms.profileToProfile(picture, source, target, flags=ImageCms.Flags.NOOPTIMIZE)).astype(int)


def test_the_profile_is_unpacked_to_the_byte():
    for name in ("adobergb", "srgb", "prophoto"):
        profile = imagecodecs.cms_profile(name) if name != "prophoto" else table_profile()
        stream, jpeg = transcoded(profile)
        painting = read_painting(stream)
        assert (painting.metadata.icc, painting.notes) == (profile, ())
        assert np.abs(painting.image.astype(int) - np.asarray(Image.open(io.BytesIO(jpeg)))).max() <= 2


def table_profile():
    """Return a profile with tables and with bytes of all kinds, as scanners have them."""
    profile = bytearray(
        imagecodecs.cms_profile(
            "rgb",
            whitepoint=[0.31, 0.33, 1],
            transferfunction=CURVE,
            primaries=[0.7, 0.3, 1, 0.2, 0.7, 1, 0.14, 0.05, 1],
        )
    )
    profile += RNG.integers(0, 256, 700, dtype=np.uint8).tobytes() + b"Scanner 3.1, made by nobody. " * 9 + bytes(90)
    profile[:4] = struct.pack(">I", len(profile))
    return bytes(profile)


CURVE = (np.linspace(0, 1, 700) ** 1.8).astype(np.float32)


def test_colours_that_are_stored_without_regard_to_a_profile_become_srgb():
    adobe = imagecodecs.cms_profile("adobergb")
    with_profile, _ = transcoded(adobe)
    header = read_header(with_profile)
    _, end = read_profile(with_profile, header.end)
    bits = f"{int.from_bytes(with_profile[: -(-end // 8)], 'little'):0{8 * -(-end // 8)}b}"[::-1]
    like = encode(RGB, distance=0.2)
    stream = codestream(like, "01" + enum(0), is_xyb=True, profile=bits[header.end : end])
    assert read_header(stream).has_profile
    painting = read_painting(stream)
    np.testing.assert_array_equal(painting.image, imagecodecs.jpegxl_decode(like))
    assert painting.metadata.icc is None
    assert "Converted to sRGB" in painting.notes[0]


@pytest.mark.parametrize(
    ("colours", "note"),
    [
        (stated(), None),
        (stated(primaries=enum(11)), PROFILE_ADDED),
        (stated(primaries=enum(11), curve="1" + number(round(1e7 / 2.2), 24)), PROFILE_ADDED),
        (stated(curve="1" + number(round(1e7 / 2.2), 24)), PROFILE_ADDED),
        (stated(white=enum(2) + coordinate(0.3457) + coordinate(0.3585)), PROFILE_ADDED),
        (stated(primaries=enum(2) + "".join(map(coordinate, (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)))), PROFILE_ADDED),
        (stated(primaries=enum(9), curve="0" + enum(16)), UNKNOWN_COLOURS),
    ],
)
def test_colours_in_the_header_become_a_profile_or_a_note(colours, note):
    painting = read_painting(codestream(lossless(RGB), colours))
    np.testing.assert_array_equal(painting.image, RGB)
    assert painting.notes == ((note,) if note else ())
    assert (painting.metadata.icc is not None) == (note == PROFILE_ADDED)


def test_the_profile_of_stated_primaries_says_the_same():
    adobe = stated(
        primaries=enum(2) + "".join(map(coordinate, (0.64, 0.33, 0.21, 0.71, 0.15, 0.06))),
        curve="1" + number(round(1e7 * 256 / 563), 24),
    )
    painting = read_painting(codestream(lossless(RGB), adobe))
    picture = Image.fromarray(RGB)
    expected = light_of(picture, imagecodecs.cms_profile("adobergb"))
    assert np.abs(light_of(picture, painting.metadata.icc) - expected).max() <= 2


def test_metadata_are_kept_also_compressed_and_broken_ones_left_out():
    stream = lossless(RGB)
    packed = box(b"brob", b"xml ", imagecodecs.brotli_encode(b"<x/>"))
    painting = read_painting(container(stream, box(b"Exif", bytes(4), EXIF), packed))
    assert (painting.metadata.exif, painting.metadata.xmp) == (exif.reset_orientation(EXIF), b"<x/>")
    bomb = box(b"brob", b"xml ", imagecodecs.brotli_encode(bytes(2**24 + 1)))
    painting = read_painting(container(stream, box(b"Exif", b"nothing"), *[bomb] * 300))  # only the first is looked at
    np.testing.assert_array_equal(painting.image, RGB)
    assert (painting.metadata.exif, painting.metadata.xmp) == (None, None)
    assert painting.notes == (UNREADABLE_EXIF, UNREADABLE_XMP)


def test_of_an_animation_the_first_picture_is_read():
    painting = read_painting(lossless(np.stack([RGB, 255 - RGB])))
    np.testing.assert_array_equal(painting.image, RGB)
    assert painting.notes == (ANIMATED,)


def test_numbers_that_cannot_be_read_are_refused_with_a_cure():
    for pixels, options, words in (
        (RGB.astype(np.float32) / 255, {}, "32-bit floating-point"),
        (RGB.astype(np.float16) / 255, {}, "16-bit floating-point"),
    ):
        with pytest.raises(BadImage, match=words) as caught:
            read_painting(encode(pixels.astype(pixels.dtype), **options))
        assert "16-bit TIFF" in caught.value.hint
    with pytest.raises(BadImage, match="24-bit whole"):
        read_painting(codestream(lossless(RGB), bits="0" + "11" + number(23, 6)))


def test_the_size_is_checked_before_anything_is_decoded():
    like = lossless(RGB)
    with pytest.raises(ImageTooLarge):
        read_painting(like, max_megapixels=0.001)
    with pytest.raises(ImageTooLarge, match="8000 x 7000"):
        read_painting(codestream(like, size=(8000, 7000)), max_megapixels=50)
    with pytest.raises(DamagedImage):
        read_painting(codestream(like, size=(800, 700)))


def test_a_damaged_profile_gives_a_profile_or_an_error():
    stream, _ = transcoded(table_profile())
    header = read_header(stream)
    for place in range(header.end // 8, header.end // 8 + 400, 50):
        damaged = bytearray(stream)
        damaged[place] ^= 0x55
        with suppress(ValueError, LookupError):
            read_profile(bytes(damaged), header.end)
