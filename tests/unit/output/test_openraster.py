"""An OpenRaster file follows the specification; a restoration's layers show the restored picture and the original."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from restoration.domain import Damage, Reintegration, ReintegrationPart, Restoration
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.reading import read_painting
from restoration.output.layers import Layer
from restoration.output.openraster import write_openraster, write_restoration_layers

PROFILE = imagecodecs.cms_profile("adobergb")
RNG = np.random.default_rng(3)
BELOW = RNG.integers(0, 65536, (40, 520, 3), dtype=np.uint16)
ABOVE = RNG.integers(0, 65536, (40, 520, 3), dtype=np.uint16)
ALPHA = RNG.integers(0, 65536, (40, 520), dtype=np.uint16)
LAYERS = [Layer("Fill", ABOVE, ALPHA), Layer("Notes & <marks>", BELOW, is_visible=False)]
METADATA = Metadata(PROFILE, b"II*\0", b"<x/>", (300.0, 240.0))


def written(write, *arguments):
    file = io.BytesIO()
    write(file, *arguments)
    return file.getvalue()


def open_openraster(merged):
    return zipfile.ZipFile(io.BytesIO(written(write_openraster, LAYERS, Layer("", merged), METADATA)))


def test_the_file_is_laid_out_as_the_specification_asks():
    archive = open_openraster(BELOW)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"image/openraster"
    stack = ElementTree.fromstring(archive.read("stack.xml"))
    sources = [layer.get("src") for layer in stack.iter("layer")]
    assert set(archive.namelist()) == {"mimetype", "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png", *sources}
    with Image.open(archive.open("Thumbnails/thumbnail.png")) as thumbnail:
        assert (thumbnail.size, thumbnail.mode) == ((256, 20), "RGB")


def test_the_stack_states_size_resolution_names_and_visibility():
    stack = ElementTree.fromstring(open_openraster(BELOW).read("stack.xml"))
    assert [stack.get(key) for key in ("w", "h", "xres", "yres")] == ["520", "40", "300", "240"]
    layers = [(layer.get("name"), layer.get("visibility")) for layer in stack.iter("layer")]
    assert layers == [("Fill", "visible"), ("Notes & <marks>", "hidden")]


def test_every_layer_keeps_its_pixels_its_depth_and_the_profile():
    archive = open_openraster(ABOVE)
    for index, layer in enumerate(LAYERS):
        picture = read_painting(archive.read(f"data/layer{index}.png"))
        np.testing.assert_array_equal(picture.image, layer.image)
        assert picture.metadata.icc == PROFILE
        assert (picture.alpha is None) == (layer.alpha is None)
    np.testing.assert_array_equal(read_painting(archive.read("data/layer0.png")).alpha, ALPHA)
    np.testing.assert_array_equal(read_painting(archive.read("mergedimage.png")).image, ABOVE)


def restore(image, hole, alpha=None):
    after = np.where(hole[..., np.newaxis], np.iinfo(image.dtype).max - image, image)
    painting = Painting(image, "madonna.tif", "0" * 64, "TIFF", alpha=alpha)
    return painting, Restoration(image, after, Damage(hole), "telea", 0.1)


def read_layers(data, count=3):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [read_painting(archive.read(f"data/layer{index}.png")) for index in range(count)]


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_fill_over_the_original_is_the_restored_picture(painting, hole, depth):
    image = painting.astype(depth) * depth(np.iinfo(depth).max // 255)
    source, restoration = restore(image, hole)
    fill, mask, original = read_layers(written(write_restoration_layers, source, restoration))
    white = np.iinfo(depth).max
    np.testing.assert_array_equal(fill.alpha, np.where(hole, white, 0))
    shown = np.where(fill.alpha[..., np.newaxis] == white, fill.image, original.image)
    np.testing.assert_array_equal(shown, restoration.after)
    np.testing.assert_array_equal(original.image, image)
    np.testing.assert_array_equal(mask.alpha, fill.alpha)
    assert not fill.image[~hole].any(), "the fill layer also holds pixels outside the mask"


def test_transparent_pixels_stay_transparent(painting, hole):
    alpha = np.zeros(hole.shape, np.uint8)
    fill, _, original = read_layers(written(write_restoration_layers, *restore(painting, hole, alpha)))
    assert not fill.alpha.any() and not original.alpha.any()


def test_a_reintegration_lies_over_the_fill_it_was_made_from(painting, hole):
    source, plain = restore(painting, hole)
    laid_down = Reintegration(plain.after, (ReintegrationPart("tratteggio", 9),), 2.0, None, None, 0)
    after = np.where(hole[..., np.newaxis], plain.after // 2, painting)
    data = written(write_restoration_layers, source, replace(plain, after=after, reintegration=laid_down))
    top, *below = read_layers(data, 4)
    np.testing.assert_array_equal(top.image[hole], after[hole])
    assert not top.image[~hole].any() and np.array_equal(top.alpha > 0, hole)
    for layer, same in zip(below, read_layers(written(write_restoration_layers, source, plain)), strict=True):
        np.testing.assert_array_equal(layer.image, same.image)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stack = ElementTree.fromstring(archive.read("stack.xml"))
    names = [layer.get("name") for layer in stack.iter("layer")]
    assert names == ["Reintegration", "Fill", "Mask", "Original"]


def test_the_merged_picture_alone_has_the_xmp_of_the_painting(painting, hole):
    source, restoration = restore(painting, hole)
    data = written(write_restoration_layers, replace(source, metadata=Metadata(xmp=b"<x/>")), restoration)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert read_painting(archive.read("mergedimage.png")).metadata.xmp == b"<x/>"
        assert data.count(b"<x/>") == 1


def test_the_same_restoration_gives_the_same_bytes(painting, hole):
    first, second = (written(write_restoration_layers, *restore(image, hole)) for image in (painting, painting.copy()))
    assert first == second
