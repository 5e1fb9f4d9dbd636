"""A damaged or unsupported file is refused in one sentence with a cure; it never becomes half a picture."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from restoration.errors import BadImage, ImageTooLarge, RestorationError
from restoration.imaging.jpeg2000_writing import encode_jpeg2000
from restoration.imaging.painting import Metadata
from restoration.imaging.reading import read_painting
from restoration.imaging.tiff_pyramid import encode_tiff_pyramid
from tests.unit.imaging.heif_files import heic
from tests.unit.imaging.photoshop_files import COLOURS, PACKED, layers, planes, psd
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow

RNG = np.random.default_rng(11)
RGB = RNG.integers(0, 256, (64, 80, 3), dtype=np.uint8)
PICTURE = Image.fromarray(RGB)
PROFILE = imagecodecs.cms_profile("adobergb")
RGB16 = RNG.integers(0, 65536, (64, 80, 3), dtype=np.uint16)


def png_header(width, height):
    content = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + content
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + bytes(12)


GREY, CMYK = (struct.pack("<HHIHH", 262, 3, 1, kind, 0) for kind in (1, 5))  # the photometric tag of a TIFF

WHOLE = {
    "jpeg": save_with_pillow(PICTURE, "JPEG", quality=90),
    "jpeg, progressive": save_with_pillow(PICTURE, "JPEG", progressive=True),
    "png": save_with_pillow(PICTURE, "PNG"),
    "png, 16 bit": imagecodecs.png_encode(RGB16),
    "webp": save_with_pillow(PICTURE, "WEBP"),
    "webp, lossless": save_with_pillow(PICTURE, "WEBP", lossless=True),
    "bmp": save_with_pillow(PICTURE, "BMP"),
    "gif": save_with_pillow(PICTURE, "GIF"),
    "jpeg 2000": bytes(imagecodecs.jpeg2k_encode(RGB, level=0, reversible=True, codecformat="jp2")),
    "jpeg 2000, tiles": save_with_pillow(PICTURE, "JPEG2000", tile_size=(16, 16)),
    "jpeg 2000, joined tiles": encode_jpeg2000(RGB16.reshape(-1, 4, 3), RGB16[..., 0].reshape(-1, 4), Metadata()),
    "heic": heic(RGB),
    "avif": save_with_pillow(PICTURE, "AVIF", speed=10),
    "avif, 10 bit": bytes(imagecodecs.avif_encode(RGB16 >> 6, level=90, speed=10, bitspersample=10)),
    "jpeg xl": bytes(imagecodecs.jpegxl_encode(RGB, distance=1.0, effort=1)),
    "jpeg xl, 16 bit": bytes(imagecodecs.jpegxl_encode(RGB16, lossless=True, effort=1)),
    "jpeg xl, profile": bytes(imagecodecs.jpegxl_encode_jpeg(save_with_pillow(PICTURE, "JPEG", icc_profile=PROFILE))),
    "photoshop": psd(planes(RGB16), COLOURS, section=layers(["Background", "Retouching"])),
    "photoshop, packed": psd(planes(RGB), COLOURS, compression=PACKED),
    "tiff": save_tiff(RGB16, photometric="rgb", rowsperstrip=8),
    "tiff, pyramid": b"".join(encode_tiff_pyramid(RGB16.reshape(-1, 4, 3), None, None, Metadata(xmp=b"<x/>"))),
    "tiff, tiles": save_tiff(RGB16, photometric="rgb", tile=(32, 32), compression="zstd"),
    "tiff, lzw": save_tiff(RGB, photometric="rgb", compression="lzw", predictor=True, rowsperstrip=16),
    "tiff, deflate": save_tiff(RGB16, photometric="rgb", compression="adobe_deflate", rowsperstrip=16),
    "tiff, packbits": save_tiff(RGB, photometric="rgb", compression="packbits"),
    "tiff, jpeg": save_tiff(RGB, photometric="ycbcr", compression="jpeg", rowsperstrip=16),
}

RAW = save_tiff(RGB[..., 0], photometric="cfa", extratags=[(33421, 3, 2, (2, 2), True), (33422, 1, 4, bytes(4), True)])

JPEG_2000 = bytes(imagecodecs.jpeg2k_encode(RGB, level=0, reversible=True, codecformat="j2k"))

UNSUPPORTED = {
    "nothing": (b"", "empty"),
    "text": (b"Dear conservator,\nplease find", "not a picture"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "svg with a preamble": (b"<?xml version='1.0'?>\n<!-- made by -->\n<svg/>", "SVG"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    "avif": (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
    "photoshop": (b"8BPS\0\1", "PSD"),
    "jpeg xl head only": (b"\xff\x0a", "JPEG XL"),
    "canon raw": (b"II*\0\x10\0\0\0CR\2\0", "raw"),
    "phase one raw": (b"II*\0\x08\0\0\0IIII\xff\1\0\0", "raw"),
    "olympus raw": (b"IIRS\x08\0\0\0", "raw"),
    "sigma raw": (b"FOVb\x02\0\3\0", "raw"),
    "dng": (save_tiff(RGB, photometric="rgb", extratags=[(50706, 1, 4, b"\1\4\0\0", True)]), "raw"),
    "sensor data": (RAW, "raw"),
    "video": (b"\0\0\0\x18ftypisom\0\0\0\0", "video"),
    "zip": (b"PK\x03\x04", "archive"),
    "jpeg 2000 head only": (b"\0\0\0\x0cjP  \r\n\x87\n", "holds no picture"),
    "jpeg 2000 of other bits": (JPEG_2000.replace(b"\7\1\1", b"\7\2\2", 1), "several sizes"),
    "float tiff": (save_tiff(RGB.astype(np.float32), photometric="rgb"), "32-bit floating"),
    "32-bit tiff": (save_tiff(RGB.astype(np.uint32), photometric="rgb"), "32-bit whole"),
    "signed tiff": (save_tiff(RGB16.astype(np.int16), photometric="rgb"), "numbers"),
    "tiff with too few channels": (save_tiff(RGB[..., 0]).replace(GREY, CMYK, 1), "channels"),
    "png without pixels": (png_header(0, 5), "no pixels"),
    "jpeg head only": (b"\xff\xd8\xff\xe0", "damaged"),
    "png head only": (b"\x89PNG\r\n\x1a\n", "cut short"),
    "tiff head only": (b"II*\0", "damaged"),
}


@pytest.mark.parametrize(("data", "words"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_an_unsupported_file_is_named_with_a_cure(data, words):
    with pytest.raises(BadImage, match=words) as caught:
        read_painting(data)
    assert "\n" not in caught.value.sentence
    assert caught.value.hint


def test_a_header_of_a_gigantic_picture_is_refused_at_once():
    for data in (
        png_header(2**31 - 1, 2**31 - 1),
        save_with_pillow(PICTURE, "BMP").replace(struct.pack("<i", 80), struct.pack("<i", 2**30), 1),
    ):
        with pytest.raises(ImageTooLarge):
            read_painting(data)


@pytest.mark.parametrize("whole", WHOLE.values(), ids=WHOLE)
def test_a_file_cut_short_gives_the_whole_picture_or_an_error(whole):
    image = read_painting(whole).image
    for length in sorted({1, 2, 10, 40, *range(60, len(whole), len(whole) // 40), *range(len(whole) - 20, len(whole))}):
        try:
            cut = read_painting(whole[:length])
        except BadImage as error:
            assert "\n" not in error.sentence
        else:
            np.testing.assert_array_equal(cut.image, image, err_msg=f"{length} of {len(whole)} bytes")


@pytest.mark.parametrize("key", ["jpeg", "jpeg, progressive"])
def test_a_jpeg_without_its_middle_is_refused(key):
    whole = WHOLE[key]
    middle = len(whole) // 2
    for broken in (
        whole[:middle] + b"\xff\xd9",
        whole[:middle] + whole[middle + 2000 :],
        whole[:middle] + bytes(middle),
    ):
        with pytest.raises(BadImage):
            read_painting(broken)


def test_a_jpeg_that_ends_in_grey_can_be_whole():
    grey = np.full((40, 40, 3), 128, np.uint8)
    grey[:10] = RGB[:10, :40]
    for options in ({}, {"progressive": True}, {"subsampling": "4:4:4"}, {"restart_marker_rows": 1}):
        file = io.BytesIO()
        Image.fromarray(grey).save(file, "JPEG", **options)
        assert read_painting(file.getvalue()).image[-1, -1].tolist() == [128] * 3


def test_a_png_that_holds_too_few_rows_is_refused():
    rows = b"".join(b"\0" + row.tobytes() for row in RGB[:30])
    chunk = b"IDAT" + zlib.compress(rows)
    pixels = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    end = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    with pytest.raises(BadImage):
        read_painting(png_header(80, 64)[:33] + pixels + end)


@settings(max_examples=300)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_flipped_bits_give_a_painting_or_an_error_in_one_line(key, data):
    damaged = bytearray(WHOLE[key])
    in_header = data.draw(st.booleans())  # half of the flips hit the header
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, 300 if in_header else len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        painting = read_painting(bytes(damaged))
    except RestorationError as error:
        assert "\n" not in error.sentence
    else:
        assert painting.image.ndim == 3


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(BadImage, match=r"no file .*absent\.png"):
        read_painting(tmp_path / "absent.png")
    with pytest.raises(BadImage, match="folder"):
        read_painting(tmp_path)
    with pytest.raises(BadImage, match="not a file"):
        read_painting(type(tmp_path)("/dev/null"))


def test_a_file_that_may_not_be_opened_is_named(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "locked.png"
    path.write_bytes(WHOLE["png"])
    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(BadImage, match=r"locked\.png .*permission denied"):
        read_painting(path)


def test_a_path_that_is_too_long_is_explained(tmp_path):
    with pytest.raises(BadImage, match="name too long"):
        read_painting(tmp_path / ("x" * 300))
