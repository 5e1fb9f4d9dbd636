"""A region is fetched at full size from servers of both versions and all levels, or a sentence says why not."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from restoration.downloading.client import Client
from restoration.errors import RestorationError
from restoration.imaging.iiif_source import source_of
from restoration.imaging.reading import read_painting
from restoration.museum.iiif import fetching
from restoration.museum.iiif.address import open_address
from restoration.museum.iiif.client import IiifClient
from restoration.museum.iiif.fetching import fetch_preview, fetch_region
from tests.unit.fake_iiif import drawn_picture, info_json, png, ready_tiles

REGION = (130, 70, 411, 333)
TILES = [{"width": 128, "scaleFactors": [1, 2, 4, 8]}]


@pytest.fixture
def client():
    return IiifClient(Client(0, backoff=0, timeout=0.3, retries=1, longest_wait=0))


def fetch(address, region, client):
    """Return the opened file and what came with it."""
    opened = open_address(address, client)
    fetched = fetch_region(opened.canvases[0], region or opened.region, client)
    return read_painting(fetched.data), fetched


def cut(region):
    x, y, width, height = region
    return drawn_picture()[y : y + height, x : x + width]


@pytest.mark.parametrize(
    "info",
    [
        info_json(3, 2),
        info_json(2, 1, tiles=TILES),
        info_json(3, 2, maxWidth=200),
        info_json(3, 1, maxWidth=500, maxHeight=90, tiles=TILES),
        info_json(2, 2, maxArea=40_000, maxWidth=300),
    ],
    ids=["plain", "tiles", "maxWidth", "maxHeight", "maxArea"],
)
def test_a_region_comes_at_full_size_within_the_limits_of_the_server(iiif, client, info):
    iiif.info = info
    painting, fetched = fetch(f"{iiif.service}/info.json", REGION, client)
    assert np.array_equal(painting.image, cut(REGION))
    assert fetched.source == source_of(painting)
    assert (fetched.source.region, fetched.source.full_size) == (REGION, (700, 500))
    assert fetched.source.image == iiif.service, "not the id in a description that was copied from elsewhere"


@pytest.mark.parametrize("version", [2, 3])
def test_ready_tiles_are_put_together_up_to_the_edges(iiif, client, version):
    iiif.info = info_json(version, 0, tiles=TILES)
    iiif.files = set(ready_tiles(version, 128, [1, 2, 4, 8]))
    region = (500, 300, 200, 200)
    painting, fetched = fetch(iiif.service + "/info.json", region, client)
    assert np.array_equal(painting.image, cut(region))
    assert fetched.name == "art_500_300_200_200.png"
    assert not fetched.notes


def test_tiles_that_are_larger_than_a_usual_part_are_read(iiif, client, monkeypatch):
    monkeypatch.setattr(fetching, "_PART_MEGAPIXELS", 0.1)
    iiif.info = info_json(3, 0, tiles=[{"width": 512, "scaleFactors": [1]}])
    painting, _ = fetch(iiif.service + "/info.json", REGION, client)
    assert np.array_equal(painting.image, cut(REGION))


def test_ready_tiles_that_are_written_otherwise_are_found(iiif, client):
    iiif.info = info_json(2, 0, tiles=TILES)
    iiif.files = set(ready_tiles(3, 128, [1]))
    painting, _ = fetch(iiif.service + "/info.json", None, client)
    assert np.array_equal(painting.image, drawn_picture())
    assert len(iiif.calls) <= 24 + 3, "the way of writing is remembered"


def test_tiles_of_a_smaller_scale_alone_give_a_smaller_region_and_a_note(iiif, client):
    iiif.info = info_json(3, 0, tiles=[{"width": 64, "scaleFactors": [2, 4]}])
    painting, fetched = fetch(iiif.service + "/info.json", (101, 51, 599, 449), client)
    assert fetched.source.region == (100, 50, 600, 450)
    assert painting.image.shape == (225, 300, 3)
    assert "1/2 of its size" in fetched.notes[0]
    assert fetched.source.place().point(300, 225) == (700, 500)


def test_a_server_of_whole_pictures_only_is_asked_for_the_whole(iiif, client):
    iiif.info = info_json(2, 0, sizes=[{"width": 70, "height": 50}])
    iiif.files = {"full/full", "full/70,"}
    painting, _ = fetch(iiif.service + "/info.json", REGION, client)
    assert np.array_equal(painting.image, cut(REGION))
    preview, size = fetch_preview(open_address(iiif.service + "/info.json", client).canvases[0], client, 60)
    assert (preview.shape, size) == ((50, 70, 3), (700, 500))


def test_a_limit_that_was_not_announced_is_found_out(iiif, client):
    iiif.longest = 250
    painting, _ = fetch(iiif.service + "/info.json", REGION, client)
    assert np.array_equal(painting.image, cut(REGION))


def test_the_preview_of_ready_tiles_is_made_of_the_coarsest_that_suffice(iiif, client):
    iiif.info = info_json(3, 0, tiles=TILES)
    canvas = open_address(iiif.service + "/info.json", client).canvases[0]
    preview, _ = fetch_preview(canvas, client, 200)
    assert preview.shape == (125, 175, 3)


@pytest.mark.parametrize(
    ("request_text", "region"),
    [
        ("130,70,411,333/max/0/default.jpg", REGION),
        ("full/300,/0/default.jpg", (0, 0, 700, 500)),
        ("square/!90,90/90/default.png", (100, 0, 500, 500)),
        ("pct:10,20,50,40/pct:10/0/color.jpg", (70, 100, 350, 200)),
    ],
)
def test_the_address_of_a_request_names_a_region(iiif, client, request_text, region):
    painting, fetched = fetch(f"{iiif.service}/{request_text}", None, client)
    assert fetched.source.region == region
    assert np.array_equal(painting.image, cut(region))


def test_a_plain_picture_is_read_as_it_is(iiif, client):
    iiif.pages["/scan.png"] = png(drawn_picture())
    painting, fetched = fetch(f"{iiif.address}/scan.png", REGION, client)
    assert np.array_equal(painting.image, cut(REGION))
    assert fetched.source.image == f"{iiif.address}/scan.png"


def test_a_picture_in_one_piece_that_is_too_large_is_to_be_saved_first(iiif, client, monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.1")
    iiif.pages["/scan.png"] = png(drawn_picture())
    with pytest.raises(RestorationError, match=r"0\.1") as failure:
        open_address(f"{iiif.address}/scan.png", client)
    assert failure.value.hint == "Save the picture in a browser, and open that file."


def test_grey_stays_grey(iiif, client):
    grey = Image.fromarray(drawn_picture()[..., 0])
    file = io.BytesIO()
    grey.save(file, "PNG")
    iiif.pages["/iiif/art/full/max/0/default.jpg"] = file.getvalue()
    painting, _ = fetch(iiif.service + "/info.json", None, client)
    assert painting.is_grey


INFO, PART = "/iiif/art/info.json", "/iiif/art/130,70,411,333/411,333/0/default.jpg"
SMALL_PNG = png(np.zeros((3, 500, 3), np.uint8))


@pytest.mark.parametrize(
    ("path", "answer", "sentence"),
    [
        (INFO, (403, {}, b""), "answered 403 Forbidden. The server lets not everybody see this picture"),
        (INFO, (429, {"Retry-After": "90"}, b""), "answered 429 Too Many Requests. .* wait 90 s, then try again"),
        (INFO, (404, {}, b""), "answered 404 Not Found.* the picture may have moved"),
        (INFO, (500, {}, b""), "answered 500 Internal Server Error. The server has a fault"),
        (INFO, (200, {}, b"  <!DOCTYPE html>"), "sent a web page in place of IIIF data. Copy the address of"),
        (INFO, (200, {}, b'{"width": 7'), "cannot be understood: it is not valid JSON"),
        (INFO, (200, {}, b"[]"), "sent data that are not IIIF"),
        (INFO, (200, {}, b'{"protocol": "http://iiif.io/api/image"}'), "has no width and height"),
        (INFO, (200, {}, b'{"width": 7, "height": 5}'), "version 2 or 3 of the IIIF Image API"),
        (INFO, (302, {"Location": INFO}, b""), "redirects without end. Check the address"),
        (INFO, (302, {"Location": "file:///etc/passwd"}, b""), "is no address of the web"),
        (INFO, (200, {}, "silence"), "cannot be reached, or stopped answering"),
        (PART, (200, {"Content-Length": "5000"}, b"cut"), "cannot be reached, or stopped answering"),
        (PART, (200, {}, b"<html>"), "sent a web page in place of a picture"),
        (PART, (200, {}, b"no picture at all"), "sent a picture that cannot be read"),
        (PART, (200, {}, SMALL_PNG), "sent 500 x 3 px where 411 x 333 px were asked for. .*description .* is wrong"),
    ],
)
def test_each_fault_is_one_sentence_with_a_cure(iiif, client, path, answer, sentence):
    iiif.faults[path] = [answer] * 20
    with pytest.raises(RestorationError) as failure:
        fetch(iiif.service + "/info.json", REGION, client)
    assert re.search(sentence, failure.value.sentence), failure.value.sentence


def test_an_answer_without_end_is_not_read_to_its_end(iiif, client, monkeypatch):
    monkeypatch.setattr("restoration.museum.iiif.client.MAX_PICTURE_BYTES", 1000)
    with pytest.raises(RestorationError, match=r"sends more than 0 MB"):
        fetch(iiif.service + "/info.json", REGION, client)


@pytest.mark.parametrize("region", [(600, 0, 101, 10), (0, 0, 0, 5)])
def test_a_region_beyond_the_picture_is_refused(iiif, client, region):
    with pytest.raises(RestorationError, match="does not lie in the picture of 700 x 500 px"):
        fetch(iiif.service + "/info.json", region, client)


def test_too_large_a_region_is_refused_before_anything_is_fetched(iiif, client, monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.1")
    with pytest.raises(RestorationError) as failure:
        fetch(iiif.service + "/info.json", REGION, client)
    assert failure.value.hint == "Choose a smaller region."
    assert iiif.calls == [INFO, INFO]


@pytest.mark.parametrize(
    "address", ["ftp://museum.example/x", "museum", "https://", "http://[::1", "file:///etc/passwd"]
)
def test_only_addresses_of_the_web_are_opened(client, address):
    with pytest.raises(RestorationError, match="no web address"):
        open_address(address, client)
