"""The steps of a correction as JSON, to keep them with a painting."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta

from restoration.decoding import convert_json
from restoration.detection.teaching.serialization import taught_from_json, taught_to_json
from restoration.domain import DamageKind
from restoration.editing.effort import check_effort
from restoration.editing.history import AreaStep, AreaUse, MarkedArea, Step, Stroke, TeachingStep
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions.decision import RegionDecision
from restoration.editing.regions.region import RegionStatus
from restoration.errors import BadRequest

Value = TypeVar("Value")

_HINT = "Use the corrections as they were saved here."

MAX_GROWTH = 100  # px that a rim may move at once: the work grows with the square of it
MAX_BRUSH_WIDTH = 1000  # px
MAX_AREA = 1_000_000  # px of a hole that may be filled, or a speck that may be removed

MAX_REGIONS = 50_000  # that one decision is about
MAX_NOTE = 2000  # letters
MAX_SEEN = 100  # results that could be seen when one was chosen

_Coordinate = Annotated[float, Meta(ge=-1e6, le=1e6)]  # px; the bounds also refuse NaN and infinity

_Pixels = Annotated[int, Meta(ge=0, le=1_000_000_000)]
_Side = Annotated[int, Meta(ge=1, le=1_000_000)]  # px
_Key = Annotated[str, Meta(max_length=100)]  # of a result, or of a mode of reintegration
KindName = Literal["crack", "scratch", "loss", "abrasion"]
"""A kind of damage in JSON, and on the command line."""


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
    kind: KindName | None
    width: Annotated[float, Meta(ge=0, le=MAX_BRUSH_WIDTH)]
    points: Annotated[tuple[tuple[_Coordinate, _Coordinate], ...], Meta(min_length=1)]
    protected: tuple[KindName, ...] = ()


@dataclass(frozen=True, slots=True)
class _AreaStepEntry:
    area: AreaUse
    drawn: dict[str, Any] | None  # a stroke, or pixels


@dataclass(frozen=True, slots=True)
class _PixelMaskEntry:
    box: tuple[_Pixels, _Pixels, _Side, _Side]
    runs: Annotated[tuple[_Pixels, ...], Meta(min_length=2)]


@dataclass(frozen=True, slots=True)
class _AreaOfPixelsEntry(_PixelMaskEntry):
    shape: Literal["pixels"]
    kind: KindName | None
    protected: tuple[KindName, ...] = ()


@dataclass(frozen=True, slots=True)
class _DecidedRegionEntry(_PixelMaskEntry):
    kind: KindName | None = None  # before it was rejected


@dataclass(frozen=True, slots=True)
class _DecisionEntry:
    regions: Annotated[tuple[_DecidedRegionEntry, ...], Meta(min_length=1, max_length=MAX_REGIONS)]
    decision: RegionStatus | None = None
    kind: KindName | None = None
    note: Annotated[str, Meta(max_length=MAX_NOTE)] | None = None
    fill: _Key | None = None  # these three are missing where no fill was chosen, and before December 2026
    reintegration: _Key | None = None
    seen: Annotated[tuple[_Key, ...], Meta(max_length=MAX_SEEN)] = ()


def step_to_json(step: Step) -> dict[str, Any]:
    """Return a step as numbers, strings, lists and dictionaries."""
    if isinstance(step, TeachingStep):
        return {"taught": step.taught and taught_to_json(step.taught)}
    if isinstance(step, AreaStep):
        return {"area": step.use.value, "drawn": step.drawn and step_to_json(step.drawn)}
    if isinstance(step, MaskOperation):
        return {"change": step.kind.name.lower(), "size": step.size}
    if isinstance(step, RegionDecision):
        return _decision_to_json(step)
    entry: dict[str, Any] = {"kind": step.kind and step.kind.value}
    if step.protected:
        entry["protected"] = [kind.value for kind in step.protected]
    if isinstance(step, MarkedArea):
        return {"shape": "pixels", **entry, **pixels_to_json(step.pixels)}
    points = [list(point) for point in step.points]
    return {"shape": "area" if step.is_area else "line", **entry, "width": step.width, "points": points}


def _decision_to_json(decision: RegionDecision) -> dict[str, Any]:
    regions: list[dict[str, Any]] = [dict(pixels_to_json(pixels)) for pixels in decision.pixels]
    for region, kind in zip(regions, decision.former_kinds, strict=False):
        if kind is not None:
            region["kind"] = kind.value
    entry = {
        "regions": regions,
        "decision": decision.status and decision.status.value,
        "kind": decision.kind and decision.kind.value,
        "note": decision.note,
    }
    choice = {"fill": decision.fill, "reintegration": decision.reintegration, "seen": list(decision.seen) or None}
    return entry | {name: value for name, value in choice.items() if value is not None}


def pixels_to_json(pixels: PixelMask) -> dict[str, list[int]]:
    """Return pixels as lists of numbers."""
    return {"box": list(pixels.box), "runs": list(pixels.runs)}


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
    steps = tuple(
        _read_step(entry, shape, f"mask's correction {number}") for number, entry in enumerate(checked, start=1)
    )
    check_effort(steps, shape)
    return steps


def _read_step(entry: dict[str, Any], shape: tuple[int, ...], name: str) -> Step:
    if "taught" in entry:
        return TeachingStep(None if entry["taught"] is None else taught_from_json(entry["taught"]))
    if "change" in entry:
        is_rim = entry["change"] in ("grow", "shrink")
        operation = _check(entry, _RimEntry, name) if is_rim else _check(entry, _AreaEntry, name)
        return MaskOperation(OperationKind[operation.change.upper()], operation.size)
    if "regions" in entry:
        return _decision_from_entry(_check(entry, _DecisionEntry, name), shape, name)
    if "area" in entry:
        change = _check(entry, _AreaStepEntry, name)
        return AreaStep(change.area, None if change.drawn is None else _read_drawn(change.drawn, shape, name))
    return _read_drawn(entry, shape, name)


def _read_drawn(entry: dict[str, Any], shape: tuple[int, ...], name: str) -> Stroke | MarkedArea:
    if entry.get("shape") == "pixels":
        area = _check(entry, _AreaOfPixelsEntry, name)
        return MarkedArea(_pixels_from_entry(area, shape, name), _kind(area.kind), _kinds(area.protected))
    stroke = _check(entry, _StrokeEntry, name)
    is_area = stroke.shape == "area"
    return Stroke(stroke.points, stroke.width, _kind(stroke.kind), is_area, _kinds(stroke.protected))


def _decision_from_entry(entry: _DecisionEntry, shape: tuple[int, ...], name: str) -> RegionDecision:
    pixels = tuple(_pixels_from_entry(region, shape, name) for region in entry.regions)
    former = tuple(_kind(region.kind) for region in entry.regions)
    return RegionDecision(
        pixels,
        entry.decision,
        _kind(entry.kind),
        entry.note,
        former if any(former) else (),
        entry.fill,
        entry.reintegration,
        entry.seen,
    )


def _kind(value: str | None) -> DamageKind | None:
    return None if value is None else DamageKind(value)


def _kinds(values: tuple[str, ...]) -> tuple[DamageKind, ...]:
    return tuple(map(DamageKind, values))


def _pixels_from_entry(entry: _PixelMaskEntry, shape: tuple[int, ...], name: str) -> PixelMask:
    """Return the pixels; raise `BadRequest` if they do not fit their box, or if that lies outside the picture."""
    left, top, width, height = entry.box
    if left + width > shape[1] or top + height > shape[0] or sum(entry.runs) > width * height:
        raise BadRequest(f"The {name} cannot be understood: its pixels lie outside the picture.", hint=_HINT)
    return PixelMask(entry.box, entry.runs)


def _check(value: object, kind: type[Value], name: str) -> Value:
    return convert_json(value, kind, name=name, hint=_HINT)
