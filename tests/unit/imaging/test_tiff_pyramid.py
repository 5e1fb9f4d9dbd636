"""A pyramid holds the picture, its halves in tiles, and its metadata, as image servers look for them."""

import io

import numpy as np
import pytest
import tifffile

from restoration.imaging.halving import halve_pixels
from restoration.imaging.painting import Metadata
from restoration.imaging.reading import read_painting
from restoration.imaging.tiff_pyramid import encode_tiff_pyramid
from tests.unit.imaging.test_writing import FULL, PROFILE, XMP

RNG = np.random.default_rng(8)
SHAPE = (300, 520)  # two levels below it


def pyramid(*arguments):
    return b"".join(encode_tiff_pyramid(*arguments))


def read_levels(data):
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        assert file.is_bigtiff
        return [(page, page.asarray()) for page in file.pages]


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("is_grey", [False, True], ids=["rgb", "grey"])
@pytest.mark.parametrize("kind", [None, "UNASSALPHA", "UNSPECIFIED"])
def test_each_level_is_half_of_the_one_before_it(depth, is_grey, kind):
    samples = RNG.integers(0, np.iinfo(depth).max, SHAPE if is_grey else (*SHAPE, 3), depth, endpoint=True)
    fourth = RNG.integers(0, 3, SHAPE, depth)
    alpha, extra = (fourth if kind == name else None for name in ("UNASSALPHA", "UNSPECIFIED"))
    expected = np.dstack([samples] if kind is None else [samples, fourth])
    levels = read_levels(pyramid(samples, alpha, extra, Metadata()))
    assert len(levels) == 3
    for number, (page, pixels) in enumerate(levels):
        np.testing.assert_array_equal(pixels.reshape(expected.shape), expected)
        assert (page.tile, page.compression.name, page.predictor.name) == ((256, 256), "ADOBE_DEFLATE", "HORIZONTAL")
        assert [each.name for each in page.extrasamples] == ([] if kind is None else [kind])
        assert page.is_reduced == (number > 0)
        expected = halve_pixels(expected, has_alpha=alpha is not None)


def test_metadata_stand_where_they_are_looked_for():
    data = pyramid(RNG.integers(0, 256, (*SHAPE, 3), np.uint8), None, None, FULL)
    pages = [page for page, _ in read_levels(data)]
    assert [page.iccprofile for page in pages] == [PROFILE] * 3
    assert [page.resolution for page in pages] == [(300, 240), (150, 120), (75, 60)]
    assert pages[0].tags[34665].value["DateTimeOriginal"] == "2023:01:01 00:00:00"
    assert pages[0].tags[700].value == XMP
    assert not {34665, 700} & {tag.code for page in pages[1:] for tag in page.tags}
    reread = read_painting(data)
    assert reread.notes == ()
    assert (reread.metadata.dpi, reread.metadata.xmp, reread.metadata.icc) == (FULL.dpi, XMP, PROFILE)


def test_a_level_of_another_aspect_ratio_has_its_own_resolution():
    _, (page, pixels) = read_levels(pyramid(np.zeros((1, 257), np.uint8), None, None, FULL))
    assert pixels.shape == (1, 129)
    assert page.resolution == pytest.approx((300 * 129 / 257, 240))
