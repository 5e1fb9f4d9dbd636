"""Strokes as the canvas sends them; the objects were recorded from Fabric.js 7 in streamlit-drawable-canvas 0.13."""

import numpy as np
import pytest

from restoration.domain import DamageKind
from restoration.editing.fabric import strokes_from_fabric
from restoration.editing.replay import draw_stroke
from restoration.editing.viewport import Viewport
from restoration.errors import BadRequest

CANVAS = Viewport(0, 0, 500, 300, 1)  # a picture as large as the canvas
RED, WHITE = "rgba(226,38,32,0.5)", "rgba(255,255,255,0.5)"
KINDS = {RED: DamageKind.CRACK, WHITE: None}

PLACED = {"originX": "center", "originY": "center", "left": 150, "top": 140, "width": 100, "height": 80}
PLAIN = {"stroke": RED, "strokeWidth": 6.5, "scaleX": 1, "scaleY": 1, "angle": 0}
CURVES = [
    ["M", 99.9935, 99.9935],
    ["Q", 100, 100, 106, 102.5],
    ["Q", 112, 105, 118.5, 107.5],
    ["L", 200.0065, 180.0065],
]
FREEHAND = PLACED | PLAIN | {"type": "Path", "width": 100.013, "height": 80.013, "path": CURVES}
LINE = PLACED | PLAIN | {"type": "Line", "x1": -50, "x2": 50, "y1": -40, "y2": 40}
RECTANGLE = PLACED | PLAIN | {"type": "Rect", "originX": "left", "originY": "top", "left": 100, "top": 100}
CORNERS = [{"x": 100, "y": 100}, {"x": 200, "y": 100}, {"x": 200, "y": 180}]
POLYGON = PLACED | PLAIN | {"type": "Polygon", "points": CORNERS}
ALL = pytest.mark.parametrize("item", [FREEHAND, LINE, RECTANGLE, POLYGON], ids=lambda item: item["type"])


def read(item, viewport=CANVAS):
    (stroke,) = strokes_from_fabric([item], viewport, KINDS)
    return stroke


def box(stroke):
    """Return left, top, right and bottom of the points."""
    return (*np.min(stroke.points, axis=0), *np.max(stroke.points, axis=0))


@ALL
def test_a_stroke_lies_where_it_was_drawn(item):
    assert box(read(item)) == pytest.approx((100, 100, 200, 180), abs=0.01)
    assert read(item).kind is DamageKind.CRACK


@ALL
@pytest.mark.parametrize("scale", [0.25, 1, 4])
def test_the_position_is_right_for_any_viewport_and_scale(item, scale):
    actual = read(item, Viewport(1200, 700, 300, 200, scale))
    expected = np.array([1200, 700]) + np.array(read(item).points) / scale
    np.testing.assert_allclose(actual.points, expected, atol=0.005)
    assert actual.width == 6.5 / scale


@ALL
def test_a_moved_object_moves_the_stroke(item):
    moved = read(item | {"left": item["left"] + 30, "top": item["top"] - 7})
    np.testing.assert_allclose(moved.points, np.add(read(item).points, (30, -7)), atol=0.002)


@pytest.mark.parametrize(
    ("item", "expected"),
    [(FREEHAND, (50, 120, 250, 160)), (LINE, (50, 120, 250, 160)), (RECTANGLE, (100, 100, 300, 140))],
)
def test_a_scaled_object_is_scaled_about_its_origin(item, expected):
    scaled = read(item | {"scaleX": 2, "scaleY": 0.5})
    assert box(scaled) == pytest.approx(expected, abs=0.02)
    assert scaled.width == 13


def test_an_angle_turns_clockwise_on_the_screen():
    turned = read(POLYGON | {"angle": 90})
    assert turned.points == ((190, 90), (190, 190), (110, 190))


def test_a_freehand_stroke_runs_through_all_its_points_in_order():
    points = np.array(read(FREEHAND).points)
    assert (np.diff(points, axis=0) > 0).all(), "to the right and down, all the way"
    for point in ((106, 102.5), (118.5, 107.5)):
        assert np.hypot(*(points - point).T).min() < 0.01
    assert np.hypot(*np.diff(points[:-1], axis=0).T).max() < 2, "px from point to point on a curve"


def test_lines_are_drawn_and_outlines_are_filled():
    for item, inside in ((FREEHAND, False), (LINE, False), (RECTANGLE, True), (POLYGON, True)):
        kinds = np.zeros((300, 500), np.uint8)
        draw_stroke(read(item), kinds)
        assert bool(kinds[120, 180]) == inside, item["type"]


def test_the_colour_stands_for_the_kind_and_unknown_colours_and_shapes_are_ignored():
    known = strokes_from_fabric([LINE, LINE | {"stroke": WHITE}], CANVAS, KINDS)
    assert [stroke.kind for stroke in known] == [DamageKind.CRACK, None]
    unknown = [LINE | {"stroke": "rgba(1,2,3,0.5)"}, {"type": "Line"}, LINE | {"type": "Circle"}, {}]
    assert strokes_from_fabric([*unknown, LINE], CANVAS, KINDS) == known[:1]


@ALL
def test_an_object_that_the_canvas_cannot_have_sent_is_refused(item):
    wrong = [{name: value for name, value in item.items() if name != "strokeWidth"}, item | {"left": None}]
    if "path" in item:
        wrong += [item | {"path": [[]]}, item | {"path": [["Q", 1]]}, item | {"path": 5}]
    for changed in wrong:
        with pytest.raises(BadRequest, match="stroke"):
            read(changed)
