"""A recipe as JSON, to lie beside its picture, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from math import isfinite
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from restoration.damage.optics import Optics
from restoration.damage.recipe import RECIPE_TYPES, DamageRecipe, recipe_type_of
from restoration.errors import BadRequest

GENERATOR_VERSION = 1
"""Of the generator; raised whenever an old recipe would be drawn otherwise."""

Made = TypeVar("Made")


def recipe_to_json(recipe: DamageRecipe) -> dict[str, Any]:
    """The recipe in numbers, strings, lists and dictionaries."""
    return {
        "generator": GENERATOR_VERSION,
        "severity": recipe.severity,
        "style": recipe.style,
        "scale": recipe.scale,
        "layers": [{"kind": recipe_type_of(layer).key} | asdict(layer) for layer in recipe.layers],
        "optics": asdict(recipe.optics),
    }


def recipe_from_json(data: object) -> DamageRecipe:
    """The recipe again; raises `BadRequest` where it is none, or one of another generator."""
    try:
        return _recipe(data)
    except (KeyError, TypeError, ValueError) as error:
        hint = "Use a .json that the generator wrote."
        raise BadRequest(f"This is no recipe of damage ({error!r}).", hint=hint) from error


def _recipe(data: Any) -> DamageRecipe:  # noqa: ANN401 - it came from outside
    if data["generator"] != GENERATOR_VERSION:
        raise BadRequest(
            f"The recipe was written by generator {data['generator']}, this is {GENERATOR_VERSION}.",
            hint="Make the pair anew, or draw it with the version that wrote it.",
        )
    return DamageRecipe(
        severity=_as(str, data["severity"]),
        style=_as(str, data["style"]),
        scale=_as(float, data["scale"]),
        layers=tuple(_made(RECIPE_TYPES[layer["kind"]].recipe, layer) for layer in data["layers"]),
        optics=_made(Optics, data["optics"]),
    )


def _made(kind: type[Made], data: Mapping[str, Any]) -> Made:
    """A dataclass from its fields."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # `kind` is a dataclass
    return kind(**{name: _as(hints[name], data[name]) for name in names})


def _as(kind: Any, value: Any) -> Any:  # noqa: ANN401 - JSON knows neither tuples nor the difference of 1 and 1.0
    """The value as its field's type wants it; raises `ValueError` when it is of another."""
    if get_origin(kind) is tuple:
        inner, *_ = get_args(kind)
        return tuple(_as(inner, one) for one in value)
    if is_dataclass(kind):
        return _made(kind, value)  # type: ignore[arg-type]  # a class, not an instance of one
    if kind is float and type(value) in (int, float) and isfinite(value):
        return float(value)
    if kind is not float and type(value) is kind:
        return value
    raise ValueError(f"{value!r} is no {kind.__name__}")
