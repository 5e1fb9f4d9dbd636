"""Strokes from the canvas in the browser, which sends them as objects of Fabric.js (version 7).

The colour of an object stands for its kind of damage: Fabric keeps the colour of an object, but no field of ours.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from restoration.domain import DamageKind
from restoration.editing.history import Point, Stroke
from restoration.editing.viewport import Viewport
from restoration.errors import BadRequest

CURVE_POINTS = 8  # points that replace a piece of a curve

FabricObject = Mapping[str, Any]


def strokes_from_fabric(
    objects: list[FabricObject], viewport: Viewport, kinds: Mapping[str, DamageKind | None]
) -> tuple[Stroke, ...]:
    """Return the strokes that were drawn on a canvas, in order, in px of the picture.

    Args:
        objects: `json_data["objects"]` of the canvas.
        viewport: the part of the picture under the canvas.
        kinds: the kind that each colour of the brush marks; objects of other colours are left out.

    Raises:
        BadRequest: an object lacks a field, or has a wrong value; the browser is not trusted.
    """
    try:
        return tuple(
            _stroke(item, viewport, kinds[item["stroke"]])
            for item in objects
            if item.get("type") in _OUTLINES and item.get("stroke") in kinds
        )
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise BadRequest("The browser sent a stroke that cannot be understood.", hint="Draw it again.") from error


def _stroke(item: FabricObject, viewport: Viewport, kind: DamageKind | None) -> Stroke:
    outline = list(_OUTLINES[item["type"]](item))
    points = tuple(viewport.on_picture(x, y) for x, y in _transformed(item, outline))
    width = item["strokeWidth"] * abs(item.get("scaleX", 1)) / viewport.scale
    return Stroke.rounded(points, width, kind, is_area=item["type"] in ("Rect", "Polygon"))


def _transformed(item: FabricObject, points: list[Point]) -> Iterator[Point]:
    """Yield the points where the object is now: it may have been moved, scaled or turned on the canvas."""
    xs, ys = zip(*points, strict=True)
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    sine, cosine = math.sin(math.radians(item.get("angle", 0))), math.cos(math.radians(item.get("angle", 0)))
    scale = item.get("scaleX", 1), item.get("scaleY", 1)
    origin = (0.0, 0.0) if item["originX"] == "center" else middle  # the position of a rectangle is its corner
    for x, y in points:
        right, down = (x - middle[0] + origin[0]) * scale[0], (y - middle[1] + origin[1]) * scale[1]
        yield item["left"] + right * cosine - down * sine, item["top"] + right * sine + down * cosine


def _path_points(item: FabricObject) -> Iterator[Point]:
    position: Point = (0.0, 0.0)
    for command, *numbers in item["path"]:
        if command == "Q":
            yield from _curve_points(position, *numbers)
        else:
            yield numbers[-2], numbers[-1]
        position = numbers[-2], numbers[-1]


def _curve_points(start: Point, control_x: float, control_y: float, x: float, y: float) -> Iterator[Point]:
    """Yield points of a quadratic Bézier curve, without its start."""
    for step in range(1, CURVE_POINTS + 1):
        part = step / CURVE_POINTS
        first, second, third = (1 - part) ** 2, 2 * part * (1 - part), part**2
        yield first * start[0] + second * control_x + third * x, first * start[1] + second * control_y + third * y


def _line_points(item: FabricObject) -> Iterator[Point]:
    yield item["x1"], item["y1"]
    yield item["x2"], item["y2"]


def _rectangle_points(item: FabricObject) -> Iterator[Point]:
    for right, down in ((0, 0), (1, 0), (1, 1), (0, 1)):
        yield right * item["width"], down * item["height"]


def _polygon_points(item: FabricObject) -> Iterator[Point]:
    for corner in item["points"]:
        yield corner["x"], corner["y"]


_OUTLINES: dict[str, Callable[[FabricObject], Iterator[Point]]] = {
    "Path": _path_points,
    "Line": _line_points,
    "Rect": _rectangle_points,
    "Polygon": _polygon_points,
}
