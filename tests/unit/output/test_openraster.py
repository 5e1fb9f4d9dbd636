"""An OpenRaster file is what the specification asks for, and holds what was put in."""

import io
import zipfile
from xml.etree import ElementTree

import imagecodecs
import numpy as np
from PIL import Image

from restoration.imaging.painting import Metadata
from restoration.imaging.reading import read_painting
from restoration.output.openraster import OpenRasterLayer, encode_openraster

PROFILE = imagecodecs.cms_profile("adobergb")
CHANCE = np.random.default_rng(3)
BELOW = CHANCE.integers(0, 65536, (40, 520, 3), dtype=np.uint16)
ABOVE = CHANCE.integers(0, 65536, (40, 520, 3), dtype=np.uint16)
COVER = CHANCE.integers(0, 65536, (40, 520), dtype=np.uint16)
LAYERS = [OpenRasterLayer("Fill", ABOVE, COVER), OpenRasterLayer("Notes & <marks>", BELOW, is_visible=False)]
METADATA = Metadata(PROFILE, b"II*\0", b"<x/>", (300.0, 240.0))


def opened(data):
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_file_is_laid_out_as_the_specification_asks():
    archive = opened(encode_openraster(LAYERS, OpenRasterLayer("", BELOW), METADATA))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"image/openraster"
    stack = ElementTree.fromstring(archive.read("stack.xml"))
    named = [layer.get("src") for layer in stack.iter("layer")]
    assert set(archive.namelist()) == {"mimetype", "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png", *named}
    with Image.open(archive.open("Thumbnails/thumbnail.png")) as thumbnail:
        assert (thumbnail.size, thumbnail.mode) == ((256, 20), "RGB")


def test_the_stack_tells_size_resolution_names_and_what_is_hidden():
    stack = ElementTree.fromstring(
        opened(encode_openraster(LAYERS, OpenRasterLayer("", BELOW), METADATA)).read("stack.xml")
    )
    assert [stack.get(key) for key in ("w", "h", "xres", "yres")] == ["520", "40", "300", "240"]
    told = [(layer.get("name"), layer.get("visibility")) for layer in stack.iter("layer")]
    assert told == [("Fill", "visible"), ("Notes & <marks>", "hidden")]


def test_every_layer_keeps_its_pixels_its_depth_and_the_profile():
    archive = opened(encode_openraster(LAYERS, OpenRasterLayer("", ABOVE), METADATA))
    for place, layer in enumerate(LAYERS):
        sheet = read_painting(archive.read(f"data/layer{place}.png"))
        np.testing.assert_array_equal(sheet.image, layer.image)
        assert sheet.metadata.icc == PROFILE
        assert (sheet.alpha is None) == (layer.alpha is None)
    np.testing.assert_array_equal(read_painting(archive.read("data/layer0.png")).alpha, COVER)
    np.testing.assert_array_equal(read_painting(archive.read("mergedimage.png")).image, ABOVE)
