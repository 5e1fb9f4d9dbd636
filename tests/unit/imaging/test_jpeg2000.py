"""JPEG 2000: every pixel and all metadata come back, and other programs find them, too."""

import io
import struct

import cv2
import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from restoration.errors import BadImage
from restoration.imaging.jpeg2000_writing import TILE_SIDE, _tile_side, encode_jpeg2000
from restoration.imaging.painting import Metadata
from restoration.imaging.reading import read_painting
from tests.unit.imaging.test_writing import FULL, PROFILE, RGB, XMP

RNG = np.random.default_rng(20)
TALL = (TILE_SIDE + 200, 5)  # two tiles
ALPHA = RGB[::-1, :, 0].copy()
TRANSPARENT = encode_jpeg2000(RGB, ALPHA, Metadata())
CHANNELS = struct.pack(">13H", 4, 0, 0, 1, 1, 0, 2, 2, 0, 3, 3, 1, 0)  # red, green, blue and transparency


def decode_with_pillow(data):
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


def decode_with_opencv(data):
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    return pixels if pixels.ndim == 2 else pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("is_transparent", [False, True], ids=["opaque", "alpha"])
def test_other_decoders_find_every_pixel(depth, channels, is_transparent):
    pixels = RNG.integers(0, np.iinfo(depth).max, (*TALL, channels + is_transparent), depth, endpoint=True)
    samples = pixels[..., 0] if channels == 1 else pixels[..., :3]
    data = encode_jpeg2000(samples, pixels[..., -1] if is_transparent else None, Metadata())
    reread = read_painting(data)
    np.testing.assert_array_equal(reread.image, np.broadcast_to(pixels[..., :channels], (*TALL, 3)))
    np.testing.assert_array_equal(reread.alpha, pixels[..., -1] if is_transparent else None)
    assert (reread.is_grey, reread.notes) == (channels == 1, ())
    if depth == np.uint8:
        np.testing.assert_array_equal(decode_with_pillow(data), pixels.squeeze())
    elif pixels.shape[2] != 2:  # which OpenCV does not read
        np.testing.assert_array_equal(decode_with_opencv(data), pixels.squeeze())


