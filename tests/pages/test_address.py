"""A picture opened from an IIIF address on the Restore page."""

import numpy as np
import pytest

from restoration.app.restore.map_panel import annotation_context
from restoration.imaging.iiif_source import source_of
from restoration.museum.iiif.client import ALLOW_LOCAL_VARIABLE
from tests.pages.restore_page import button, control, job, new_page, token_of, with_label
from tests.unit.fake_iiif import open_iiif


@pytest.fixture
def iiif():
    """A server with a manifest of two canvases, the second of which has a thumbnail that is gone."""
    with open_iiif() as server:
        picture = {"id": "x", "type": "Image", "service": [{"id": server.service, "type": "ImageService3"}]}
        page = {"items": [{"motivation": "painting", "body": picture, "target": "c"}]}
        front, back = (
            {"id": f"https://museum.example/{name}", "label": name, "width": 1400, "height": 1000, "items": [page]}
            for name in ("Front", "Back *1*")
        )
        back["thumbnail"] = {"id": f"{server.address}/gone.jpg"}
        server.pages["/manifest"] = {"type": "Manifest", "items": [front, back], "rights": "CC0 of :red[a museum]"}
        yield server


@pytest.fixture
def look(page):
    """Give an address to the page, and let it look."""

    def look(address):
        control(page, "Painting").set_value("Upload").run()
        with_label(page.text_input, "Address").set_value(address)
        return button(page, "Look").click().run()

    return look


def test_a_region_of_a_canvas_opens_as_a_work_that_is_kept(iiif, look, monkeypatch):
    monkeypatch.setenv(ALLOW_LOCAL_VARIABLE, "1")
    page = look(f"{iiif.address}/manifest")
    assert not page.exception and not page.error
    button(page, "iiif choose 1").click().run()
    for name, value in (("Left, px", 100), ("Top, px", 200), ("Width, px", 96), ("Height, px", 900)):
        with_label(page.number_input, name).set_value(value)
    button(page, "Open this region").click().run()
    assert not page.exception and not page.error
    work = job(page)
    assert np.array_equal(work.painting.image, iiif.picture[200:500, 100:196])
    assert work.title == "Back *1*"
    assert any("Rights" in note.value for note in page.info)
    assert source_of(work.painting).canvas == "https://museum.example/Back *1*"

    again = new_page(token_of(page)).run()
    assert source_of(job(again).painting) == source_of(work.painting)
    assert annotation_context(job(again)).place.point(0, 0) == (200, 400)
    page.run()
    assert np.array_equal(job(page).painting.image, work.painting.image), "it stays open"


def test_addresses_in_the_own_network_are_refused_on_the_page(iiif, look):
    page = look(f"{iiif.address}/manifest")
    assert "inside the network of this machine" in page.error[0].value
    assert not iiif.calls


def test_a_canvas_that_cannot_be_fetched_is_asked_for_once(iiif, look, monkeypatch):
    monkeypatch.setenv(ALLOW_LOCAL_VARIABLE, "1")
    iiif.info = {"nothing": 1}
    page = look(f"{iiif.address}/manifest")
    assert "version 2 or 3" in page.error[0].value
    calls = len(iiif.calls)
    page.run()
    assert "version 2 or 3" in page.error[0].value and len(iiif.calls) == calls
