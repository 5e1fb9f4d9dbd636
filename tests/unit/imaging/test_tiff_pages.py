"""The picture of a TIFF file is its full page, wherever it stands; a thumbnail is not read in its place."""

import io
import struct

import numpy as np
import pytest
import tifffile

from restoration.errors import BadImage
from restoration.imaging.reading import read_painting
from tests.unit.imaging.picture_files import save_tiff, write_tiff

RGB = np.random.default_rng(4).integers(0, 256, (48, 64, 3), dtype=np.uint8)
THUMBNAIL = np.ascontiguousarray(RGB[::4, ::4])
FULL, REDUCED, PAGE, MASK = 0, 1, 2, 4  # values of NewSubfileType


def chain(first, second):
    """Return a file of two pages made from two little-endian files of one page each."""
    shift = len(first) + len(first) % 2
    moved = bytearray(first.ljust(shift, b"\0") + second)
    start = shift + struct.unpack_from("<I", second, 4)[0]
    count = struct.unpack_from("<H", moved, start)[0]
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, length = struct.unpack_from("<HHI", moved, entry)
        if tag == 273 or length * {2: 1, 3: 2, 4: 4, 5: 8}.get(kind, 1) > 4:
            struct.pack_into("<I", moved, entry + 8, struct.unpack_from("<I", moved, entry + 8)[0] + shift)
    directory = struct.unpack_from("<I", first, 4)[0]
    following = directory + 2 + 12 * struct.unpack_from("<H", first, directory)[0]
    struct.pack_into("<I", moved, following, start)
    return bytes(moved)


def kind_tag(kind):
    return struct.pack("<HHII", 254, 4, 1, kind)


def save_pages(*pages, subifds=0, **first_options):
    """Return a file of (pixels, NewSubfileType) pages; `subifds` of them, after the first, belong to the first."""
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        for number, (pixels, kind) in enumerate(pages):
            options = first_options | {"subifds": subifds} if number == 0 else {}
            writer.write(pixels, photometric="rgb", subfiletype=kind, metadata=None, **options)
    return file.getvalue()


def save_pyramid(*levels, subifds=0, **options):
    """Return a tiled BigTIFF file of (pixels, NewSubfileType) levels; `subifds` of them belong to the first."""
    file, options = io.BytesIO(), {"photometric": "rgb", "tile": (16, 16), "compression": "deflate"} | options
    with tifffile.TiffWriter(file, bigtiff=True) as writer:
        for number, (pixels, kind) in enumerate(levels):
            writer.write(pixels, subfiletype=kind, metadata=None, subifds=0 if number else subifds, **options)
    return file.getvalue()


HALVES = [(np.ascontiguousarray(RGB[::step, ::step]), REDUCED) for step in (2, 4)]
OLD_THUMBNAIL = save_tiff(THUMBNAIL, photometric="rgb", extratags=[(255, 3, 1, 2, True)])
FILES = {
    "second page": save_pages((THUMBNAIL, REDUCED), (RGB, FULL)),
    "page of several": save_pages((THUMBNAIL, REDUCED), (RGB, PAGE)),
    "SubIFD": save_pages((THUMBNAIL, REDUCED), (RGB, FULL), subifds=1),
    "second SubIFD": save_pages((THUMBNAIL, REDUCED), (THUMBNAIL[::2], REDUCED), (RGB, FULL), subifds=2),
    "after a mask": save_pages((THUMBNAIL, REDUCED), (RGB, FULL)).replace(kind_tag(REDUCED), kind_tag(MASK)),
    "thumbnails after it": save_pages((RGB, FULL), (THUMBNAIL, REDUCED)),
    "pyramid": save_pages((RGB, FULL), (THUMBNAIL, REDUCED), (THUMBNAIL[::2], REDUCED), subifds=2),
    "pyramid in SubIFDs, as Bio-Formats writes it": save_pyramid((RGB, FULL), *HALVES, subifds=2),
    "pyramid in the chain, as libvips writes it": save_pyramid((RGB, FULL), *HALVES),
    "no full page": save_pages((RGB, REDUCED)),
    "the old tag": chain(OLD_THUMBNAIL, save_tiff(RGB, photometric="rgb")),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_the_full_picture_is_read_and_thumbnails_are_no_pages(data):
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.image, RGB)
    assert painting.notes == ()


def test_a_second_full_page_is_named_in_a_note():
    painting = read_painting(save_pages((THUMBNAIL, REDUCED), (RGB, PAGE), (255 - RGB, PAGE)))
    np.testing.assert_array_equal(painting.image, RGB)
    assert "several pages" in painting.notes[0]


@pytest.mark.parametrize("subsampling", [(1, 1), (2, 2)])
def test_a_pyramid_of_jpeg_tiles_is_read(subsampling):
    options = {"photometric": "ycbcr", "compression": "jpeg", "compressionargs": {"level": 90}}
    data = save_pyramid((RGB, FULL), *HALVES, subsampling=subsampling, **options)
    painting = read_painting(data)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        assert file.pages.first.photometric.name == "YCBCR"
        np.testing.assert_array_equal(painting.image, file.pages.first.asarray())
    assert painting.notes == ()


def test_of_levels_that_are_not_marked_the_first_is_read():
    levels = [(np.ascontiguousarray(RGB[::step, ::step]), FULL) for step in (1, 2, 4)]
    aperio = [levels[0], (THUMBNAIL, FULL), *levels[1:]]  # which also has the thumbnail in strips
    for data in (save_pyramid(*levels), save_pyramid(*aperio), save_pages(levels[0], (THUMBNAIL, FULL), *levels[1:])):
        painting = read_painting(data)
        np.testing.assert_array_equal(painting.image, RGB)
        assert "several pages" in painting.notes[0]


