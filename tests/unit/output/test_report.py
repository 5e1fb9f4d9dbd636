"""The printed report tells what the record tells, and trusts no text."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from restoration.domain import Damage, FillShare, Restoration
from restoration.imaging.painting import Painting
from restoration.output.record import make_record
from restoration.output.results import encode_report

VOID = {"meta", "img"}


class Reader(HTMLParser):
    """Reads a page, and sees to it that each element is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.images, self.text, self.seen = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data.strip())


@pytest.fixture
def told(painting, hole):
    """A page of a painting whose name and title are hostile, read."""
    kinds = np.where(hole, 1, 0).astype(np.uint8)
    kinds[30:36, 45:52] = 0
    damage = Damage(hole, "opencv", {"sensitivity": 0.5, "growth": 1}, 1.25, kinds)
    shares = (FillShare(("neural",), 90), FillShare(("neural", "migan"), 1400, ((3, 5, 30, 40), (50, 20, 31, 17))))
    restoration = Restoration(painting, painting, damage, "auto", 0.5, shares=shares)
    source = Painting(painting, "<script>alert(1)</script>\udcff.png", "ab" * 32, "PNG", notes=("<b>bold</b>",))
    report = make_record(source, restoration, restored=b"", mask=b"", px_per_mm=2.0, corrections=1)
    page = Reader()
    page.feed(encode_report(source, restoration, report, '"><img src=x> & Söhne').decode())
    assert not page.open
    return page


def test_a_conservator_finds_every_figure(told, hole):
    rows = "|".join(filter(None, told.text))
    assert f"All, in 2 parts|{hole.sum()}|{hole.mean():.2%}|{hole.sum() / 4:.1f}" in rows
    assert f"Crack|{hole.sum() - 42}|" in rows
    assert "Not told apart|42|" in rows
    assert "Corrected by hand|1 stroke|" in rows
    assert "Filled by|Automatic; " in rows
    assert "Our network|90 px|" in rows
    assert "Our network with MI-GAN|1,400 px in 2 places: 30 × 40 at 3, 5; 31 × 17 at 50, 20|" in rows
    assert "32 × 24 mm" in rows
    assert "ab" * 32 in rows
    assert "Digital hypothesis: pixels inside the mask were computed" in rows


def test_text_is_shown_and_not_obeyed(told):
    assert '"><img src=x> & Söhne' in told.text
    assert "<script>alert(1)</script>\\udcff.png" in told.text
    assert "<b>bold</b>" in told.text
    assert not told.seen & {"script", "b", "link"}


def test_the_pictures_are_in_the_page_and_are_described(told):
    assert len(told.images) == 3
    for image in told.images:
        assert re.fullmatch(r"data:image/jpeg;base64,[\w+/=]+", image["src"])
        assert image["alt"]
