"""The damage map as SVG and PDF: its figures, its marks, and files that other programs read."""

import re
import time
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest

from restoration.domain import DAMAGE_KINDS
from restoration.editing.regions import RegionStatus, find_regions
from restoration.imaging.painting import Painting
from restoration.imaging.scale import scale_by_hand
from restoration.output.damage_map import MapOptions, TitleBlock, draw_damage_map
from restoration.output.damage_map.styles import LINE_CONTRAST, STYLES, _contrast_with_white
from restoration.output.drawing import encode_pdf, encode_svg
from restoration.output.drawing.page import Shape, Text
from tests.unit.output.pdf_objects import objects_of

SVG = "{http://www.w3.org/2000/svg}"
WORDS = TitleBlock("Мадонна & <b>child</b>", "NG 1234", "A. Rossi", "28 November")


@pytest.fixture
def source(painting):
    return Painting(painting, "madonna.png", "ab" * 32, "PNG")


@pytest.fixture
def kinds():
    """A crack of 2 x 50 px, a loss of 10 x 8 px, and a scratch of 3 x 30 px."""
    kinds = np.zeros((48, 64), np.uint8)
    kinds[20:22, 4:54] = 1
    kinds[30:40, 45:53] = 3
    kinds[5:8, 10:40] = 2
    return kinds


def texts_of(drawing):
    return [item.text for item in drawing.items if isinstance(item, Text)]


def test_sums_are_those_of_the_pixels(source, kinds):
    regions = find_regions(kinds)
    texts = texts_of(draw_damage_map(source, regions, WORDS, scale_by_hand(2)))
    assert texts[texts.index("Cracks") + 1 :][:3] == ["1", "25.0", f"{100 * (kinds == 1).mean():.2f}"]
    assert texts[texts.index("Losses") + 1 :][:3] == ["1", "20.0", f"{100 * (kinds == 3).mean():.2f}"]
    assert texts[texts.index("All") + 1 :][:3] == ["3", "67.5", f"{100 * (kinds > 0).mean():.2f}"]
    crack = next(region for region in regions.regions if region.kind.value == "crack")
    assert f"{crack.length / 2:.1f}" in texts


def test_without_a_scale_figures_are_in_px_and_the_map_says_so(source, kinds):
    texts = texts_of(draw_damage_map(source, find_regions(kinds), TitleBlock()))
    assert texts[texts.index("Cracks") + 1 :][:2] == ["1", "100"]
    assert {"Area, px", "Length, px", "Scale not known: lengths and areas are in px"} <= set(texts)
    assert "madonna.png" in texts


def test_what_was_decided_is_said_only_where_it_differs(source, kinds):
    found = find_regions(kinds)
    plain = texts_of(draw_damage_map(source, found, WORDS))
    assert not [text for text in plain if text.startswith(("Proposed", "Accepted", "Rejected", "Not to be"))]
    loss, scratch = found.at(48, 35).number, found.at(20, 6).number
    decisions = [found.decide([loss], RegionStatus.NOT_TO_FILL), found.decide([scratch], RegionStatus.REJECTED)]
    left = np.where(kinds == 2, 0, kinds).astype(np.uint8)
    texts = texts_of(draw_damage_map(source, find_regions(left, decisions=decisions), WORDS))
    for words in ("Proposed, not yet judged", "Not to be filled", "Rejected: no damage, not in the sums"):
        assert texts[texts.index(words) + 1] == "1"
    assert texts[texts.index("All") + 1 :][:2] == ["2", "180"], "what was rejected is no damage"


def test_outlines_lie_where_the_pixels_are(source, kinds):
    drawing = draw_damage_map(source, find_regions(kinds), WORDS)
    picture = drawing.items[0]
    crack = next(
        item for item in drawing.items if isinstance(item, Shape) and item.fill == STYLES[DAMAGE_KINDS[0]].fill
    )
    px = (crack.rings[0] - (picture.x, picture.y)) * 64 / picture.width
    assert np.allclose([px.min(axis=0), px.max(axis=0)], [[4, 20], [54, 22]])


