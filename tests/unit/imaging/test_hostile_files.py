"""A file made to harm is refused in one sentence, before it costs memory or time; a broken note costs no picture."""

import io
import struct
import time
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.errors import BadImage
from restoration.imaging import exif
from restoration.imaging.exif import ExifField
from restoration.imaging.reading import read_painting
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow

RNG = np.random.default_rng(30)
RGB = RNG.integers(0, 256, (60, 80, 3), dtype=np.uint8)
PICTURE = Image.fromarray(RGB)
JPEG, PNG, GIF = (save_with_pillow(PICTURE.quantize(9) if f == "GIF" else PICTURE, f) for f in ("JPEG", "PNG", "GIF"))
PROGRESSIVE = save_with_pillow(Image.new("L", (5000, 5000)), "JPEG", progressive=True)
WEBP_FRAME = save_with_pillow(Image.new("RGB", (1, 1)), "WEBP", lossless=True)[12:]
EXIF_POINTER = exif.compose_block([ExifField(274, 3, b"\6\0"), ExifField(34665, 4, bytes(12))], {}, "<")


def tiff(data, *, big=False, following=0, **tags):
    """A TIFF file: pixel data at offset 16, then the first directory; tags as t256=(type, *numbers)."""
    order = {1: "B", 3: "H", 4: "I", 7: "B", 11: "f"}
    start = 16 + len(data) + len(data) % 2
    head, entry, size = ("Q", "HHQ", 8) if big else ("H", "HHI", 4)
    values_start = start + struct.calcsize("<" + head) + len(tags) * (size * 2 + 4) + size
    entries, values = struct.pack("<" + head, len(tags)), b""
    for name, (kind, *numbers) in sorted(tags.items(), key=lambda item: int(item[0][1:])):
        value = struct.pack(f"<{len(numbers)}{order[kind]}", *numbers)
        if len(value) > size:
            values, value = values + value, struct.pack("<Q" if big else "<I", values_start + len(values))
        entries += struct.pack("<" + entry, int(name[1:]), kind, len(numbers)) + value.ljust(size, b"\0")
    first = b"II+\0\x08\0\0\0" + struct.pack("<Q", start) if big else b"II*\0" + struct.pack("<II", start, 0) + bytes(4)
    return (first + data).ljust(start, b"\0") + entries + struct.pack("<Q" if big else "<I", following) + values


def page(width, height, compression, data, *, channels=3, bits=8, offsets=(16,), sizes=None, **more):
    sizes = sizes or (len(data),)
    layout = {
        "t256": (4, width),
        "t257": (4, height),
        "t258": (3, *[bits] * channels),
        "t259": (3, compression),
        "t262": (3, 2 if channels > 1 else 1),
        "t273": (4, *offsets),
        "t277": (3, channels),
        "t278": (4, height),
        "t279": (4, *sizes),
    }
    return tiff(data, **layout | more)


def tile(width, height, side, data, *, count=1, **more):
    tiles = {"t322": (4, side), "t323": (4, side), "t324": (4, *[16] * count), "t325": (4, *[len(data)] * count)}
    layout = {"t256": (4, width), "t257": (4, height), "t258": (3, 8), "t259": (3, 8), "t262": (3, 1), "t277": (3, 1)}
    return tiff(data, **layout | tiles | more)


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_frame(jpeg, height, width):
    start = jpeg.index(b"\xff\xc0\0\x11\x08") + 5
    return jpeg[:start] + struct.pack(">HH", height, width) + jpeg[start + 4 :]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp(width, height, frames):
    frame = b"ANMF" + struct.pack("<I", 16 + len(WEBP_FRAME)) + bytes(16) + WEBP_FRAME
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X\x0a\0\0\0\2\0\0\0" + sides + b"ANIM\6\0\0\0" + bytes(6) + frame * frames
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def run_length_bmp(width, height, data):
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(data), 1, 1, 0, 0)
    return b"BM" + struct.pack("<IHHI", 1078 + len(data), 0, 0, 1078) + header + bytes(1024) + data


ROW = zlib.compress(bytes(80 * 3))
LAST_SCAN = PROGRESSIVE[PROGRESSIVE.rindex(b"\xff\xda") : -2]
LARGE_JPEG = with_frame(JPEG, 65500, 65500)
CLEARS = int("100000000" * 8, 2).to_bytes(9, "big") * 100_000
JPEG_STRIP = {"t258": (3, 8, 8, 8), "t262": (3, 6)}

