"""What the canvas tells of a stroke, as its own code (Fabric.js 7 in streamlit-drawable-canvas 0.13) wrote it."""

import numpy as np
import pytest

from restoration.domain import DamageKind
from restoration.editing.fabric import strokes_from_fabric
from restoration.editing.rasterize import draw_stroke
from restoration.editing.viewport import Viewport

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
ALL = pytest.mark.parametrize("told", [FREEHAND, LINE, RECTANGLE, POLYGON], ids=lambda told: told["type"])


def read(told, viewport=CANVAS):
    (stroke,) = strokes_from_fabric([told], viewport, KINDS)
    return stroke


def box(stroke):
    """Left, top, right and bottom of the points."""
    return (*np.min(stroke.points, axis=0), *np.max(stroke.points, axis=0))


@ALL
def test_it_lies_where_it_was_drawn(told):
    assert box(read(told)) == pytest.approx((100, 100, 200, 180), abs=0.01)
    assert read(told).kind is DamageKind.CRACK


@ALL
@pytest.mark.parametrize("scale", [0.25, 1, 4])
def test_it_lies_there_whatever_part_was_shown_and_however_large(told, scale):
    there = read(told, Viewport(1200, 700, 300, 200, scale))
    here = np.array([1200, 700]) + np.array(read(told).points) / scale
    np.testing.assert_allclose(there.points, here, atol=0.005)
    assert there.width == 6.5 / scale


@ALL
def test_it_follows_when_it_was_moved(told):
    away = read(told | {"left": told["left"] + 30, "top": told["top"] - 7})
    np.testing.assert_allclose(away.points, np.add(read(told).points, (30, -7)), atol=0.002)


@pytest.mark.parametrize(
    ("told", "expected"),
    [(FREEHAND, (50, 120, 250, 160)), (LINE, (50, 120, 250, 160)), (RECTANGLE, (100, 100, 300, 140))],
)
def test_it_is_stretched_about_the_place_it_is_held_at(told, expected):
    stretched = read(told | {"scaleX": 2, "scaleY": 0.5})
    assert box(stretched) == pytest.approx(expected, abs=0.02)
    assert stretched.width == 13


def test_a_turn_is_clockwise_on_the_screen():
    turned = read(POLYGON | {"angle": 90})
    assert turned.points == ((190, 90), (190, 190), (110, 190))


def test_a_freehand_stroke_runs_through_all_its_points_in_order():
    points = np.array(read(FREEHAND).points)
    assert (np.diff(points, axis=0) > 0).all(), "to the right and down, all the way"
    for place in ((106, 102.5), (118.5, 107.5)):
        assert np.hypot(*(points - place).T).min() < 0.01
    assert np.hypot(*np.diff(points[:-1], axis=0).T).max() < 2, "px from point to point on a curve"


def test_lines_are_drawn_along_and_outlines_filled():
    for told, inside in ((FREEHAND, False), (LINE, False), (RECTANGLE, True), (POLYGON, True)):
        kinds = np.zeros((300, 500), np.uint8)
        draw_stroke(read(told), kinds)
        assert bool(kinds[120, 180]) == inside, told["type"]


def test_the_colour_tells_the_kind_and_unknown_colours_and_shapes_are_left_out():
    known = strokes_from_fabric([LINE, LINE | {"stroke": WHITE}], CANVAS, KINDS)
    assert [stroke.kind for stroke in known] == [DamageKind.CRACK, None]
    strangers = [LINE | {"stroke": "rgba(1,2,3,0.5)"}, {"type": "Line"}, LINE | {"type": "Circle"}, {}]
    assert strokes_from_fabric([*strangers, LINE], CANVAS, KINDS) == known[:1]