def test_the_svg_is_sound_xml_that_treats_words_as_text(source, kinds):
    drawing = draw_damage_map(source, find_regions(kinds), TitleBlock(f"{WORDS.title}\x00\ud800"))
    root = ElementTree.fromstring(encode_svg(drawing))
    assert (root.get("width"), root.get("viewBox")) == ("297mm", "0 0 29700 21000")
    assert any("Мадонна & <b>child</b>" in (text.text or "") for text in root.iter(f"{SVG}text"))
    assert not [element for element in root.iter() if element.tag.endswith(("script", "}b"))]
    hatches = {f"url(#{pattern.get('id')})" for pattern in root.iter(f"{SVG}pattern")}
    assert hatches <= {path.get("fill") for path in root.iter(f"{SVG}path")}


def test_the_pdf_finds_all_its_objects_and_its_letters_can_be_copied(source, kinds):
    pdf = encode_pdf(draw_damage_map(source, find_regions(kinds), WORDS))
    objects = objects_of(pdf)
    heads = {number: body.split(b"stream\n")[0] for number, body in objects.items()}
    named = {int(number) for head in heads.values() for number in re.findall(rb"(\d+) 0 R", head)}
    assert named < set(objects)
    assert b"MediaBox [0 0 841.8898 595.2756]" in b"".join(heads.values())
    letters = b"".join(body for body in objects.values() if b"beginbfchar" in body)
    for letter in f"{WORDS.title}{WORDS.operator}":
        assert b"<%04x>" % ord(letter) in letters, letter
    assert pdf == encode_pdf(draw_damage_map(source, find_regions(kinds), WORDS)), "the same map gives other bytes"


def test_each_kind_differs_from_the_others_without_its_colour_and_is_dark_enough():
    looks = {(type(style.fill), getattr(style.fill, "segments", None), style.line.dash) for style in STYLES.values()}
    assert len(looks) == len(DAMAGE_KINDS)
    assert all(_contrast_with_white(style.line.colour) >= LINE_CONTRAST for style in STYLES.values())


def test_ten_thousand_regions_take_seconds_and_a_few_megabytes():
    rng = np.random.default_rng(1)
    image = np.full((2000, 3000, 3), 180, np.uint8)
    kinds = np.zeros((2000, 3000), np.uint8)
    for number, (x, y, angle) in enumerate(rng.uniform((0, 0, 0), (3000, 2000, 6.28), (14_000, 3)).tolist()):
        end = round(x + 22 * np.cos(angle)), round(y + 22 * np.sin(angle))
        cv2.line(kinds, (round(x), round(y)), end, 1 + number % 4, 2)
    regions = find_regions(kinds)
    assert len(regions.regions) > 7_500
    start = time.process_time()
    drawing = draw_damage_map(Painting(image, "x.png", "0" * 64, "PNG"), regions, WORDS, scale_by_hand(8))
    pdf, svg = encode_pdf(drawing), encode_svg(drawing)
    assert time.process_time() - start < 20  # 3 s on a machine that does nothing else
    assert len(pdf) < 5e6 and len(svg) < 5e6
    assert len(drawing.items) < 400, "regions are drawn one by one"


def test_the_picture_is_no_finer_than_paper_shows(source, kinds):
    large = Painting(np.zeros((6000, 8000, 3), np.uint8), "x.png", "0" * 64, "PNG")
    marks = find_regions(np.zeros((6000, 8000), np.uint8))
    for look, is_grey in (("grey", True), ("colour", False)):
        picture = draw_damage_map(large, marks, WORDS, options=MapOptions("A4", look)).items[0]
        assert picture.is_grey is is_grey
        assert 250 < picture.pixels[0] / picture.width * 25.4 <= 301