REPEATED = {"offsets": [16] * 60, "sizes": [len(ROW)] * 60, "t278": (4, 1)}
WIDE_HEADER = struct.pack(">IIBBBBB", 1_000_001, 1, 8, 2, 0, 0, 0)
DEEP_CHANNELS = page(8000, 4000, 8, b"x", channels=16, bits=16)
PHOTOSHOP = segment(0xED, b"Photoshop 3.0\x008BIM\4\4")

REFUSED = {
    "a strip again and again": (page(80, 60, 8, ROW, **REPEATED), "overlap"),
    "the same in BigTIFF": (page(80, 60, 8, ROW, big=True, **REPEATED), "overlap"),
    "too many strips": (page(1, 200_000, 1, bytes(9), t278=(4, 1)), "200000 strips"),
    "too few strips": (page(80, 60, 8, ROW, t278=(4, 1)), "too few strips"),
    "a strip as large as 16 deep channels": (DEEP_CHANNELS, "strip of 1024 megabytes"),
    "60 000 channels": (page(9, 9, 1, bytes(9), t277=(3, 60000)), "60000 channels"),
    "sides that are texts": (page(9, 9, 1, bytes(9), t256=(7, 0, 0, 0, 9)), "no pixels"),
    "offsets that are fractions": (page(9, 9, 1, bytes(9), t273=(11, 16.0)), "where its pixels are"),
    "tiles beyond the picture": (tile(1, 90_000, 16384, b"x", count=6), "larger than its picture|tile of"),
    "LZW that only clears": (page(80, 60, 5, CLEARS), "damaged"),
    "deflate that ends before the strip": (page(80, 60, 8, zlib.compress(bytes(80 * 60 * 3 - 1))), "damaged"),
    "a JPEG strip": (page(80, 60, 7, LARGE_JPEG, **JPEG_STRIP), "80 x 60 px holds a JPEG picture of 65500 x 65500"),
    "a JPEG tile": (tile(80, 64, 80, LARGE_JPEG, t259=(3, 7)), "holds a JPEG picture of 65500 x 65500"),
    "JPEG tables": (page(80, 60, 7, JPEG, t347=(7, *LARGE_JPEG), **JPEG_STRIP), "tables hold a picture"),
    "a JPEG strip of many scans": (page(5000, 5000, 7, PROGRESSIVE[:-2] + LAST_SCAN * 2000, channels=1), "more steps"),
    "scans": (PROGRESSIVE[:-2] + LAST_SCAN * 2000 + b"\xff\xd9", "more steps"),
    "application segments": (JPEG[:2] + segment(0xE5, b"") * 20_000 + JPEG[2:], "more parts"),
    "filling": (JPEG[:2] + b"\xff" * 10**6 + JPEG[2:], "more parts"),
    "EXIF segments": (JPEG[:2] + segment(0xE1, b"Exif\0\0" + bytes(65000)) * 300 + JPEG[2:], "absurd size"),
    "a JPEG without height": (with_frame(JPEG, 0, 80), "no pixels"),
    "text chunks": (PNG[:33] + chunk(b"tEXt", b"a\0b") * 20_000 + PNG[33:], "more parts"),
    "empty pixel chunks": (PNG[:33] + chunk(b"IDAT", b"") * 20_000 + PNG[33:], "more parts"),
    "a PNG of a million columns": (PNG[:8] + chunk(b"IHDR", WIDE_HEADER), "side"),
    "comments in small blocks": (GIF[:13] + b"!\xfe" + b"\1a" * 500_000 + b"\0" + GIF[13:], "more parts|damaged"),
    "small extensions": (GIF[:-1] + b"!\1\0" * 500_000, "more parts"),
    "a canvas of 3600 megapixels": (webp(60_000, 60_000, 1), "3600 megapixels"),
    "an animation without end": (webp(80, 60, 20_000), "too many parts"),
    "runs of a large bitmap": (run_length_bmp(900_000, 28, b"\0\2\xff\xff" * 10 + b"\0\1"), "run-length"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_file_is_refused_at_once(data, words):
    start = time.process_time()
    with pytest.raises(BadImage, match=words) as caught:
        read_painting(data, max_megapixels=100)
    assert "\n" not in caught.value.sentence
    assert time.process_time() - start < 2


CHAIN = b"".join(struct.pack("<HHHIII", 1, 256, 4, 1, 1, 18 * number) for number in range(1, 50_000))
BROKEN_NOTES = {
    "an EXIF pointer that is none": (save_with_pillow(PICTURE, "JPEG", exif=b"Exif\0\0" + EXIF_POINTER), "EXIF data"),
    "the same in PNG": (PNG[:33] + chunk(b"eXIf", EXIF_POINTER) + PNG[33:], "EXIF data"),
    "a profile that ends at once": (JPEG[:2] + segment(0xE2, b"ICC_PROFILE\0") + JPEG[2:], "metadata"),
    "a Photoshop block that ends at once": (JPEG[:2] + PHOTOSHOP + JPEG[2:], "metadata"),
    "an Adobe mark that ends at once": (JPEG[:2] + segment(0xEE, b"Adobe") + JPEG[2:], "metadata"),
    "a compressed profile that is none": (PNG[:33] + chunk(b"iCCP", b"a\0\0nothing") + PNG[33:], "profile"),
    "a profile of 20 MB": (page(80, 60, 1, RGB.tobytes(), t34675=(7, *bytes(20_000_000))), "profile"),
}


@pytest.mark.parametrize(("data", "words"), BROKEN_NOTES.values(), ids=BROKEN_NOTES)
def test_broken_metadata_are_left_out_with_a_note(data, words):
    painting = read_painting(data)
    with Image.open(io.BytesIO(JPEG if data[:2] == b"\xff\xd8" else PNG)) as picture:
        expected = np.asarray(picture)
    is_turned = painting.image.shape[0] == 80  # the orientation stands before the pointer
    np.testing.assert_array_equal(painting.image, np.rot90(expected, -1) if is_turned else expected)
    assert painting.metadata.exif is None
    assert painting.metadata.icc is None
    assert f"{words} could not be read" in painting.notes[0]


def test_of_many_channels_only_the_colours_are_kept():
    deep = RNG.integers(0, 65536, (60, 80, 16), dtype=np.uint16)
    for options in ({}, {"compression": "adobe_deflate", "rowsperstrip": 7}, {"tile": (32, 32), "compression": "lzw"}):
        data = save_tiff(deep, photometric="rgb", extrasamples=["unspecified"] * 12 + ["unassalpha"], **options)
        painting = read_painting(data)
        np.testing.assert_array_equal(painting.image, deep[..., :3])
        np.testing.assert_array_equal(painting.alpha, deep[..., 15])
    planes = np.ascontiguousarray(np.moveaxis(deep, -1, 0))
    data = save_tiff(planes, photometric="rgb", planarconfig="separate", compression="zstd", rowsperstrip=7)
    np.testing.assert_array_equal(read_painting(data).image, deep[..., :3])


def test_neither_a_chain_of_pages_nor_tags_that_share_a_value_cost_anything():
    shared = {f"t{40000 + number}": (1, *bytes(9)) for number in range(3000)}
    pixels = RGB.tobytes()
    single = page(80, 60, 1, pixels, **shared)
    with tifffile.TiffFile(io.BytesIO(single)) as file:
        assert len(file.pages) == 1
    chained = page(80, 60, 1, pixels + CHAIN, following=16 + len(pixels), sizes=[len(pixels)])
    start = time.process_time()
    np.testing.assert_array_equal(read_painting(single).image, RGB)
    painting = read_painting(chained)
    np.testing.assert_array_equal(painting.image, RGB)
    assert "several pages" in painting.notes[0]
    assert time.process_time() - start < 1


def test_an_animation_of_many_pictures_is_not_walked_through():
    frame = b",\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    start = time.process_time()
    painting = read_painting(GIF[:-1] + frame * 300_000 + b";")
    assert time.process_time() - start < 1
    assert "animated" in painting.notes[0]


def test_a_progressive_file_of_many_scans_is_still_read():
    small = save_with_pillow(PICTURE, "JPEG", progressive=True)
    last = small[small.rindex(b"\xff\xda") : -2]
    again = small[:-2] + last * 30 + b"\xff\xd9"  # optimisers write up to about 20
    assert read_painting(again).image.shape == RGB.shape


def test_a_strip_of_sixteen_bit_lzw_with_honest_clears_is_read():
    noise = RNG.integers(0, 65536, (300, 300, 3), dtype=np.uint16)
    packed = imagecodecs.lzw_encode(noise.tobytes())
    np.testing.assert_array_equal(read_painting(page(300, 300, 5, packed, bits=16)).image, noise)
