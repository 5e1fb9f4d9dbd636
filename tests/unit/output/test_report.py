"""The printed report states what the record states, and treats every text from outside as plain text."""

import io
import re
from base64 import b64decode
from html.parser import HTMLParser

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from restoration.domain import Damage, FillShare, Restoration
from restoration.editing.regions import find_regions
from restoration.imaging.extending import Margins, beyond_original, extend_painting
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.imaging.scale import scale_by_hand
from restoration.output.record import make_record
from restoration.output.report import encode_report

VOID_TAGS = {"meta", "img"}


class PageReader(HTMLParser):
    """Collects the tags, images and texts of a page, and checks that each element is closed."""

    def __init__(self):
        super().__init__()
        self.open_tags, self.images, self.texts, self.tags, self.policy = [], [], [], set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"]
        if tag not in VOID_TAGS:
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag

    def handle_data(self, data):
        self.texts.append(data.strip())


@pytest.fixture
def page(painting, hole):
    """The parsed report of a painting whose name, note and title are hostile."""
    kinds = np.where(hole, 1, 0).astype(np.uint8)
    kinds[30:36, 45:52] = 0
    damage = Damage(hole, "opencv", {"sensitivity": 0.5, "growth": 1}, 1.25, kinds)
    shares = (FillShare(("neural",), 90), FillShare(("neural", "migan"), 1400, ((3, 5, 30, 40), (50, 20, 31, 17))))
    generation = {"prompt": "<b>gold</b>", "negative_prompt": "", "seed": 0}
    restoration = Restoration(painting, painting, damage, "auto", 0.5, 0.75, shares=shares, generation=generation)
    source = Painting(painting, "<script>alert(1)</script>\udcff.png", "ab" * 32, "PNG", notes=("<b>bold</b>",))
    found = find_regions(hole.astype(np.uint8))
    chosen = found.decide([found.at(48, 33).number], fill="telea", seen=("telea", "auto"))
    laid_down = found.decide([found.at(48, 33).number], reintegration="selezione")
    record = make_record(
        source,
        restoration,
        restored_sha256="1" * 64,
        mask_sha256="2" * 64,
        scale=scale_by_hand(2),
        corrections=1,
        regions=find_regions(hole.astype(np.uint8), decisions=[chosen, laid_down]),
        composed_of=("auto", "telea"),
    )
    reader = PageReader()
    reader.feed(encode_report(source, restoration, record, '"><img src=x> & Söhne').decode())
    assert not reader.open_tags
    return reader


def test_a_grey_painting_is_shown_in_its_own_tones(painting, hole):
    grey, profile = painting[..., :1].repeat(3, axis=2), imagecodecs.cms_profile("gray", gamma=1.8)
    source = read_painting(encode_png(grey[..., 0], metadata=Metadata(grey_icc=profile)))
    restoration = Restoration(grey, grey, Damage(hole), "telea", 0.5)
    record = make_record(source, restoration, restored_sha256="1" * 64, mask_sha256="2" * 64)
    reader = PageReader()
    reader.feed(encode_report(source, restoration, record, "X-ray").decode())
    files = [b64decode(image["src"].partition(",")[2]) for image in reader.images]
    shown = [(picture.mode, picture.info["icc_profile"]) for picture in map(Image.open, map(io.BytesIO, files))]
    assert shown == [("L", profile)] * 2 + [("RGB", source.metadata.icc)]


def test_the_photograph_is_outlined_in_a_painting_that_was_extended(painting, hole):
    source = extend_painting(Painting(painting, "a.png", "0" * 64, "PNG"), Margins(left=9, top=5))
    image, damage = source.image, Damage(beyond_original(source))
    restoration = Restoration(image, image, damage, "telea", 0.5)
    record = make_record(source, restoration, restored_sha256="1" * 64, mask_sha256="2" * 64)
    height, width = hole.shape
    assert record["input"]["photograph_box"] == [9, 5, width, height]
    reader = PageReader()
    reader.feed(encode_report(source, restoration, record, "Panel").decode())
    assert any("Extended beyond the photograph by 9 px left, 5 px top" in text for text in reader.texts)
    picture = Image.open(io.BytesIO(b64decode(reader.images[1]["src"].partition(",")[2])))
    red, _, blue = (int(value) for value in np.asarray(picture)[5 + height // 2, 9:11].mean(axis=0))
    assert blue > red + 90, "no blue line where the photograph begins"


def test_a_conservator_finds_every_figure(page, hole):
    text = "|".join(filter(None, page.texts))
    assert f"All, in 2 parts|{hole.sum()}|{hole.mean():.2%}|{hole.sum() / 4:.1f}" in text
    assert f"Crack|{hole.sum() - 42}|" in text
    assert "Kind unknown|42|" in text
    assert "Corrected by hand|1 stroke|" in text
    assert "Filled by|Automatic; " in text
    assert "Our network|90 px|" in text
    assert "Strength|75%: the damage shows through the fill|" in text
    assert "Our network with MI-GAN|1,400 px in 2 places: 30 × 40 at 3, 5; 31 × 17 at 50, 20|" in text
    assert "Crack|7 × 6 at 45, 30|Telea (fast marching), laid down as Selezione cromatica|Automatic|" in text
    assert "32 × 24 mm" in text
    assert "ab" * 32 in text
    assert f"Restored picture|{'1' * 64}|Mask|{'2' * 64}" in text
    assert "Generated from the words|<b>gold</b>|Seed|0|" in text
    assert "Digital hypothesis, generated: pixels inside the mask were invented" in text


def test_text_from_outside_is_shown_and_not_obeyed(page):
    assert '"><img src=x> & Söhne' in page.texts
    assert "<script>alert(1)</script>\\udcff.png" in page.texts
    assert "<b>bold</b>" in page.texts
    assert not page.tags & {"script", "b", "link"}


def test_the_page_loads_and_runs_nothing(page):
    assert page.policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert not page.tags & {"script", "link", "iframe", "object", "form"}


def test_the_pictures_are_part_of_the_page_and_are_described(page):
    assert len(page.images) == 3
    for image in page.images:
        assert re.fullmatch(r"data:image/jpeg;base64,[\w+/=]+", image["src"])
        assert image["alt"]