def test_smaller_resolutions_can_be_read_alone():
    slope = np.add.outer(np.arange(TILE_SIDE + 128) // 8, np.arange(144) // 4).astype(np.uint8)
    data = encode_jpeg2000(slope, None, Metadata())
    picture = Image.open(io.BytesIO(data))
    picture.reduce = 4
    small = np.asarray(picture).astype(int)
    assert np.abs(small - slope[::16, ::16]).max() <= 2


def test_the_codestream_says_what_servers_ask_for():
    stream = encode_jpeg2000(RNG.integers(0, 256, (TILE_SIDE + 128, 128), np.uint8), None, Metadata())
    stream = stream[stream.index(b"jp2c") + 4 :]
    size, coding, lengths, first = (
        stream.index(marker) for marker in (b"\xff\x51", b"\xff\x52", b"\xff\x55", b"\xff\x90")
    )
    assert struct.unpack_from(">IIIIII", stream, size + 6) == (128, TILE_SIDE + 128, 0, 0, TILE_SIDE, TILE_SIDE)
    order, layers, _, levels = struct.unpack_from(">BHBB", stream, coding + 5)
    assert (order, layers, levels) == (2, 1, 4), "by resolution first, one layer, five resolutions"
    table = dict(struct.iter_unpack(">HI", stream[lengths + 6 : first]))
    assert sorted(table) == [0, 1]
    assert stream[first + table[0] :][:6] == b"\xff\x90\0\x0a\0\1"
    assert stream[first + table[0] + table[1] :] == b"\xff\xd9"


@given(st.integers(1, 100_000))
def test_no_tile_is_too_narrow_for_all_resolutions(side):
    tile = _tile_side(side)
    assert tile % TILE_SIDE == 0, "else the blocks of the encoder would not be where the decoder looks for them"
    assert side <= tile or side % tile == 0 or side % tile >= 128
    assert tile <= 7 * TILE_SIDE


def test_all_metadata_come_back():
    metadata = Metadata(PROFILE, FULL.exif, XMP, (300.0, 72.01), iptc=b"\x1c\x02\x78\0\7Madonna")
    reread = read_painting(encode_jpeg2000(RGB, None, metadata))
    assert (reread.metadata, reread.notes) == (metadata, ())
    np.testing.assert_array_equal(reread.image, RGB, "the profile was applied")
    grey = Metadata(grey_icc=imagecodecs.cms_profile("gray", gamma=1.8))
    assert read_painting(encode_jpeg2000(RGB[..., 0], None, grey)).metadata.grey_icc == grey.grey_icc


@pytest.mark.parametrize("dpi", [1.0, 72.0, 118.11 * 2.54, 123.456789, 65534.9])
def test_any_resolution_comes_back(dpi):
    reread = read_painting(encode_jpeg2000(RGB, None, Metadata(dpi=(dpi, 600.0))))
    assert reread.metadata.dpi == (pytest.approx(dpi, rel=1e-8), 600.0)


def test_channels_are_what_the_file_says():
    order = [3, 0, 1, 2]  # transparency stands first
    pixels = np.dstack([RGB, ALPHA])[..., order]
    data = encode_jpeg2000(pixels[..., :3], pixels[..., 3], Metadata())
    moved = data.replace(CHANNELS, struct.pack(">13H", 4, 0, 1, 0, 1, 0, 1, 2, 0, 2, 3, 0, 3))
    reread = read_painting(moved)
    np.testing.assert_array_equal(reread.image, RGB)
    np.testing.assert_array_equal(reread.alpha, ALPHA)
    unstated = read_painting(TRANSPARENT.replace(CHANNELS, CHANNELS[:-4] + b"\xff\xff\xff\xff"))
    np.testing.assert_array_equal(unstated.extra, ALPHA)
    assert unstated.alpha is None and "fourth channel" in unstated.notes[0]


def test_colours_that_were_multiplied_are_divided():
    dark = (RGB // 2).astype(np.uint8)
    data = encode_jpeg2000(dark, np.full(RGB.shape[:2], 128, np.uint8), Metadata())
    reread = read_painting(data.replace(CHANNELS, CHANNELS[:-4] + b"\0\2\0\0"))
    np.testing.assert_array_equal(reread.image, (dark.astype(int) * 255 + 64) // 128)
    assert "divided" in reread.notes[0]


def test_without_a_word_the_fourth_channel_is_transparency_and_a_note_says_so():
    bare = read_painting(TRANSPARENT[TRANSPARENT.index(b"\xff\x4f\xff\x51") :])
    np.testing.assert_array_equal(bare.alpha, ALPHA)
    assert "taken as transparency" in bare.notes[0]


def test_luma_and_chroma_are_converted_once():
    data = encode_jpeg2000(RGB, None, Metadata()).replace(b"colr\1\0\0\0\0\0\x10", b"colr\1\0\0\0\0\0\x12")
    expected = cv2.cvtColor(np.ascontiguousarray(RGB[..., [0, 2, 1]]), cv2.COLOR_YCrCb2RGB)
    np.testing.assert_array_equal(read_painting(data).image, expected)


def test_broken_metadata_do_not_cost_the_picture():
    data = encode_jpeg2000(RGB, None, Metadata(dpi=(300.0, 300.0)))
    place = data.index(b"resc") + 4
    for broken in (data[:place] + bytes(10) + data[place + 10 :], data.replace(b"resc", b"rest")):
        reread = read_painting(broken)
        np.testing.assert_array_equal(reread.image, RGB)
        assert reread.metadata.dpi is None
    cut = data + struct.pack(">I4s", 999, b"uuid") + bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC") + b"<x"
    assert read_painting(cut).metadata.xmp is None
    assert "metadata" in read_painting(cut).notes[0]


@pytest.mark.parametrize(
    "coding",
    [b"\1\0\0\1\1\0\4\4\0\1\0", b"\1\0\0\1\1\5\4\4\0\1" + b"\x11" * 6, b"\0\0\0\1\1\0\0\0\0\1"],
    ids=["precincts of a pixel", "precincts of 4", "blocks of 16"],
)
@pytest.mark.parametrize("is_for_one", [False, True])
def test_a_file_that_is_divided_into_absurdly_many_blocks_is_refused_before_decoding(coding, is_for_one):
    data = encode_jpeg2000(np.zeros((900, 900), np.uint8), None, Metadata())
    place = data.index(b"\xff\x52")
    end = place if is_for_one else place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    segment = b"\0" + coding[:1] + coding[5:] if is_for_one else coding
    marker = (b"\xff\x53" if is_for_one else b"\xff\x52") + struct.pack(">H", len(segment) + 2)
    with pytest.raises(BadImage, match="more blocks than any program writes"):
        read_painting(data[:place] + marker + segment + data[end:])
