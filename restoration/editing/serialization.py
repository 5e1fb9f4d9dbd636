"""The steps of a correction as JSON, to keep them with a painting."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta

from restoration.decoding import convert_json
from restoration.detection.teaching.serialization import taught_from_json, taught_to_json
from restoration.domain import DamageKind
from restoration.editing.effort import check_effort
from restoration.editing.history import Step, Stroke, TeachingStep
from restoration.editing.operations import MaskOperation, OperationKind

Value = TypeVar("Value")

MAX_GROWTH = 100  # px that a rim may move at once: the work grows with the square of it
MAX_BRUSH_WIDTH = 1000  # px
MAX_AREA = 1_000_000  # px of a hole that may be filled, or a speck that may be removed

_Coordinate = Annotated[float, Meta(ge=-1e6, le=1e6)]  # px; the bounds also refuse NaN and infinity


@dataclass(frozen=True, slots=True)
class _RimEntry:
    change: Literal["grow", "shrink"]
    size: Annotated[int, Meta(ge=0, le=MAX_GROWTH)]


@dataclass(frozen=True, slots=True)
class _AreaEntry:
    change: Literal["fill_holes", "remove_specks", "invert", "clear"]
    size: Annotated[int, Meta(ge=0, le=MAX_AREA)]


@dataclass(frozen=True, slots=True)
class _StrokeEntry:
    shape: Literal["line", "area"]
    kind: Literal["crack", "scratch", "loss", "abrasion"] | None
    width: Annotated[float, Meta(ge=0, le=MAX_BRUSH_WIDTH)]
    points: Annotated[tuple[tuple[_Coordinate, _Coordinate], ...], Meta(min_length=1)]


def step_to_json(step: Step) -> dict[str, Any]:
    """Return a step as numbers, strings, lists and dictionaries."""
    if isinstance(step, TeachingStep):
        return {"taught": step.taught and taught_to_json(step.taught)}
    if isinstance(step, MaskOperation):
        return {"change": step.kind.name.lower(), "size": step.size}
    return {
        "shape": "area" if step.is_area else "line",
        "kind": step.kind and step.kind.value,
        "width": step.width,
        "points": [list(point) for point in step.points],
    }


def steps_from_json(entries: object, shape: tuple[int, ...]) -> tuple[Step, ...]:
    """Return the steps that `step_to_json` wrote.

    Args:
        entries: parsed JSON.
        shape: height and width of the picture, px.

    Raises:
        BadRequest: an entry is not a step.
        TooManyCorrections: together they are too much work; see `check_effort`.
    """
    checked = _check(entries, list[dict[str, Any]], "corrections of the mask")
    steps = tuple(_read_step(entry, f"mask's correction {number}") for number, entry in enumerate(checked, start=1))
    check_effort(steps, shape)
    return steps


def _read_step(entry: dict[str, Any], name: str) -> Step:
    if "taught" in entry:
        return TeachingStep(None if entry["taught"] is None else taught_from_json(entry["taught"]))
    if "change" in entry:
        is_rim = entry["change"] in ("grow", "shrink")
        operation = _check(entry, _RimEntry, name) if is_rim else _check(entry, _AreaEntry, name)
        return MaskOperation(OperationKind[operation.change.upper()], operation.size)
    stroke = _check(entry, _StrokeEntry, name)
    kind = None if stroke.kind is None else DamageKind(stroke.kind)
    return Stroke(stroke.points, stroke.width, kind, is_area=stroke.shape == "area")


def _check(value: object, kind: type[Value], name: str) -> Value:
    return convert_json(value, kind, name=name, hint="Use the corrections as they were saved here.")
