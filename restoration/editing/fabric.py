"""Strokes from the canvas in the browser, which tells of them as Fabric.js writes objects (version 7).

A mark's kind is told by its colour, as Fabric keeps that with every object and nothing of ours.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from restoration.domain import Kind
from restoration.editing.history import Point, Stroke
from restoration.editing.serialization import rounded
from restoration.editing.viewport import Viewport

ON_CURVE = 8  # points that stand for a piece of a curve

Told = Mapping[str, Any]


def strokes(objects: list[Told], viewport: Viewport, kinds: Mapping[str, Kind | None]) -> tuple[Stroke, ...]:
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


def _stroke(told: Told, viewport: Viewport, kind: Kind | None) -> Stroke:
    points = tuple(rounded(*viewport.on_picture(x, y)) for x, y in _placed(told, list(_OUTLINES[told["type"]](told))))
    width = told["strokeWidth"] * abs(told.get("scaleX", 1)) / viewport.scale
    return Stroke(points, round(width, 3), kind, is_area=told["type"] in ("Rect", "Polygon"))


def _placed(told: Told, points: list[Point]) -> Iterator[Point]:
    """The points where the object lies now, as it may have been moved, scaled or turned on the canvas."""
    across, down = zip(*points, strict=True)
    middle = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    sine, cosine = math.sin(math.radians(told.get("angle", 0))), math.cos(math.radians(told.get("angle", 0)))
    stretch = told.get("scaleX", 1), told.get("scaleY", 1)
    origin = (0.0, 0.0) if told["originX"] == "center" else middle  # a rectangle is placed by its corner
    for x, y in points:
        right, below = (x - middle[0] + origin[0]) * stretch[0], (y - middle[1] + origin[1]) * stretch[1]
        yield told["left"] + right * cosine - below * sine, told["top"] + right * sine + below * cosine


def _path(told: Told) -> Iterator[Point]:
    here: Point = (0.0, 0.0)
    for command, *numbers in told["path"]:
        if command == "Q":
            yield from _curve(here, *numbers)
        else:
            yield numbers[-2], numbers[-1]
        here = numbers[-2], numbers[-1]


def _curve(start: Point, bend_x: float, bend_y: float, x: float, y: float) -> Iterator[Point]:
    """A quadratic Bézier curve, its start left out."""
    for step in range(1, ON_CURVE + 1):
        part = step / ON_CURVE
        first, second, third = (1 - part) ** 2, 2 * part * (1 - part), part**2
        yield first * start[0] + second * bend_x + third * x, first * start[1] + second * bend_y + third * y


def _line(told: Told) -> Iterator[Point]:
    yield told["x1"], told["y1"]
    yield told["x2"], told["y2"]


def _rectangle(told: Told) -> Iterator[Point]:
    for across, down in ((0, 0), (1, 0), (1, 1), (0, 1)):
        yield across * told["width"], down * told["height"]


def _polygon(told: Told) -> Iterator[Point]:
    for corner in told["points"]:
        yield corner["x"], corner["y"]


_OUTLINES: dict[str, Callable[[Told], Iterator[Point]]] = {
    "Path": _path,
    "Line": _line,
    "Rect": _rectangle,
    "Polygon": _polygon,
}
