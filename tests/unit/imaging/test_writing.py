"""A written file holds the given pixels and the metadata of the original."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from restoration import disk_arrays
from restoration.errors import UnsuitableFormat
from restoration.imaging import tiff_writing
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import SUFFIXES, check_encodable, default_format, encode_mask, encode_painting

RNG = np.random.default_rng(5)
RGB = RNG.integers(0, 256, (33, 47, 3), dtype=np.uint8)
RGB16 = RNG.integers(0, 65536, (33, 47, 3), dtype=np.uint16)
PROFILE = imagecodecs.cms_profile("adobergb")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Madonna</x:xmpmeta>"


def exif_block(orientation=1, order="<"):
    exif = Image.Exif()
    exif.endian = order
    exif[270] = "Madonna with child"
    exif[315] = "Anonymous"
    exif[33432] = "Museum"
    exif[306] = "2024:02:03 04:05:06"
    exif[274], exif[282], exif[283] = orientation, 300.0, 200.0
    exif.get_ifd(34665).update({33434: 0.25, 36867: "2023:01:01 00:00:00", 40962: 47, 40963: 33})
    exif.get_ifd(34853).update({1: "N", 2: (48.0, 12.0, 30.0)})
    return exif.tobytes().removeprefix(b"Exif\0\0")


def painting_of(image, *, alpha=None, metadata=None):
    return Painting(image, "madonna.tif", "0" * 64, "TIFF", metadata or Metadata(), alpha)


FULL = Metadata(PROFILE, exif_block(), XMP, (300.0, 240.0))
DEEP = ("png", "tiff", "pyramid", "jp2")  # formats that hold 16 bits
depths = st.sampled_from([np.uint8, np.uint16])
shapes = st.tuples(st.integers(1, 20), st.integers(1, 20))


@settings(max_examples=40)
@given(st.data(), depths, shapes, st.booleans())
def test_writing_and_reading_gives_every_pixel_back(data, depth, shape, is_transparent):
    image = data.draw(arrays(depth, (*shape, 3)))
    alpha = data.draw(arrays(depth, shape)) if is_transparent else None
    for format in DEEP if depth == np.uint16 else (*DEEP, "webp"):
        reread = read_painting(encode_painting(image, painting_of(image, alpha=alpha), format))
        assert reread.image.dtype == depth
        np.testing.assert_array_equal(reread.image, image)
        if alpha is None:
            assert reread.alpha is None
        elif format != "webp" or (alpha < 255).any():  # WebP stores no transparency where there is none
            np.testing.assert_array_equal(reread.alpha, alpha)


@pytest.mark.parametrize("format", SUFFIXES)
def test_metadata_go_with_the_pixels(format):
    reread = read_painting(encode_painting(RGB, painting_of(RGB, metadata=FULL), format))
    assert reread.metadata.icc == PROFILE
    assert reread.metadata.xmp == XMP
    assert reread.metadata.dpi == pytest.approx((300, 240), abs=0.02)
    exif = Image.Exif()
    exif.load(reread.metadata.exif)
    assert (exif[270], exif[315], exif[33432]) == ("Madonna with child", "Anonymous", "Museum")
    assert exif.get_ifd(34665)[36867] == "2023:01:01 00:00:00"
    assert exif.get_ifd(34853)[1] == "N"


@pytest.mark.parametrize("image", [RGB, RGB16], ids=["8 bit", "16 bit"])
def test_other_programs_find_the_metadata_in_a_tiff(image):
    data = encode_painting(image, painting_of(image, alpha=image[..., 0], metadata=FULL), "tiff")
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages.first
        assert (page.compression.name, page.predictor.name) == ("ADOBE_DEFLATE", "HORIZONTAL")
        assert page.extrasamples == (tifffile.EXTRASAMPLE.UNASSALPHA,)
        assert (page.iccprofile, page.tags[700].value) == (PROFILE, XMP)
        assert (page.tags[315].value, page.description) == ("Anonymous", "Madonna with child")
        assert page.tags[34665].value["DateTimeOriginal"] == "2023:01:01 00:00:00"
        assert (page.tags[282].value, page.tags[296].value) == ((300, 1), 2)


def test_a_tiff_that_classic_offsets_may_not_suffice_for_is_a_bigtiff(monkeypatch):
    monkeypatch.setattr(tiff_writing, "LARGEST_CLASSIC", RGB.nbytes)
    small, large = (encode_painting(RGB, painting_of(RGB, metadata=each), "tiff") for each in (Metadata(), FULL))
    assert (small[:4], large[:4]) == (b"II*\0", b"II+\0")
    reread = read_painting(large)
    np.testing.assert_array_equal(reread.image, RGB)
    assert (reread.metadata.xmp, reread.metadata.dpi) == (XMP, FULL.dpi)


def test_pillow_finds_the_metadata_in_every_format():
    for format in SUFFIXES.keys() - {"jp2"}:  # of which it reads nothing but the resolution
        with Image.open(io.BytesIO(encode_painting(RGB, painting_of(RGB, metadata=FULL), format))) as picture:
            picture.load()
            exif = picture.getexif()
            assert exif[315] == "Anonymous", format
            assert exif.get_ifd(34665)[33434] == pytest.approx(0.25), format
            assert exif.get_ifd(34853)[2] == (48.0, 12.0, 30.0), format
            assert picture.info["icc_profile"] == PROFILE, format
            assert picture.info["xmp"] == XMP, format
            if format != "webp":
                assert picture.info["dpi"] == pytest.approx((300, 240), abs=0.02), format


@pytest.mark.parametrize("into", SUFFIXES)
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_sideways_photograph_is_not_turned_twice(into, order):
    block = exif_block(orientation=6, order=order)
    assert block.startswith({"<": b"II", ">": b"MM"}[order])
    file = io.BytesIO()
    xmp = b"<rdf tiff:Orientation='6'/>"
    Image.fromarray(RGB).save(file, "JPEG", exif=b"Exif\0\0" + block, xmp=xmp, dpi=(300, 200))
    upright = read_painting(file.getvalue())
    assert upright.image.shape == (47, 33, 3)
    assert upright.metadata.dpi == (200, 300)
    assert upright.metadata.xmp == b"<rdf tiff:Orientation='1'/>"
    reread = read_painting(encode_painting(upright.image, upright, into))
    assert reread.image.shape == (47, 33, 3)
    exif = Image.Exif()
    exif.load(reread.metadata.exif)
    assert exif[274] == 1
    assert (exif.get_ifd(34665)[40962], exif.get_ifd(34665)[40963]) == (33, 47), "width and height were not swapped"
    if into not in ("tiff", "pyramid"):  # which have the two in tags of their own
        assert (exif[282], exif[283]) == (200, 300), "the resolutions were not swapped"


def test_an_old_thumbnail_is_not_carried_on():
    thumbnail = struct.pack("<HHHIII", 1, 259, 3, 1, 6, 0)
    block = b"II*\0" + struct.pack("<I", 8) + struct.pack("<HHHII", 1, 274, 3, 1, 1) + struct.pack("<I", 26) + thumbnail
    file = io.BytesIO()
    Image.fromarray(RGB).save(file, "PNG", exif=block)
    kept = read_painting(file.getvalue()).metadata.exif
    assert kept[22:26] == bytes(4), "the pointer to the thumbnail's directory is still there"


def test_the_same_painting_gives_the_same_bytes():
    for image in (RGB, RGB16):
        for format in DEEP:
            like = painting_of(image, metadata=FULL)
            assert encode_painting(image, like, format) == encode_painting(image.copy(), like, format)


def test_no_format_loses_depth_or_transparency_without_an_error():
    with pytest.raises(UnsuitableFormat, match="16"):
        encode_painting(RGB16, painting_of(RGB16), "jpeg")
    with pytest.raises(UnsuitableFormat, match="16"):
        encode_painting(RGB16, painting_of(RGB16), "webp")
    with pytest.raises(UnsuitableFormat, match="transparency"):
        encode_painting(RGB, painting_of(RGB, alpha=RGB[..., 0]), "jpeg")
    with pytest.raises(UnsuitableFormat, match="XMP"):
        encode_painting(RGB, painting_of(RGB, metadata=Metadata(xmp=bytes(70000))), "jpeg")
    with pytest.raises(UnsuitableFormat, match="16383"):
        encode_painting(np.zeros((1, 16384, 3), np.uint8), painting_of(RGB), "webp")
    with pytest.raises(ValueError, match="none of"):
        encode_painting(RGB, painting_of(RGB), "bmp")


def test_a_jpeg_holds_as_much_exif_and_xmp_as_the_format_allows():
    start = exif_block()
    largest = Metadata(exif=start.ljust(65527, b"\0"), xmp=XMP.ljust(65504))
    reread = read_painting(encode_painting(RGB, painting_of(RGB, metadata=largest), "jpeg"))
    assert (reread.metadata.exif, reread.metadata.xmp) == (largest.exif, largest.xmp)
    with pytest.raises(UnsuitableFormat, match="65527 bytes of EXIF"):
        encode_painting(RGB, painting_of(RGB, metadata=Metadata(exif=start.ljust(65528, b"\0"))), "jpeg")
    with pytest.raises(UnsuitableFormat, match="65504 bytes of XMP"):
        encode_painting(RGB, painting_of(RGB, metadata=Metadata(xmp=XMP.ljust(65505))), "jpeg")


def test_transparency_follows_the_depth_of_the_result():
    alpha = RGB16[..., 0]
    shallow = read_painting(encode_painting(RGB, painting_of(RGB16, alpha=alpha), "png"))
    np.testing.assert_array_equal(shallow.alpha, alpha >> 8)
    deep = read_painting(encode_painting(RGB16, painting_of(RGB, alpha=RGB[..., 0]), "tiff"))
    np.testing.assert_array_equal(deep.alpha, RGB[..., 0] * np.uint16(257))
    with pytest.raises(ValueError, match="transparency"):
        encode_painting(RGB[1:], painting_of(RGB, alpha=RGB[..., 0]), "png")


def test_a_side_longer_than_jpeg_allows_is_refused():
    with pytest.raises(UnsuitableFormat, match="65500"):
        encode_painting(np.zeros((65501, 1, 3), np.uint8), painting_of(RGB), "jpeg")


@pytest.mark.parametrize("format", ["jpeg", "webp", "jp2"])
def test_what_is_encoded_whole_has_the_limit_of_memory(format, monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.001")
    with pytest.raises(UnsuitableFormat, match="in memory") as refused:
        check_encodable(RGB, painting_of(RGB), format)
    assert "Choose TIFF or PNG" in refused.value.sentence
    for in_strips in ("png", "tiff", "pyramid"):
        check_encodable(RGB, painting_of(RGB), in_strips)


def test_jpeg_keeps_full_colour_resolution():
    with Image.open(io.BytesIO(encode_painting(RGB, painting_of(RGB), "jpeg"))) as picture:
        assert [part[1:3] for part in picture.layer] == [(1, 1)] * 3


def test_the_default_format_is_lossless():
    assert (default_format(RGB), default_format(RGB16)) == ("png", "tiff")


def test_a_mask_is_a_grey_png_of_black_and_white():
    mask = RNG.random((20, 30)) > 0.5
    with Image.open(io.BytesIO(encode_mask(mask))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "L")
        np.testing.assert_array_equal(np.asarray(picture), np.where(mask, 255, 0))


def test_a_description_of_the_layout_is_not_carried_to_another_file(painting):
    file = io.BytesIO()
    tifffile.imwrite(file, painting[..., 0], imagej=True)
    written = encode_painting(painting, read_painting(file.getvalue()), "tiff")
    with tifffile.TiffFile(io.BytesIO(written)) as reread:
        assert not reread.is_imagej
        assert reread.asarray().shape == painting.shape


@pytest.mark.parametrize("format", ["tiff", "pyramid"])
def test_a_large_file_is_the_same_by_way_of_the_disk(format, monkeypatch, tmp_path):
    monkeypatch.setattr(disk_arrays, "SCRATCH", tmp_path)
    like = painting_of(RGB16, alpha=RGB16[..., 0], metadata=FULL)
    in_memory = encode_painting(RGB16, like, format)
    monkeypatch.setattr(disk_arrays, "LARGE_FILE", 1)
    assert encode_painting(RGB16, like, format) == in_memory
    assert not [*tmp_path.iterdir()]
