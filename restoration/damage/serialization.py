"""A damage recipe as JSON, to be stored next to its picture, and back."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from restoration.damage.light import Optics
from restoration.damage.recipe import RECIPE_TYPES, AnyRecipe, DamageRecipe, recipe_type_of
from restoration.decoding import convert_json
from restoration.errors import BadRequest

GENERATOR_VERSION = 1
"""Raised whenever an old recipe would be drawn differently."""

_NAME = "damage recipe"
_HINT = "Use a .json that the generator wrote."


def recipe_to_json(recipe: DamageRecipe) -> dict[str, Any]:
    """Return a recipe as numbers, strings, lists and dictionaries."""
    return {
        "generator": GENERATOR_VERSION,
        "severity": recipe.severity,
        "style": recipe.style,
        "scale": recipe.scale,
        "layers": [{"kind": recipe_type_of(layer).key} | asdict(layer) for layer in recipe.layers],
        "optics": asdict(recipe.optics),
    }


def recipe_from_json(data: object) -> DamageRecipe:
    """Return the recipe that parsed JSON holds.

    Raises:
        BadRequest: the JSON is not a recipe, or another version of the generator wrote it.
    """
    generator = convert_json(data, _Header, name=_NAME, hint=_HINT).generator
    if generator != GENERATOR_VERSION:
        raise BadRequest(
            f"Version {generator} of the generator wrote the damage recipe, this is version {GENERATOR_VERSION}.",
            hint="Generate the pair again, or draw the recipe with the version that wrote it.",
        )
    _check_finite(data)
    written = convert_json(data, _WrittenRecipe, name=_NAME, hint=_HINT)
    layers = tuple(_layer_from_json(layer, number) for number, layer in enumerate(written.layers, start=1))
    return DamageRecipe(written.severity, written.style, written.scale, layers, written.optics)


def _check_finite(data: object) -> None:
    """Refuse NaN, infinity and endless nesting, which parsed JSON may hold."""
    try:
        json.dumps(data, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            "The damage recipe is nested too deeply, or has a number that is not finite.", _HINT
        ) from error


@dataclass(frozen=True, slots=True)
class _Header:
    generator: Any


@dataclass(frozen=True, slots=True)
class _LayerHeader:
    kind: str


@dataclass(frozen=True, slots=True)
class _WrittenRecipe:
    severity: str
    style: str
    scale: float
    layers: tuple[dict[str, Any], ...]
    optics: Optics


def _layer_from_json(layer: dict[str, Any], number: int) -> AnyRecipe:
    name = f"{_NAME}'s layer {number}"
    kind = convert_json(layer, _LayerHeader, name=name, hint=_HINT).kind
    if kind not in RECIPE_TYPES:
        raise BadRequest(f"The damage recipe has a layer of the unknown kind {kind[:80]!r}.", hint=_HINT)
    return convert_json(layer, RECIPE_TYPES[kind].recipe_class, name=name, hint=_HINT)
