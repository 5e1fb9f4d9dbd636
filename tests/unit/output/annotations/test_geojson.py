"""GeoJSON to other programs and back."""

import json
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given

from restoration.editing.regions import find_regions
from restoration.output.annotations import AnnotationContext, encode_export, read_geojson
from restoration.output.annotations import geojson_reading as reading_module
from restoration.output.annotations.geojson_reading import BadAnnotations
from tests.unit.editing.regions.strategies import kind_maps

SHAPE = (60, 80)
SQUARE = [[10, 10], [20, 10], [20, 20], [10, 20], [10, 10]]


def encode(regions, context):
    [(name, data)] = encode_export("geojson", regions, context)
    assert name == "_regions.geojson"
    return data


def feature(coordinates, name="loss", shape="Polygon", **properties):
    classified = {"classification": {"name": name}} | properties
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": classified}


def read(*features, shape=SHAPE):
    return read_geojson(json.dumps({"type": "FeatureCollection", "features": features}).encode(), shape)


@given(kind_maps.filter(np.any))
def test_what_is_exported_comes_back_to_the_pixel(kinds):
    data = encode(find_regions(kinds), AnnotationContext("x"))
    imported = read_geojson(data, kinds.shape)
    assert np.array_equal(imported.kinds, kinds)
    assert imported.notes == ()


def test_features_are_those_of_qupath(regions, context):
    collection = json.loads(encode(regions, context))
    assert collection["picture"]["y axis"] == "down"
    assert collection["picture"]["title"] == context.title
    crack, scratch, loss, rejected = collection["features"]
    for one in collection["features"]:
        UUID(one["id"])
        assert one["properties"]["objectType"] == "annotation"
        assert all(isinstance(value, int | float) for value in one["properties"]["measurements"].values())
    assert crack["properties"]["classification"] == {"name": "crack", "color": [226, 38, 32]}
    measured = crack["properties"]["measurements"]
    assert (measured["area px2"], measured["area mm2"], measured["likelihood"]) == (20, 0.2, 0.75)
    assert measured["length mm"] == pytest.approx(2, rel=0.03)
    assert crack["properties"]["metadata"]["aat"] == "http://vocab.getty.edu/aat/300209168"
    assert scratch["properties"]["metadata"] == {"status": "accepted", "note": '=1+1, a "hair"'}
    assert rejected["properties"]["metadata"]["status"] == "rejected"
    outer, hole = loss["geometry"]["coordinates"]
    assert outer[0] == outer[-1] and hole[0] == hole[-1]


def test_a_rejected_region_marks_nothing_when_it_comes_back(regions, context):
    assert np.array_equal(read_geojson(encode(regions, context), SHAPE).kinds, regions.kinds())


def test_qgis_keeps_the_columns_and_turns_the_rest_into_text(regions, context):
    """Some of its formats hold what is nested as a text."""
    collection = json.loads(encode(regions, context))
    for one in collection["features"]:
        for name in ("classification", "measurements", "metadata"):
            one["properties"][name] = json.dumps(one["properties"][name])
    assert np.array_equal(read(*collection["features"]).kinds, regions.kinds())


def test_polygons_of_other_programs_with_any_corners():
    triangle = [[0.5, 0.25], [30.75, 0.25], [0.5, 30.5], [0.5, 0.25]]
    kinds = read(feature([triangle], "Cracks")).kinds
    assert set(np.unique(kinds)) == {0, 1}
    assert kinds.sum() == pytest.approx(0.5 * 30.25 * 30.25, rel=0.03)


@pytest.mark.parametrize(
    "properties",
    [
        {"classification": {"name": "Crack", "color": [1, 2, 3]}},
        {"classification": "cracks"},
        {"kind": "CRACK"},
        {"class": "http://vocab.getty.edu/aat/300209168"},
    ],
    ids=str,
)
def test_the_class_may_stand_where_programs_put_it(properties):
    one = feature([SQUARE])
    one["properties"] = properties
    assert read(one).kinds.sum() == 100


def test_holes_several_polygons_and_what_lies_outside():
    hole = [[12, 12], [14, 12], [14, 14], [12, 14], [12, 12]]
    beyond = [[70, 50], [200, 50], [200, 90], [70, 90], [70, 50]]
    kinds = read(feature([[SQUARE, hole], [beyond]], shape="MultiPolygon")).kinds
    assert (kinds > 0).sum() == 100 - 4 + 10 * 10


def test_of_two_areas_the_later_one_counts():
    kinds = read(feature([SQUARE], "loss"), feature([SQUARE[:3] + SQUARE[:1]], "scratch")).kinds
    assert set(np.unique(kinds[10:20, 10:20])) == {2, 3}


def test_what_is_left_out_is_said_in_a_sentence():
    point = feature([1, 2], shape="Point")
    imported = read(feature([SQUARE]), feature([SQUARE], "Tumor"), feature([SQUARE], "Tumor"), point)
    unknown, shapeless = imported.notes
    assert unknown == ("2 areas of other classes (Tumor) were left out; known are crack, scratch, loss, abrasion.")
    assert shapeless == "1 features that are not polygons were left out."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"type": "Feature"}',
        b'{"type": "FeatureCollection", "features": 7}',
        b"\xff\xfe",
        b'{"type":"FeatureCollection","features":[' + b"[" * 100_000,
        b'{"type":"FeatureCollection","features":[7]}',
    ],
    ids=lambda content: repr(content[:40]),
)
def test_what_is_no_feature_collection_is_refused_in_a_sentence(content):
    with pytest.raises(BadAnnotations, match=r"^The GeoJSON (file|feature 1) cannot be understood: ") as refusal:
        read_geojson(content, SHAPE)
    assert "\n" not in refusal.value.sentence


@pytest.mark.parametrize(
    "coordinates",
    ["null", "[]", "[[]]", "[[[1,2],[3,4]]]", "[[[1],[2],[3]]]", "[[[1,NaN],[2,2],[3,3]]]", "[[[1,1e999],[2,2],[3,3]]]",
     "[[[1,2e6],[2,2],[3,3]]]", '[[["1",2],[2,2],[3,3]]]', "[[[[1,2],[3,4],[5,6]]]]", "[" * 50_000],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_a_polygon_with_wrong_corners_is_refused(coordinates):
    text = json.dumps({"type": "FeatureCollection", "features": [feature("HERE")]}).replace('"HERE"', coordinates)
    with pytest.raises(BadAnnotations, match="cannot be understood"):
        read_geojson(text.encode(), SHAPE)


def test_a_file_that_marks_nothing_here_says_why():
    with pytest.raises(BadAnnotations, match=r"nothing in this picture of 80 x 60 px\. 1 areas of other classes"):
        read(feature([SQUARE], "sky"))
    away = [[x + 500, y] for x, y in SQUARE]
    with pytest.raises(BadAnnotations, match="nothing in this picture"):
        read(feature([away]))


def test_too_much_of_anything_is_refused_before_it_is_drawn(monkeypatch):
    zigzag = [[x % 2 * 80, x % 3 * 30] for x in range(9000)]
    monkeypatch.setattr(reading_module, "MAX_WORK", 10_000)
    with pytest.raises(BadAnnotations, match="more than a person"):
        read(feature([zigzag]), shape=(100, 80))
    monkeypatch.setattr(reading_module, "MAX_GEOMETRY_BYTES", 1000)
    with pytest.raises(BadAnnotations, match="feature 1 has too many corners"):
        read(feature([zigzag]))
    monkeypatch.setattr(reading_module, "MAX_BYTES", 100)
    with pytest.raises(BadAnnotations, match="larger than"):
        read(feature([SQUARE]))
