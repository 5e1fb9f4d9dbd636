"""A restoration in layers shows the restored picture, and with its fill switched off the original."""

import io
import zipfile

import numpy as np
import pytest

from restoration.domain import Damage, Restoration
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.output.openraster import encode_restoration_layers


def made(image, hole, alpha=None):
    after = np.where(hole[..., np.newaxis], np.iinfo(image.dtype).max - image, image)
    painting = Painting(image, "madonna.tif", "0" * 64, "TIFF", alpha=alpha)
    return painting, Restoration(image, after, Damage(hole), "telea", 0.1)


def sheets_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [read_painting(archive.read(f"data/layer{place}.png")) for place in range(3)]


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_fill_over_the_original_is_the_restored_picture(painting, hole, depth):
    image = painting.astype(depth) * depth(np.iinfo(depth).max // 255)
    source, restoration = made(image, hole)
    fill, mask, original = sheets_of(encode_restoration_layers(source, restoration))
    white = np.iinfo(depth).max
    np.testing.assert_array_equal(fill.alpha, np.where(hole, white, 0))
    np.testing.assert_array_equal(
        np.where(fill.alpha[..., np.newaxis] == white, fill.image, original.image), restoration.after
    )
    np.testing.assert_array_equal(original.image, image)
    np.testing.assert_array_equal(mask.alpha, fill.alpha)
    assert not fill.image[~hole].any(), "the sound paint is in the fill too"


def test_what_was_transparent_stays_so(painting, hole):
    alpha = np.zeros(hole.shape, np.uint8)
    fill, _, original = sheets_of(encode_restoration_layers(*made(painting, hole, alpha)))
    assert not fill.alpha.any() and not original.alpha.any()


def test_the_same_restoration_gives_the_same_bytes(painting, hole):
    assert encode_restoration_layers(*made(painting, hole)) == encode_restoration_layers(*made(painting.copy(), hole))
