"""Pages as PDF and SVG: several pages in one file, masked pictures and inks."""

import io
import re
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from restoration.output.drawing import Drawing, encode_pdf, encode_svg
from restoration.output.drawing.page import Ink, InkArea, MaskedPicture, Rect, Shape, Text, rectangle
from tests.unit.output.pdf_objects import objects_of

PLACE = Rect(10, 20, 32, 24)
CYAN = Ink("Cyan", (0, 160, 220))


def test_several_pages_share_their_font_and_every_name_is_known():
    pages = [Drawing(100 + number, 80, "Films") for number in range(3)]
    for number, page in enumerate(pages):
        page.add(Text(10, 10, f"Page {number}", 4), Shape([rectangle(1, 1, 5, 5)], CYAN))
    objects = objects_of(encode_pdf(*pages))
    heads = {number: body.split(b"stream\n")[0] for number, body in objects.items()}
    assert {int(number) for head in heads.values() for number in re.findall(rb"(\d+) 0 R", head)} < set(objects)
    kids = re.search(rb"/Kids \[(.*?)\] /Count 3", b"".join(heads.values()))[1]
    sizes = [heads[int(number)] for number in re.findall(rb"(\d+) 0 R", kids)]
    for number, head in enumerate(sizes):
        assert b"[0 0 %.4f" % ((100 + number) * 72 / 25.4) in head
    assert sum(b"/Type0" in head for head in heads.values()) == 1, "the font is embedded more than once"
    assert sum(b"/Separation" in head for head in heads.values()) == 1


def test_an_svg_shows_the_same_masked_pixels_and_the_colour_of_the_ink(painting, hole):
    drawing = Drawing(60, 60, "Films", items=[MaskedPicture(PLACE, painting, hole), InkArea(PLACE, hole, CYAN)])
    images = list(ElementTree.fromstring(encode_svg(drawing)).iter("{http://www.w3.org/2000/svg}image"))
    for image, colours in zip(images, (painting, np.broadcast_to(np.uint8(CYAN.shown), painting.shape)), strict=True):
        assert [float(image.get(key)) for key in ("x", "y", "width", "height")] == [1000, 2000, 3200, 2400]
        pixels = np.asarray(Image.open(io.BytesIO(b64decode(image.get("href").partition(",")[2]))))
        np.testing.assert_array_equal(pixels[..., 3] > 0, hole)
        np.testing.assert_array_equal(pixels[hole, :3], colours[hole])
