"""Web annotations, the table, and masks with kinds."""

import csv
import io
import json
import re

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from restoration.editing.regions import find_regions
from restoration.editing.replay import apply_steps
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.errors import BadMask, BadRequest
from restoration.imaging.iiif_source import CanvasPlace
from restoration.imaging.writing import encode_mask
from restoration.output.annotations import EXPORTS, AnnotationContext, encode_export, kinds_as_steps, read_kinds
from restoration.output.annotations.kind_masks import encode_kinds
from restoration.output.annotations.rasterizing import PolygonEdges
from tests.unit.editing.regions.strategies import kind_maps


def only_file(key, regions, context):
    [(_, data)] = encode_export(key, regions, context)
    return data


def test_annotations_select_exactly_the_pixels_of_each_region(regions, context):
    page = json.loads(only_file("w3c", regions, context))
    assert page["type"] == "AnnotationPage"
    assert page["@context"] == "http://iiif.io/api/presentation/3/context.json"
    [canvas] = page["partOf"]
    assert (canvas["width"], canvas["height"]) == (80, 60)
    for one, region in zip(page["items"], regions.regions, strict=True):
        assert one["target"]["source"] == canvas["id"]
        selector = one["target"]["selector"]
        assert selector["type"] == "SvgSelector"
        [path] = re.findall(r' d="([^"]+)"', selector["value"])
        rings = [[tuple(map(int, point.split(","))) for point in ring.split("L")] for ring in path[1:-1].split("ZM")]
        edges = PolygonEdges.of(rings, regions.shape)
        assert np.array_equal(edges.pixels(), regions.labels[edges.window] == region.number)


def test_annotations_say_what_it_is_how_large_and_who_said_so(regions, context):
    crack, scratch, *_ = json.loads(only_file("w3c", regions, context))["items"]
    assert crack["creator"] == {"type": "Person", "name": "A. Müller"}
    assert crack["created"] == "2026-11-29T10:00:00Z"
    bodies = {body["purpose"]: body for body in crack["body"]}
    assert bodies["tagging"]["value"] == "crack"
    assert "area mm2: 0.2" in bodies["describing"]["value"]
    assert bodies["classifying"]["source"] == "http://vocab.getty.edu/aat/300209168"
    assert {body["purpose"]: body["value"] for body in scratch["body"]}["commenting"] == '=1+1, a "hair"'


def test_a_picture_from_a_server_is_annotated_in_the_coordinates_of_its_canvas(regions):
    place = CanvasPlace("https://iiif.example/c1", True, 4000, 3000, x=1000, y=500.5, across=2, down=2)
    page = json.loads(only_file("w3c", regions, AnnotationContext("x", place=place)))
    assert page["partOf"] == [{"id": "https://iiif.example/c1", "type": "Canvas", "width": 4000, "height": 3000}]
    assert {one["target"]["source"] for one in page["items"]} == {"https://iiif.example/c1"}
    assert 'd="M1020,510.5L' in page["items"][0]["target"]["selector"]["value"]
    assert "creator" not in page["items"][0]


def test_the_table_has_a_row_for_each_region(regions, context):
    text = only_file("csv", regions, context).decode()
    assert text.count("\r\n") == text.count("\n") == 5
    crack, scratch, _, rejected = csv.DictReader(io.StringIO(text, newline=""))
    assert (crack["kind"], crack["x px"], crack["y px"], crack["area px2"]) == ("crack", "10", "5", "20")
    assert (crack["area mm2"], crack["likelihood"], crack["evidence"]) == ("0.2", "0.75", "")
    assert scratch["note"] == """'=1+1, a "hair\""""  # a spreadsheet must not compute it
    assert rejected["status"] == "rejected"


def test_without_a_scale_there_are_no_millimetres(regions):
    crack, *_ = csv.DictReader(io.StringIO(only_file("csv", regions, AnnotationContext("x")).decode()))
    assert crack["area mm2"] == crack["length mm"] == crack["width mm"] == ""


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_an_impossible_scale_is_refused(scale):
    with pytest.raises(BadRequest, match="impossible"):
        AnnotationContext("x", scale)


@given(kind_maps)
def test_a_mask_with_kinds_comes_back_to_the_pixel(kinds):
    assert np.array_equal(read_kinds(encode_kinds(kinds), kinds.shape), kinds)


@given(kind_maps, kind_maps)
def test_what_was_read_can_be_drawn_over_a_mask(kinds, before):
    steps = kinds_as_steps(kinds)
    assert np.array_equal(apply_steps(before, steps), np.where(kinds > 0, kinds, before))
    assert steps_from_json([step_to_json(step) for step in steps], kinds.shape) == steps


def test_masks_are_one_in_colours_and_one_for_each_kind_there_is(regions, context):
    files = dict(encode_export("masks", regions, context))
    assert set(files) == {"_kinds.png", "_mask_crack.png", "_mask_scratch.png", "_mask_loss.png"}
    coloured = Image.open(io.BytesIO(files["_kinds.png"]))
    assert coloured.mode == "P"
    assert np.array_equal(np.array(coloured), regions.kinds())
    assert coloured.convert("RGB").getpixel((12, 5)) == (226, 38, 32)
    crack = np.array(Image.open(io.BytesIO(files["_mask_crack.png"])))
    assert np.array_equal(crack > 0, regions.kinds() == 1)


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_a_grey_mask_may_hold_the_numbers_of_kinds_and_transparency_is_nothing():
    numbers = np.arange(5, dtype=np.uint8)[None].repeat(3, axis=0)
    assert np.array_equal(read_kinds(png(numbers), (3, 5)), numbers)
    clear = np.zeros((3, 5, 4), np.uint8)
    clear[1] = 226, 38, 32, 255
    clear[2] = 226, 38, 32, 0
    assert read_kinds(png(clear), (3, 5)).tolist() == [[0] * 5, [1] * 5, [0] * 5]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot be used"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "cannot be used"),
        (encode_kinds(np.ones((6, 8), np.uint8)), "8 x 6 px, the picture 5 x 3 px"),
        (encode_mask(np.ones((3, 5), np.bool_)), "stands for no kind"),
        (png(np.full((3, 5), 5, np.uint8)), "stands for no kind"),
        (png(np.full((3, 5, 3), (226, 38, 33), np.uint8)), "stands for no kind"),
    ],
    ids=["empty", "cut", "size", "white", "five", "colour"],
)
def test_what_is_no_mask_with_kinds_is_refused_in_a_sentence(data, message):
    with pytest.raises(BadMask, match=message) as refusal:
        read_kinds(data, (3, 5))
    assert "\n" not in refusal.value.sentence


@pytest.mark.parametrize("key", EXPORTS)
def test_a_picture_without_damage_can_be_exported(key, context):
    for _, data in encode_export(key, find_regions(np.zeros((5, 7), np.uint8)), context):
        assert data
