"""Steps as JSON, to be kept with a painting, and back."""

import math
from collections.abc import Iterable
from typing import Any

from restoration.domain import DAMAGE_KINDS
from restoration.editing.history import Point, Step, Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.errors import BadRequest

DECIMALS = 3  # decimals that are kept of a coordinate, px
MAX_GROWTH = 100  # px that a rim may move at once: the work grows with the square of it
MAX_BRUSH_WIDTH = 1000  # px of a brush
MAX_AREA = 1_000_000  # px of a hole that may be filled, or a speck removed


def round_point(x: float, y: float) -> Point:
    """A point as it can be written and read without a difference."""
    return round(x, DECIMALS), round(y, DECIMALS)


def step_to_json(step: Step) -> dict[str, Any]:
    """A step in numbers, strings, lists and dictionaries."""
    if isinstance(step, MaskOperation):
        return {"change": step.change.name.lower(), "size": step.size}
    return {
        "shape": "area" if step.is_area else "line",
        "kind": step.kind and step.kind.value,
        "width": step.width,
        "points": [list(point) for point in step.points],
    }


def steps_from_json(steps: Iterable[Any]) -> tuple[Step, ...]:
    """The steps again; raises `BadRequest` where they are none."""
    try:
        return tuple(map(_step, steps))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        hint = "Use the corrections as they were saved here."
        raise BadRequest(f"These are no corrections of a mask ({error!r}).", hint=hint) from error


def _step(told: dict[str, Any]) -> Step:
    if "change" in told:
        change = OperationKind[told["change"].upper()]
        return MaskOperation(change, _size(told["size"], change))
    kind = None if told["kind"] is None else DAMAGE_KINDS[DAMAGE_KINDS.index(told["kind"])]
    points = tuple((_finite(x), _finite(y)) for x, y in told["points"])
    if not points:
        raise ValueError("a stroke without a point")
    width = _finite(told["width"])
    if not 0 <= width <= MAX_BRUSH_WIDTH:
        raise ValueError(f"a brush of {width} px")
    return Stroke(points, width, kind, is_area=told["shape"] == "area")


def _size(value: Any, change: OperationKind) -> int:  # noqa: ANN401 - it came from outside
    size = int(value)
    if not 0 <= size <= (MAX_GROWTH if change in (OperationKind.GROW, OperationKind.SHRINK) else MAX_AREA):
        raise ValueError(f"{value!r} px is no size to {change.value.lower()} by")
    return size


def _finite(value: Any) -> float:  # noqa: ANN401 - it came from outside
    number = float(value)
    if not math.isfinite(number) or abs(number) > 1e6:
        raise ValueError(f"{value!r} is no place in a picture")
    return number
