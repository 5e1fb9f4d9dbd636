"""The manifest: all that a dossier says in words and figures, and the fingerprint of each of its pictures."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from restoration.errors import BadDossier

VERSION = 1  # to be raised when an older program could no longer read what is written

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class InputEntry:
    """The file that the painting came in."""

    name: str
    sha256: str
    format: str
    notes: list[str]
    width: int  # px
    height: int  # px


@dataclass(frozen=True, slots=True)
class ShareEntry:
    """What filled which part of the damage."""

    methods: list[str]
    pixels: int
    boxes: list[list[int]]  # x, y, width and height, px


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """What a result's pictures do not tell."""

    plan: dict[str, Any]
    detector: str | None
    parameters: dict[str, float]
    inpainter: str
    detect_seconds: float
    fill_seconds: float
    shares: list[ShareEntry]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The words and figures of a dossier."""

    title: str
    input: InputEntry
    plan: dict[str, Any]
    corrections: list[dict[str, Any]]
    results: list[ResultEntry]
    sha256: dict[str, str]  # by member


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as JSON text, in letters that every system can write.

    Raises:
        ValueError, TypeError: a plan or a correction is not ready for JSON.
    """
    return json.dumps({"dossier": VERSION, **asdict(manifest)}, indent=1, allow_nan=False).encode("ascii")


def read_manifest(data: bytes) -> Manifest:
    """The manifest in a JSON text.

    Raises:
        BadDossier: it cannot be understood, or is of a version that came later.
    """
    try:
        told = _of(dict, json.loads(data))
        json.dumps(told, allow_nan=False)  # what is read can be written again
        version = _of(int, told["dossier"])
        if version == VERSION:
            return _manifest(told)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadDossier("The dossier's manifest cannot be understood.") from error
    raise BadDossier(
        f"The dossier is of version {version}, and this program reads version {VERSION}.",
        hint="Open it with the program that it was saved with.",
    )


def _manifest(told: Mapping[str, Any]) -> Manifest:
    return Manifest(
        title=_of(str, told["title"]),
        input=_input(_of(dict, told["input"])),
        plan=_of(dict, told["plan"]),
        corrections=_all(dict, told["corrections"]),
        results=[_result(entry) for entry in _all(dict, told["results"])],
        sha256={member: _of(str, digest) for member, digest in _of(dict, told["sha256"]).items()},
    )


def _input(told: Mapping[str, Any]) -> InputEntry:
    return InputEntry(
        name=_of(str, told["name"]),
        sha256=_of(str, told["sha256"]),
        format=_of(str, told["format"]),
        notes=_all(str, told["notes"]),
        width=_side(told["width"]),
        height=_side(told["height"]),
    )


def _result(told: Mapping[str, Any]) -> ResultEntry:
    return ResultEntry(
        plan=_of(dict, told["plan"]),
        detector=None if told["detector"] is None else _of(str, told["detector"]),
        parameters={name: _number(value) for name, value in _of(dict, told["parameters"]).items()},
        inpainter=_of(str, told["inpainter"]),
        detect_seconds=_number(told["detect_seconds"]),
        fill_seconds=_number(told["fill_seconds"]),
        shares=[_share(entry) for entry in _all(dict, told.get("shares", []))],  # older dossiers tell of none
    )


def _share(told: Mapping[str, Any]) -> ShareEntry:
    boxes = [_all(int, box) for box in _all(list, told["boxes"])]
    if any(len(box) != 4 for box in boxes):
        raise ValueError("a box has four numbers")
    return ShareEntry(_all(str, told["methods"]), _of(int, told["pixels"]), boxes)


def _of(kind: type[Kind], value: object) -> Kind:
    if type(value) is not kind:  # and not isinstance: True is no number of pixels
        raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
    return value


def _all(kind: type[Kind], values: object) -> list[Kind]:
    return [_of(kind, value) for value in _of(list, values)]


def _side(value: object) -> int:
    side = _of(int, value)
    if not 1 <= side < 2**31:  # px, as PNG allows
        raise ValueError(f"no picture is {side} px long")
    return side


def _number(value: object) -> float:
    return value if type(value) is int else _of(float, value)
