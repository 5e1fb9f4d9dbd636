"""Strokes from the canvas in the browser, which tells of them as Fabric.js writes objects (version 7).

A mark's kind is told by its colour, as Fabric keeps that with every object and nothing of ours.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from restoration.domain import DamageKind
from restoration.editing.history import Point, Stroke
from restoration.editing.serialization import round_point
from restoration.editing.viewport import Viewport

CURVE_POINTS = 8  # points that stand for a piece of a curve

FabricObject = Mapping[str, Any]


def strokes_from_fabric(
    objects: list[FabricObject], viewport: Viewport, kinds: Mapping[str, DamageKind | None]
) -> tuple[Stroke, ...]:
    """What was drawn on a canvas that showed a viewport, in order.

    Args:
        objects: `json_data["objects"]` of the canvas.
        viewport: what lay beneath.
        kinds: what each colour of the brush marks; what has another colour is left out.
    """
    return tuple(
        _stroke(told, viewport, kinds[told["stroke"]])
        for told in objects
        if told.get("type") in _OUTLINES and told.get("stroke") in kinds
    )


def _stroke(told: FabricObject, viewport: Viewport, kind: DamageKind | None) -> Stroke:
    points = tuple(
        round_point(*viewport.on_picture(x, y)) for x, y in _transformed(told, list(_OUTLINES[told["type"]](told)))
    )
    width = told["strokeWidth"] * abs(told.get("scaleX", 1)) / viewport.scale
    return Stroke(points, round(width, 3), kind, is_area=told["type"] in ("Rect", "Polygon"))


def _transformed(told: FabricObject, points: list[Point]) -> Iterator[Point]:
    """The points where the object lies now, as it may have been moved, scaled or turned on the canvas."""
    across, down = zip(*points, strict=True)
    middle = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    sine, cosine = math.sin(math.radians(told.get("angle", 0))), math.cos(math.radians(told.get("angle", 0)))
    stretch = told.get("scaleX", 1), told.get("scaleY", 1)
    origin = (0.0, 0.0) if told["originX"] == "center" else middle  # a rectangle is placed by its corner
    for x, y in points:
        right, below = (x - middle[0] + origin[0]) * stretch[0], (y - middle[1] + origin[1]) * stretch[1]
        yield told["left"] + right * cosine - below * sine, told["top"] + right * sine + below * cosine


def _path_points(told: FabricObject) -> Iterator[Point]:
    here: Point = (0.0, 0.0)
    for command, *numbers in told["path"]:
        if command == "Q":
            yield from _curve_points(here, *numbers)
        else:
            yield numbers[-2], numbers[-1]
        here = numbers[-2], numbers[-1]


def _curve_points(start: Point, bend_x: float, bend_y: float, x: float, y: float) -> Iterator[Point]:
    """A quadratic Bézier curve, its start left out."""
    for step in range(1, CURVE_POINTS + 1):
        part = step / CURVE_POINTS
        first, second, third = (1 - part) ** 2, 2 * part * (1 - part), part**2
        yield first * start[0] + second * bend_x + third * x, first * start[1] + second * bend_y + third * y


def _line_points(told: FabricObject) -> Iterator[Point]:
    yield told["x1"], told["y1"]
    yield told["x2"], told["y2"]


def _rectangle_points(told: FabricObject) -> Iterator[Point]:
    for across, down in ((0, 0), (1, 0), (1, 1), (0, 1)):
        yield across * told["width"], down * told["height"]


def _polygon_points(told: FabricObject) -> Iterator[Point]:
    for corner in told["points"]:
        yield corner["x"], corner["y"]


_OUTLINES: dict[str, Callable[[FabricObject], Iterator[Point]]] = {
    "Path": _path_points,
    "Line": _line_points,
    "Rect": _rectangle_points,
    "Polygon": _polygon_points,
}
