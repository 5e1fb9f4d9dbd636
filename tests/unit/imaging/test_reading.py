"""A file is read as an honest viewer shows it."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from restoration import disk_arrays
from restoration.errors import BadImage, ImageTooLarge
from restoration.imaging.painting import Metadata
from restoration.imaging.png import IDAT, IEND, IHDR, SIGNATURE, encode_chunk
from restoration.imaging.reading import is_read_in_strips, read_painting
from restoration.imaging.writing import default_format, encode_painting
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow, write_tiff

RNG = np.random.default_rng(7)
SMOOTH = np.add.outer(np.arange(40) * 3, np.arange(56) * 2)[..., None] + np.array([0, 10, 20])
RGB = (SMOOTH + RNG.integers(0, 5, SMOOTH.shape)).astype(np.uint8)  # smooth enough for JPEG
RGB16 = RGB.astype(np.uint16) * 257 + RNG.integers(0, 200, RGB.shape).astype(np.uint16)
ALPHA = RNG.integers(0, 256, RGB.shape[:2], dtype=np.uint8)
PICTURE = Image.fromarray(RGB)


def view_with_pillow(data):
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGBA" if picture.has_transparency_data else "RGB"))


COMMON = {
    "jpeg": save_with_pillow(PICTURE, "JPEG", quality=95),
    "jpeg, progressive": save_with_pillow(PICTURE, "JPEG", progressive=True),
    "jpeg, grey": save_with_pillow(PICTURE.convert("L"), "JPEG"),
    "png": save_with_pillow(PICTURE, "PNG"),
    "png, grey": save_with_pillow(PICTURE.convert("L"), "PNG"),
    "png, bilevel": save_with_pillow(PICTURE.convert("1"), "PNG"),
    "png, four bits": save_with_pillow(PICTURE.convert("L").point(lambda v: v // 17), "PNG", bits=4),
    "png, palette": save_with_pillow(PICTURE.quantize(50), "PNG"),
    "png, small palette": save_with_pillow(PICTURE.quantize(4), "PNG"),
    "png, palette with a clear entry": save_with_pillow(PICTURE.quantize(4), "PNG", transparency=1),
    "png, palette with soft entries": save_with_pillow(PICTURE.quantize(4), "PNG", transparency=bytes([0, 90, 255, 7])),
    "png, colour key": save_with_pillow(PICTURE, "PNG", transparency=PICTURE.getpixel((3, 3))),
    "png, grey + alpha": save_with_pillow(PICTURE.convert("LA"), "PNG"),
    "png, alpha": save_with_pillow(Image.fromarray(np.dstack([RGB, ALPHA])), "PNG"),
    "webp": save_with_pillow(PICTURE, "WEBP", quality=90),
    "webp, lossless": save_with_pillow(PICTURE, "WEBP", lossless=True),
    "webp, alpha": save_with_pillow(Image.fromarray(np.dstack([RGB, ALPHA])), "WEBP", lossless=True, exact=True),
    "bmp": save_with_pillow(PICTURE, "BMP"),
    "bmp, palette": save_with_pillow(PICTURE.quantize(9), "BMP"),
    "bmp, bilevel": save_with_pillow(PICTURE.convert("1"), "BMP"),
    "gif": save_with_pillow(PICTURE.quantize(50), "GIF"),
    "gif, clear entry": save_with_pillow(PICTURE.quantize(50), "GIF", transparency=3),
    "tiff": save_with_pillow(PICTURE, "TIFF"),
    "tiff, palette": save_with_pillow(PICTURE.quantize(50), "TIFF", compression="tiff_lzw"),
    "tiff, bilevel fax": save_with_pillow(PICTURE.convert("1"), "TIFF", compression="group4"),
    "tiff, jpeg": save_with_pillow(PICTURE, "TIFF", compression="jpeg"),
    "tiff, ycbcr jpeg": save_tiff(RGB, photometric="ycbcr", compression="jpeg", subsampling=(2, 2)),
    "tiff, alpha": save_with_pillow(Image.fromarray(np.dstack([RGB, ALPHA])), "TIFF"),
}


@pytest.mark.parametrize("data", COMMON.values(), ids=COMMON)
def test_a_common_file_is_read_exactly_as_pillow_shows_it(data):
    painting = read_painting(data)
    expected = view_with_pillow(data)
    np.testing.assert_array_equal(painting.image, expected[..., :3])
    if expected.shape[2] == 4:
        np.testing.assert_array_equal(painting.alpha, expected[..., 3])
    else:
        assert painting.alpha is None


def interlace(pixels):
    """Return a PNG of (H, W, 3) pixels in seven passes."""
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = [row for top, left, down, across in passes for row in pixels[top::down, left::across]]
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    return b"".join([SIGNATURE, encode_chunk(IHDR, header), encode_chunk(IDAT, packed), encode_chunk(IEND, b"")])


ODD = {
    "jpeg, inks": save_with_pillow(PICTURE.convert("CMYK"), "JPEG"),
    "jpeg, notes": save_with_pillow(PICTURE, "JPEG", exif=Image.Exif().tobytes(), comment=b"a", dpi=(300, 200)),
    "jpeg, gap": COMMON["jpeg"].replace(b"\xff\xdb", bytes(9) + b"\xff\xdb", 1),
    "jpeg, no end": COMMON["jpeg"][:-2] + bytes(100_000),
    "png, interlaced": interlace(RGB),
}


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_deflate", "packbits"])
def test_ycbcr_in_a_lossless_tiff_becomes_rgb(compression):
    data = save_with_pillow(PICTURE.convert("YCbCr"), "TIFF", compression=compression)
    difference = read_painting(data).image.astype(int) - view_with_pillow(data)
    assert np.abs(difference).max() <= 1, "Pillow rounds differently from libtiff"


DEEP = {
    "strips": save_tiff(RGB16, photometric="rgb", rowsperstrip=7),
    "tiles": save_tiff(RGB16, photometric="rgb", tile=(32, 32)),
    "big-endian": save_tiff(RGB16, photometric="rgb", byteorder=">"),
    "planes apart": save_tiff(np.moveaxis(RGB16, -1, 0), photometric="rgb", planarconfig="separate", compression="lzw"),
    "BigTIFF": save_tiff(RGB16, photometric="rgb", bigtiff=True),
    "lzw": save_tiff(RGB16, photometric="rgb", compression="lzw", predictor=True),
    "deflate": save_tiff(RGB16, photometric="rgb", compression="adobe_deflate", predictor=True, byteorder=">"),
    "packbits": save_tiff(RGB16, photometric="rgb", compression="packbits"),
    "zstd": save_tiff(RGB16, photometric="rgb", compression="zstd"),
    "png": imagecodecs.png_encode(RGB16),
}


@pytest.mark.parametrize("data", (COMMON | DEEP | ODD).values(), ids=COMMON | DEEP | ODD)
def test_a_file_that_lies_on_the_disk_gives_the_same_picture(data, monkeypatch, tmp_path):
    (tmp_path / "picture").write_bytes(data)
    monkeypatch.setattr(disk_arrays, "LARGE_FILE", 1)
    on_disk, in_memory = read_painting(tmp_path / "picture"), read_painting(data)
    np.testing.assert_array_equal(on_disk.image, in_memory.image)
    np.testing.assert_array_equal(on_disk.alpha, in_memory.alpha)
    assert (on_disk.metadata, on_disk.notes) == (in_memory.metadata, in_memory.notes)


def jpeg_with(place, value, marker=b"\xff\xc0"):
    """Return a JPEG with another byte, so far behind a marker."""
    changed = bytearray(COMMON["jpeg"])
    changed[changed.index(marker) + place] = value
    return bytes(changed)


FULL_SEGMENT = b"\xff\xe2\xff\xff" + b"\xff\xc2" * 32766 + b"\0"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (COMMON["jpeg"], True),
        (jpeg_with(1, 0xC1), True),
        (save_with_pillow(PICTURE, "JPEG", icc_profile=bytes(300_000), comment=b"\xff\xc2" * 9), True),
        (COMMON["jpeg"].replace(b"\xff\xc0", FULL_SEGMENT * 3 + b"\xff\xff\xc0", 1), True),
        (COMMON["jpeg, progressive"], False),
        (jpeg_with(1, 0xC9), False),  # arithmetic
        (jpeg_with(4, 1, marker=b"\xff\xda"), False),  # a scan for each channel
        (COMMON["jpeg"][:300], False),
        (b"\xff\xd8" * 2**17, False),
        (COMMON["png"], True),
        (COMMON["tiff"], True),
        (COMMON["webp"], False),
        (b"no picture", False),
    ],
)
def test_what_is_decoded_in_strips_is_known_before_the_scan(data, expected, tmp_path):
    (tmp_path / "picture").write_bytes(data)
    assert is_read_in_strips(data) is expected
    assert is_read_in_strips(tmp_path / "picture") is expected


@pytest.mark.parametrize("data", DEEP.values(), ids=DEEP)
def test_sixteen_bits_stay_sixteen_bits(data):
    painting = read_painting(data)
    assert painting.image.dtype == np.uint16
    np.testing.assert_array_equal(painting.image, RGB16)


@pytest.mark.parametrize(
    "data", [save_tiff(RGB16[..., 0]), imagecodecs.png_encode(np.ascontiguousarray(RGB16[..., 0]))], ids=["tiff", "png"]
)
def test_grey_becomes_three_equal_channels(data):
    image = read_painting(data).image
    assert image.dtype == np.uint16
    np.testing.assert_array_equal(image, RGB16[..., :1].repeat(3, axis=2))


def test_sixteen_bit_transparency_stays_sixteen_bits():
    deep = np.dstack([RGB16, RGB16[..., 0]])
    for data in (imagecodecs.png_encode(deep), save_tiff(deep, photometric="rgb", extrasamples=["unassalpha"])):
        painting = read_painting(data)
        np.testing.assert_array_equal(painting.image, RGB16)
        np.testing.assert_array_equal(painting.alpha, RGB16[..., 0])


def test_a_negative_grey_tiff_is_shown_positive():
    image = read_painting(save_tiff(RGB16[..., 0], photometric="miniswhite")).image
    np.testing.assert_array_equal(image[..., 0], 65535 - RGB16[..., 0])


def test_twelve_bit_tiff_is_stretched_to_the_whole_range():
    stored = (RGB16 >> 4).astype(np.uint16)
    stored[0, 0] = 4095
    image = read_painting(save_tiff(stored, photometric="rgb", bitspersample=12)).image
    assert image[0, 0].tolist() == [65535] * 3
    assert np.abs(image.astype(int) - stored.astype(int) * 65535 / 4095).max() <= 1


@pytest.mark.parametrize("undefined", [0, 4])
def test_numbers_of_an_undefined_kind_are_read_as_unsigned(undefined):
    for pixels, bits in ((RGB, 8), (RGB16, 16)):
        tags = {339: (3, [undefined] * 3)}
        data = write_tiff([pixels.tobytes()], 56, 40, 3, bits=bits, tags=tags)
        np.testing.assert_array_equal(read_painting(data).image, pixels)


def test_premultiplied_colours_are_divided_by_their_transparency_with_a_note():
    alpha = np.maximum(ALPHA, 128)
    multiplied = (RGB.astype(int) * alpha[..., None] / 255).round().astype(np.uint8)
    data = save_tiff(np.dstack([multiplied, alpha]), photometric="rgb", extrasamples=["assocalpha"])
    painting = read_painting(data)
    assert np.abs(painting.image.astype(int) - RGB).max() <= 1
    np.testing.assert_array_equal(painting.alpha, alpha)
    assert "transparency" in painting.notes[0]


def test_one_channel_of_unspecified_meaning_is_carried_on_by_a_tiff_with_a_note():
    for colours, depth in ((RGB, 8), (RGB16, 16)):
        fourth = ALPHA.astype(colours.dtype)
        data = save_tiff(np.dstack([colours, fourth]), photometric="rgb", extrasamples=["unspecified"])
        painting = read_painting(data)
        np.testing.assert_array_equal(painting.image, colours)
        assert painting.alpha is None
        assert "carries it on" in painting.notes[0]
        again = encode_painting(painting.image, painting, "tiff")
        with tifffile.TiffFile(io.BytesIO(again)) as file:
            assert file.pages.first.extrasamples == (tifffile.EXTRASAMPLE.UNSPECIFIED,)
            np.testing.assert_array_equal(file.asarray(), np.dstack([colours, fourth]))
        assert read_painting(encode_painting(painting.image, painting, default_format(colours))).alpha is None, depth


def test_several_channels_of_unspecified_meaning_are_left_out_with_a_note():
    data = save_tiff(np.dstack([RGB, ALPHA, ALPHA]), photometric="rgb", extrasamples=["unspecified"] * 2)
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.image, RGB)
    assert (painting.alpha, painting.extra) == (None, None)
    assert "left out" in painting.notes[0]


def test_layers_of_photoshop_are_named_in_a_note():
    painting = read_painting(save_tiff(RGB, photometric="rgb", extratags=[(37724, 7, 8, b"8BIMLayr", True)]))
    np.testing.assert_array_equal(painting.image, RGB)
    assert "layers" in painting.notes[0]


def test_the_fourth_channel_without_a_word_about_it_is_taken_as_transparency():
    for planar in (1, 2):
        planes = np.dstack([RGB, ALPHA]) if planar == 1 else np.stack([*np.moveaxis(RGB, -1, 0), ALPHA])
        strips = [planes.tobytes()] if planar == 1 else [plane.tobytes() for plane in planes]
        painting = read_painting(write_tiff(strips, 56, 40, 4, tags={284: (3, [planar])}))
        np.testing.assert_array_equal(painting.image, RGB)
        np.testing.assert_array_equal(painting.alpha, ALPHA)
        assert "taken as transparency" in painting.notes[0]
    painting = read_painting(write_tiff([np.dstack([RGB, ALPHA * 0]).tobytes()], 56, 40, 4))
    assert painting.alpha is None
    assert "transparent throughout" in painting.notes[1]


def test_a_grey_picture_may_have_transparency_that_its_file_does_not_state():
    data = save_tiff(np.dstack([RGB[..., 0], ALPHA]), photometric="minisblack", extrasamples=["unspecified"])
    data = data.replace(struct.pack("<HHII", 338, 3, 1, 0), struct.pack("<HHII", 40094, 3, 1, 0))  # ExtraSamples
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.alpha, ALPHA)
    assert painting.is_grey and "taken as transparency" in painting.notes[0]


def bitmap(pixels, version):
    """Return a BMP of (H, W, 4) pixels with alpha; versions 3, 4 and 5 differ in the size of their header."""
    height, width = pixels.shape[:2]
    size = {3: 56, 4: 108, 5: 124}[version]
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    header = struct.pack("<IiiHHIIiiII", size, width, height, 1, 32, 3, 0, 0, 0, 0, 0) + masks
    header = header.ljust(size, b"\0")
    data = np.ascontiguousarray(pixels[::-1, :, [2, 1, 0, 3]]).tobytes()
    return b"BM" + struct.pack("<IHHI", 14 + size + len(data), 0, 0, 14 + size) + header + data


@pytest.mark.parametrize("version", [3, 4, 5])
def test_a_bitmap_that_is_transparent_throughout_is_shown(version):
    painting = read_painting(bitmap(np.dstack([RGB, ALPHA * 0]), version))
    np.testing.assert_array_equal(painting.image, RGB)
    assert painting.alpha is None
    assert "transparent throughout" in painting.notes[0]
    painting = read_painting(bitmap(np.dstack([RGB, ALPHA]), version))
    np.testing.assert_array_equal(painting.alpha, ALPHA)
    assert painting.notes == ()


def test_only_the_first_of_several_pictures_is_read_with_a_note():
    other = Image.fromarray(255 - RGB)
    for format in ("TIFF", "GIF", "WEBP", "MPO", "PNG"):
        data = save_with_pillow(PICTURE, format, save_all=True, append_images=[other])
        painting = read_painting(data)
        assert "first" in painting.notes[0], format
        assert np.abs(painting.image.astype(int) - RGB).mean() < 9, format


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_sideways_picture_is_turned_upright_once(format, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = save_with_pillow(PICTURE, format, exif=exif.tobytes() if format != "TIFF" else exif)
    painting = read_painting(data)
    with Image.open(io.BytesIO(data)) as picture:
        np.testing.assert_array_equal(painting.image, np.asarray(ImageOps.exif_transpose(picture)))
    exif_left = Image.Exif()
    exif_left.load(painting.metadata.exif or b"")
    assert exif_left.get(0x0112, 1) == 1


@pytest.mark.parametrize("orientation", [3, 6])
def test_a_sixteen_bit_tiff_is_turned_too(orientation):
    data = save_tiff(RGB16, photometric="rgb", resolution=(300, 200), extratags=[(274, 3, 1, orientation, True)])
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.image, np.rot90(RGB16, {3: 2, 6: -1}[orientation]))
    assert painting.metadata.dpi == {3: (300, 200), 6: (200, 300)}[orientation]


def test_a_painting_is_named_and_identified(tmp_path):
    file = tmp_path / "madonna.png"
    file.write_bytes(COMMON["png"])
    painting = read_painting(file)
    assert (painting.name, painting.format) == ("madonna.png", "PNG")
    assert painting.sha256 == read_painting(COMMON["png"], name="other").sha256
    assert painting.sha256 != read_painting(COMMON["png, grey"]).sha256


def test_a_picture_larger_than_the_limit_is_refused_before_decoding():
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 50000, 50000, 8, 2, 0, 0, 0) + bytes(4)
    with pytest.raises(ImageTooLarge, match="50000 x 50000"):
        read_painting(huge)
    for key in ("jpeg", "png", "webp", "bmp", "gif", "tiff"):
        with pytest.raises(ImageTooLarge):
            read_painting(COMMON[key], max_megapixels=0.001)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF"])
def test_pillows_own_guard_against_large_pictures_does_not_interfere(format, monkeypatch):
    data = save_with_pillow(Image.new("RGB", (8, 300), "white"), format)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2100)  # Pillow warns of more pixels; bands of 256 rows have fewer
    assert read_painting(data, max_megapixels=1).image.shape == (300, 8, 3)


def test_the_limit_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.001")
    with pytest.raises(ImageTooLarge):
        read_painting(COMMON["png"])
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "1")
    read_painting(COMMON["png"])


def png_with(chunk_name, data):
    chunk = struct.pack(">I", len(data)) + chunk_name + data
    chunk += struct.pack(">I", zlib.crc32(chunk[4:]))
    return COMMON["png"][:33] + chunk + COMMON["png"][33:]


def test_a_text_bomb_is_left_out_with_a_note():
    bomb = zlib.compress(bytes(2**26 + 1), 1)
    xmp = read_painting(png_with(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb))
    assert xmp.metadata.xmp is None
    assert "XMP data could not be read" in xmp.notes[0]
    profile = read_painting(png_with(b"iCCP", b"ICC Profile\0\0" + bomb))
    assert profile.metadata.icc is None
    assert "profile could not be read" in profile.notes[0]


NOTES = {
    b"iTXt": b"XML:com.adobe.xmp\0\0\0\0\0<x/>",
    b"tEXt": b"Title\0Madonna",
    b"pHYs": struct.pack(">IIB", 11811, 11811, 1),
    b"eXIf": b"II*\0" + struct.pack("<IHHHIII", 8, 1, 274, 3, 1, 6, 0),
    b"iCCP": b"ICC Profile\0\0" + zlib.compress(imagecodecs.cms_profile("adobergb")),
    b"tRNS": struct.pack(">3H", *RGB[3, 3]),
}


@pytest.mark.parametrize("name", NOTES)
def test_a_wrong_checksum_in_what_may_be_ignored_costs_only_that(name):
    sound = png_with(name, NOTES[name])
    checksum = 33 + 8 + len(NOTES[name])
    painting = read_painting(sound[:checksum] + b"\0\0\0\0" + sound[checksum + 4 :])
    np.testing.assert_array_equal(painting.image, RGB)
    assert painting.metadata == Metadata()
    assert painting.alpha is None
    assert f"left out: {name.decode()}" in painting.notes[0]
    assert "checksum" not in str(read_painting(sound).notes)


@pytest.mark.parametrize("key", ["png", "png, palette"])
def test_a_wrong_checksum_in_what_is_needed_is_refused(key):
    for name in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
        start = COMMON[key].find(name)
        if start > 0:
            damaged = bytearray(COMMON[key])
            end = start + 4 + struct.unpack_from(">I", damaged, start - 4)[0]
            damaged[end] ^= 1
            with pytest.raises(BadImage, match="checksum"):
                read_painting(bytes(damaged))
