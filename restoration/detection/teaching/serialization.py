"""A taught model as JSON: only numbers and names, each checked when read, so a file from elsewhere can do no harm."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import msgspec

from restoration.decoding import convert_json, parse_json
from restoration.detection.teaching.features import COUNT, FEATURES, MIN_SPREAD, Scale
from restoration.detection.teaching.taught_model import OddsChange, TaughtModel, TeachingFacts
from restoration.domain import DamageKind
from restoration.errors import BadRequest

FORMAT = "taught damage detector, 1"
MAX_BYTES = 2**20
MAX_STROKES = 100_000

_Number = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]  # the bounds also refuse NaN and infinity
_Spread = Annotated[float, msgspec.Meta(ge=MIN_SPREAD, le=1e6)]
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_STROKES)]
_Text = Annotated[str, msgspec.Meta(max_length=200)]


class BadTaughtFile(BadRequest):
    """The file or the entry is no taught model that this program wrote."""

    hint = "Choose a file that `teach` wrote, or teach it again with your strokes."


class _Change(msgspec.Struct):
    bias: _Number
    weights: Annotated[tuple[_Number, ...], msgspec.Meta(min_length=COUNT, max_length=COUNT)]


class _Facts(msgspec.Struct):
    strokes: dict[_Text, _Count]
    overruled: _Count
    agreement_before: _Share
    agreement: _Share | None


class _Entry(msgspec.Struct):
    format: _Text
    detector: _Text
    weights_version: _Text
    features: list[_Text]
    middle: Annotated[tuple[_Number, ...], msgspec.Meta(min_length=COUNT, max_length=COUNT)]
    spread: Annotated[tuple[_Spread, ...], msgspec.Meta(min_length=COUNT, max_length=COUNT)]
    lines: _Change
    areas: _Change
    area_kind: DamageKind
    passages: Annotated[tuple[tuple[_Number, _Number, _Number], ...], msgspec.Meta(min_length=1, max_length=5000)]
    facts: _Facts


def taught_to_json(taught: TaughtModel) -> dict[str, Any]:
    """Return a taught model as numbers, strings, lists and dictionaries."""
    return {
        "format": FORMAT,
        "detector": taught.detector,
        "weights_version": taught.weights_version,
        "features": list(FEATURES),
        "middle": list(taught.scale.middle),
        "spread": list(taught.scale.spread),
        "lines": asdict(taught.lines),
        "areas": asdict(taught.areas),
        "area_kind": taught.area_kind.value,
        "passages": [list(colour) for colour in taught.passages],
        "facts": {**asdict(taught.facts), "strokes": dict(taught.facts.strokes)},
    }


def taught_from_json(entry: object) -> TaughtModel:
    """Return the taught model that `taught_to_json` wrote.

    Args:
        entry: parsed JSON.

    Raises:
        BadTaughtFile: it is none, or one of another version of the program.
    """
    fields = convert_json(entry, _Entry, name="taught file", error=BadTaughtFile)
    if fields.format != FORMAT or tuple(fields.features) != FEATURES:
        raise BadTaughtFile(
            "The taught model is of another version of this program.", hint="Teach it again with your strokes."
        )
    facts = fields.facts
    return TaughtModel(
        fields.detector,
        fields.weights_version,
        Scale(fields.middle, fields.spread),
        OddsChange(fields.lines.bias, fields.lines.weights),
        OddsChange(fields.areas.bias, fields.areas.weights),
        fields.area_kind,
        fields.passages,
        TeachingFacts(tuple(facts.strokes.items()), facts.overruled, facts.agreement_before, facts.agreement),
    )


def taught_to_bytes(taught: TaughtModel) -> bytes:
    """Return a taught model as the bytes of a file."""
    return (json.dumps(taught_to_json(taught), indent=1) + "\n").encode()


def taught_from_bytes(data: bytes) -> TaughtModel:
    """Return the taught model in the bytes of a file; raises what `taught_from_json` raises."""
    if len(data) > MAX_BYTES:
        raise BadTaughtFile("The file is too large for a taught model.")
    return taught_from_json(parse_json(data, name="taught file", error=BadTaughtFile))
