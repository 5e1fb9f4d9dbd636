"""The reintegration as a transparent PNG, and the layers as the pages of a TIFF that other programs read."""

import io
from dataclasses import replace

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.domain import Damage, Reintegration, ReintegrationPart, Restoration
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.reading import read_painting
from restoration.output.layered_tiff import encode_layered_tiff
from restoration.output.layers import encode_reintegration_png

PROFILE = imagecodecs.cms_profile("adobergb")
XMP = b"<x>made by a program</x>"
PAGES = ["Restored", "Mask", "Original", "Fill", "Reintegration"]


@pytest.fixture(params=[np.uint8, np.uint16], ids=["8 bits", "16 bits"])
def case(request, painting, hole):
    """A painting of 96 x 64 px, which is more than one strip, its fill and the reintegrated picture."""
    depth = request.param
    image = np.vstack([painting, painting]).astype(depth) * depth(np.iinfo(depth).max // 255)
    mask = np.vstack([hole, ~hole])
    fill = np.where(mask[..., np.newaxis], np.iinfo(depth).max - image, image)
    after = np.where(mask[..., np.newaxis], fill // 2, image)
    laid_down = Reintegration(fill, (ReintegrationPart("tratteggio", int(mask.sum())),), 2.0, None, None, 0)
    metadata = Metadata(PROFILE, xmp=XMP, dpi=(300.0, 300.0), iptc=b"\x1c\2\5\0\0", texts=(("a", "b"),))
    source = Painting(image, "madonna.tif", "0" * 64, "TIFF", metadata)
    return source, Restoration(image, after, Damage(mask), "telea", 0.1, reintegration=laid_down)


def test_the_png_of_a_grey_painting_is_grey(case):
    source, restoration = case
    after, grey_profile = restoration.after[..., :1].repeat(3, axis=2), imagecodecs.cms_profile("gray", gamma=1.8)
    source = replace(source, is_grey=True, metadata=Metadata(PROFILE, grey_icc=grey_profile))
    layer = read_painting(encode_reintegration_png(source, after, restoration.damage.mask))
    assert (layer.is_grey, layer.metadata.grey_icc) == (True, grey_profile)
    np.testing.assert_array_equal(layer.image, after * restoration.damage.mask[..., np.newaxis])


def test_the_png_holds_the_masked_pixels_and_nothing_else(case):
    source, restoration = case
    mask = restoration.damage.mask
    layer = read_painting(encode_reintegration_png(source, restoration.after, mask))
    np.testing.assert_array_equal(layer.image, restoration.after * mask[..., np.newaxis])
    np.testing.assert_array_equal(layer.alpha, np.where(mask, np.iinfo(layer.alpha.dtype).max, 0))
    assert layer.metadata == Metadata(PROFILE, xmp=XMP, dpi=(300.0, 300.0))


@pytest.mark.parametrize("px_per_mm", [0.25, 7.3, 100.0])
def test_the_png_prints_as_large_as_the_painting(case, px_per_mm):
    source, restoration = case
    png = encode_reintegration_png(source, restoration.after, restoration.damage.mask, px_per_mm)
    with Image.open(io.BytesIO(png)) as layer:
        assert layer.info["dpi"] == pytest.approx((px_per_mm * 25.4,) * 2, rel=0.0005)


def test_a_scale_too_small_for_png_is_left_out(case):
    source, restoration = case
    png = encode_reintegration_png(source, restoration.after, restoration.damage.mask, 0.0002)
    assert read_painting(png).metadata.dpi is None
    assert b"pHYs" not in png


def test_every_page_of_the_tiff_is_a_named_layer_with_profile_and_resolution_the_first_with_xmp(case):
    source, restoration = case
    image, mask = restoration.before, restoration.damage.mask
    with tifffile.TiffFile(io.BytesIO(b"".join(encode_layered_tiff(source, restoration)))) as tiff:
        assert [page.tags["PageName"].value for page in tiff.pages] == PAGES
        assert [page.tags.valueof(700) for page in tiff.pages] == [XMP, *[None] * 4]
        assert all(page.iccprofile == PROFILE and page.resolution == (300, 300) for page in tiff.pages)
        restored, red, original, fill, top = (page.asarray() for page in tiff.pages)
        assert [page.extrasamples for page in tiff.pages][3:] == [(2,), (2,)], "alpha is not unassociated"
    np.testing.assert_array_equal(restored, restoration.after)
    np.testing.assert_array_equal(original, image)
    white = np.iinfo(image.dtype).max
    for layer, picture in ((fill, restoration.reintegration.fill), (top, restoration.after)):
        np.testing.assert_array_equal(layer[..., :3], picture * mask[..., np.newaxis])
        np.testing.assert_array_equal(layer[..., 3], mask * white)
    assert (red[mask] == [226 * (white // 255), 38 * (white // 255), 32 * (white // 255), white]).all()
    assert not red[~mask].any()


def test_pillow_shows_the_restored_picture_first(case):
    source, restoration = case
    data = b"".join(encode_layered_tiff(source, restoration))
    with Image.open(io.BytesIO(data)) as tiff:
        assert tiff.n_frames == len(PAGES)
        shown = np.asarray(tiff)
        tiff.seek(len(PAGES) - 1)
        assert tiff.mode == "RGBA" and tiff.tag_v2[285] == "Reintegration"
        above = np.asarray(tiff)
    expected = restoration.after >> (8 * (restoration.after.itemsize - 1))  # Pillow has no 16-bit colours
    np.testing.assert_array_equal(shown, expected)
    np.testing.assert_array_equal(above[restoration.damage.mask, :3], expected[restoration.damage.mask])
    assert data == b"".join(encode_layered_tiff(source, restoration)), "the same restoration gives other bytes"


def test_without_a_reintegration_the_tiff_has_no_such_page(case):
    source, restoration = case
    plain = Restoration(restoration.before, restoration.after, restoration.damage, "telea", 0.1)
    with tifffile.TiffFile(io.BytesIO(b"".join(encode_layered_tiff(source, plain)))) as tiff:
        assert [page.tags["PageName"].value for page in tiff.pages] == PAGES[:-1]
        np.testing.assert_array_equal(
            tiff.pages[3].asarray()[restoration.damage.mask, :3], plain.after[plain.damage.mask]
        )
