"""THE list of what can be drawn on a picture; to add a kind, write its file and its line here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from restoration.damage import abrasion, craquelure, distractors, losses, scratches, simple_shapes
from restoration.damage.layer import Layer

AnyRecipe = (
    craquelure.CraquelureRecipe
    | losses.LossRecipe
    | scratches.ScratchRecipe
    | abrasion.AbrasionRecipe
    | simple_shapes.SimpleRecipe
    | distractors.DistractorRecipe
)


@dataclass(frozen=True, slots=True)
class DrawnKind:
    """One kind of damage: its key in a written recipe, its recipe, and how that is drawn."""

    key: str
    recipe: type[AnyRecipe]
    draw: Callable[[Any, tuple[int, int], Sequence[Layer]], list[Layer]]


_ALL = (
    DrawnKind("distractors", distractors.DistractorRecipe, distractors.draw),
    DrawnKind("craquelure", craquelure.CraquelureRecipe, craquelure.draw),
    DrawnKind("abrasion", abrasion.AbrasionRecipe, abrasion.draw),
    DrawnKind("scratches", scratches.ScratchRecipe, scratches.draw),
    DrawnKind("losses", losses.LossRecipe, losses.draw),
    DrawnKind("simple", simple_shapes.SimpleRecipe, simple_shapes.draw),
)

DAMAGES = {kind.key: kind for kind in _ALL}
"""From a key to a kind."""


def kind_of(recipe: AnyRecipe) -> DrawnKind:
    """The kind that a recipe belongs to."""
    return next(kind for kind in _ALL if kind.recipe is type(recipe))