def test_the_full_picture_takes_the_orientation_and_the_texts_of_its_thumbnail():
    data = save_pages(
        (THUMBNAIL, REDUCED), (RGB, FULL), subifds=1, description="Madonna", extratags=[(274, 3, 1, 6, True)]
    )
    painting = read_painting(data)
    np.testing.assert_array_equal(painting.image, np.rot90(RGB, -1))
    assert b"Madonna" in painting.metadata.exif


def test_pages_that_point_to_each_other_are_read_once():
    data = bytearray(FILES["second page"])
    with tifffile.TiffFile(io.BytesIO(bytes(data))) as file:
        first, second = (page.offset for page in file.pages)
    following = second + 2 + 12 * struct.unpack_from("<H", data, second)[0]
    struct.pack_into("<I", data, following, first)
    np.testing.assert_array_equal(read_painting(bytes(data)).image, RGB)


def save_imagej(channels, **options):
    """Return an ImageJ file of (C, H, W) channels."""
    file = io.BytesIO()
    tifffile.imwrite(file, channels, imagej=True, metadata={"axes": "CYX", "mode": "composite"} | options)
    return file.getvalue()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_composite_of_imagej_is_red_green_and_blue(dtype):
    pixels = RGB.astype(dtype) * np.iinfo(dtype).max // 255
    painting = read_painting(save_imagej(pixels.transpose(2, 0, 1)))
    np.testing.assert_array_equal(painting.image, pixels)
    assert not painting.is_grey
    assert painting.notes == ("Three channels were read as red, green and blue, as ImageJ shows them.",)


@pytest.mark.parametrize(
    ("channels", "options"),
    [(RGB.transpose(2, 0, 1)[:2], {}), (RGB.transpose(2, 0, 1), {"mode": "grayscale"})],
    ids=["two channels", "shown one by one"],
)
def test_other_stacks_of_imagej_are_pages_of_grey(channels, options):
    painting = read_painting(save_imagej(channels, **options))
    np.testing.assert_array_equal(painting.image, channels[0][..., None].repeat(3, axis=2))
    assert painting.is_grey
    assert "several pages" in painting.notes[0]


def raw_file(first_kind, raw_kind, photometric, compression):
    """Return a file as cameras write it: a preview, and what the sensor saw in a page that belongs to it."""
    data = save_pages((THUMBNAIL, first_kind), (RGB, raw_kind), subifds=1)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages.first.pages[0]
        places = [page.tags[tag].valueoffset for tag in (262, 259)]
    changed = bytearray(data)
    for place, number in zip(places, (photometric, compression), strict=True):
        struct.pack_into("<H", changed, place, number)
    return bytes(changed)


@pytest.mark.parametrize("first_kind", [FULL, REDUCED])
@pytest.mark.parametrize("raw_kind", [FULL, REDUCED])
@pytest.mark.parametrize(("photometric", "compression"), [(32803, 1), (32803, 34713), (34892, 7), (2, 32767)])
def test_the_preview_in_a_raw_file_of_a_camera_is_not_taken_for_its_picture(
    first_kind, raw_kind, photometric, compression
):
    with pytest.raises(BadImage, match="camera's raw file") as caught:
        read_painting(raw_file(first_kind, raw_kind, photometric, compression))
    assert "16-bit TIFF" in caught.value.hint


def test_of_several_slices_of_a_composite_the_first_is_read():
    channels = RGB.transpose(2, 0, 1)
    painting = read_painting(save_imagej(np.stack([channels, 255 - channels]), axes="ZCYX"))
    np.testing.assert_array_equal(painting.image, RGB)
    assert "several pages" in painting.notes[0]


@pytest.mark.parametrize("mode", ["composite", "grayscale"])
def test_pages_that_imagej_wrote_without_directories_are_read_or_named(mode):
    data = bytearray(save_imagej(RGB.astype(np.uint16).transpose(2, 0, 1) * 257, mode=mode))
    directory = struct.unpack_from("<I", data, 4)[0]
    following = directory + 2 + 12 * struct.unpack_from("<H", data, directory)[0]
    struct.pack_into("<I", data, following, 0)
    painting = read_painting(bytes(data))
    expected = RGB if mode == "composite" else RGB[..., :1].repeat(3, axis=2)
    np.testing.assert_array_equal(painting.image, expected.astype(np.uint16) * 257)
    assert ("several pages" in painting.notes[0]) == (mode == "grayscale")


def test_a_page_that_does_not_name_its_colours_has_the_usual_ones():
    for pixels, channels in ((RGB, 3), (np.ascontiguousarray(RGB[..., 0]), 1)):
        painting = read_painting(write_tiff([pixels.tobytes()], 64, 48, channels, tags={262: None}))
        np.testing.assert_array_equal(painting.image, pixels.reshape(48, 64, -1).repeat(3 // channels, axis=2))
        assert painting.is_grey == (channels == 1)


def test_a_description_of_imagej_that_is_no_more_true_does_not_cost_the_picture():
    grey = np.ascontiguousarray(RGB[..., 0])
    text = b"ImageJ=1.54f\nimages=3\nchannels=3\nmode=composite\n\0"
    painting = read_painting(write_tiff([grey.tobytes()], 64, 48, 1, photometric=1, tags={270: (2, list(text))}))
    np.testing.assert_array_equal(painting.image[..., 0], grey)
    assert painting.notes == ()
