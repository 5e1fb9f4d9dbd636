"""StripByteCounts that cannot be true are computed, as libtiff does; a file that is cut short stays refused."""

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from restoration.errors import BadImage
from restoration.imaging.reading import read_painting
from tests.unit.imaging.picture_files import write_tiff

RGB = (np.add.outer(np.arange(40) * 3, np.arange(50) * 2)[..., None] + np.array([0, 10, 20])).astype(np.uint8)
ROWS = 16
PLAIN = [RGB[top : top + ROWS].tobytes() for top in range(0, len(RGB), ROWS)]


def jpeg(strip):
    file = io.BytesIO()
    pixels = np.frombuffer(strip, np.uint8).reshape(-1, 50, 3)
    Image.fromarray(pixels).save(file, "JPEG", quality=100, subsampling=0, keep_rgb=True)
    return file.getvalue()


PACKED = {
    "none": (1, PLAIN),
    "lzw": (5, [imagecodecs.lzw_encode(strip) for strip in PLAIN]),
    "deflate": (8, [imagecodecs.zlib_encode(strip) for strip in PLAIN]),
    "packbits": (32773, [imagecodecs.packbits_encode(strip) for strip in PLAIN]),
    "zstd": (50000, [imagecodecs.zstd_encode(strip) for strip in PLAIN]),
    "jpeg": (7, [jpeg(strip) for strip in PLAIN]),
}
SIZES = {
    "all 0": lambda sizes: [0] * len(sizes),
    "none": lambda sizes: None,
    "one 0": lambda sizes: [sizes[0], 0, sizes[2]],
    "too few": lambda sizes: sizes[:2],
    "beyond the end": lambda sizes: [*sizes[:2], sizes[2] + 5000],
    "all beyond the end": lambda sizes: [10**6] * len(sizes),
}


def write(key, sizes, rest=b""):
    compression, strips = PACKED[key]
    counts = None if sizes is None else (4, sizes)
    return write_tiff(
        [*strips[:-1], strips[-1] + rest],
        50,
        40,
        3,
        compression=compression,
        rows=ROWS,
        tags={279: counts, 273: (4, [8 + sum(map(len, strips[:index])) for index in range(len(strips))])},
    )


@pytest.mark.parametrize("key", PACKED)
@pytest.mark.parametrize("wrong", SIZES.values(), ids=SIZES)
def test_sizes_that_cannot_be_true_are_computed(key, wrong):
    sizes = [len(strip) for strip in PACKED[key][1]]
    expected = read_painting(write(key, sizes)).image
    assert np.abs(expected.astype(int) - RGB).max() <= (3 if key == "jpeg" else 0)
    painting = read_painting(write(key, wrong(sizes)))
    np.testing.assert_array_equal(painting.image, expected)
    assert painting.notes == ()


def test_a_single_strip_may_claim_too_little():
    for size in (0, 1, 10**9):
        data = write_tiff([RGB.tobytes()], 50, 40, 3, tags={279: (4, [size])})
        np.testing.assert_array_equal(read_painting(data).image, RGB)


def test_missing_strips_are_black_with_a_note():
    sizes = [len(strip) for strip in PLAIN]
    data = write_tiff(
        PLAIN, 50, 40, 3, rows=ROWS, tags={273: (4, [8, 0, 8 + sizes[0] + sizes[1]]), 279: (4, [sizes[0], 0, sizes[2]])}
    )
    painting = read_painting(data)
    expected = RGB.copy()
    expected[ROWS : 2 * ROWS] = 0
    np.testing.assert_array_equal(painting.image, expected)
    assert "filled with 0" in painting.notes[0]


def test_a_file_without_any_strip_is_refused():
    with pytest.raises(BadImage, match="where its pixels are"):
        read_painting(write_tiff(PLAIN, 50, 40, 3, rows=ROWS, tags={273: (4, [0] * 3), 279: (4, [0] * 3)}))


@pytest.mark.parametrize("key", PACKED)
@pytest.mark.parametrize("wrong", SIZES.values(), ids=SIZES)
def test_a_last_strip_that_is_cut_short_is_refused_whatever_the_sizes_say(key, wrong):
    compression, strips = PACKED[key]
    stated = wrong([len(strip) for strip in strips])
    last = strips[-1]
    head = 8 + 6 + 12 * 9 + 4 + 200  # the directory and its values come first, and then the strips
    for length in (1, len(last) // 2, len(last) - 20):
        cut = write_before(head, [*strips[:-1], last[:length]], stated, compression)
        with pytest.raises(BadImage):
            read_painting(cut)


def write_before(start, strips, sizes, compression):
    """Return a file whose strips come after its directory."""
    offsets = [start + sum(map(len, strips[:index])) for index in range(len(strips))]
    counts = None if sizes is None else (4, sizes)
    tags = {273: (4, offsets), 279: counts}
    head = write_tiff([], 50, 40, 3, compression=compression, rows=ROWS, tags=tags)
    return b"".join([head.ljust(start, b"\0"), *strips])
