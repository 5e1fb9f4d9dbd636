"""Everything that happens to one picture, written small: the same recipe and shape give the same damage anywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from restoration.damage import abrasion, craquelure, distractors, losses, optics, scratches, simple_shapes
from restoration.damage.craquelure.styles import CRACK_STYLES
from restoration.damage.layer import DamageLayer
from restoration.damage.optics import Optics
from restoration.damage.severity import SEVERITIES, UNDAMAGED, Severity

AnyRecipe = (
    craquelure.CraquelureRecipe
    | losses.LossRecipe
    | scratches.ScratchRecipe
    | abrasion.AbrasionRecipe
    | simple_shapes.SimpleShapesRecipe
    | distractors.DistractorRecipe
)


@dataclass(frozen=True, slots=True)
class RecipeType:
    """One kind of damage: its key in a written recipe, its recipe, and how that is drawn."""

    key: str
    recipe: type[AnyRecipe]
    draw: Callable[[Any, tuple[int, int], Sequence[DamageLayer]], list[DamageLayer]]


_ALL = (
    RecipeType("distractors", distractors.DistractorRecipe, distractors.draw_distractors),
    RecipeType("craquelure", craquelure.CraquelureRecipe, craquelure.draw_craquelure),
    RecipeType("abrasion", abrasion.AbrasionRecipe, abrasion.draw_abrasion),
    RecipeType("scratches", scratches.ScratchRecipe, scratches.draw_scratches),
    RecipeType("losses", losses.LossRecipe, losses.draw_losses),
    RecipeType("simple", simple_shapes.SimpleShapesRecipe, simple_shapes.draw_simple_shapes),
)

RECIPE_TYPES = {kind.key: kind for kind in _ALL}
"""From a key to a kind."""


def recipe_type_of(recipe: AnyRecipe) -> RecipeType:
    """The kind that a recipe belongs to."""
    return next(kind for kind in _ALL if kind.recipe is type(recipe))


SIMPLE_STYLE = "simple"
"""The style of discs, black segments and blots of noise, the masks that earlier work trained on."""

SCALE_RANGE = (5.5, 12.0)  # px/mm; a detail at 140 to 300 dots per inch, where cracks are one to some pixels wide
SCRATCH_RATE = 0.3  # how often a picture is scratched as well, 0..1
ABRASION_RATE = 0.15  # how often it is rubbed as well


@dataclass(frozen=True, slots=True)
class DamageRecipe:
    """All damage of one picture, in the order in which it is drawn."""

    severity: str
    style: str
    scale: float  # px/mm
    layers: tuple[AnyRecipe, ...]
    optics: Optics


def sample_recipe(
    seed: np.random.SeedSequence,
    *,
    severity: str,
    style: str | None = None,
    look: str | None = None,
    scale: float | None = None,
    distracted: bool = False,
) -> DamageRecipe:
    """A believable recipe; every kind of damage has its own chance, so that one more does not change the others.

    Args:
        seed: of all chance. The same seed gives the same recipe.
        severity: a key of `SEVERITIES`, or `UNDAMAGED` for none.
        style: a key of `STYLES`, or `SIMPLE`. None: drawn among `STYLES`.
        look: of the cracks, a key of `LOOKS`. None: drawn.
        scale: px/mm. None: drawn, as if the picture were a detail in which cracks can be seen.
        distracted: also paint what only looks like damage.
    """
    whole, seeing, painting, *damaging = (np.random.default_rng(child) for child in seed.spawn(8))
    drawn_scale, drawn_style = round(float(whole.uniform(*SCALE_RANGE)), 2), str(whole.choice(list(CRACK_STYLES)))
    scale, style = scale or drawn_scale, style or drawn_style
    layers: list[AnyRecipe] = [distractors.sample_distractors(painting, scale=scale)] if distracted else []
    if severity != UNDAMAGED:
        layers += _damage(SEVERITIES[severity], style, look, scale, damaging)
    return DamageRecipe(severity, style, scale, tuple(layers), optics.sample_optics(seeing))


def _damage(
    aim: Severity, style: str, look: str | None, scale: float, chances: list[np.random.Generator]
) -> list[AnyRecipe]:
    cracking, rubbing, scratching, losing, blotting = chances
    if style == SIMPLE_STYLE:
        return [simple_shapes.sample_simple_shapes(blotting, coverage=aim.cracks + aim.losses)]
    layers: list[AnyRecipe] = [
        craquelure.sample_craquelure(cracking, scale=scale, severity=aim, style=style, look=look)
    ]
    if rubbing.random() < ABRASION_RATE:
        layers.append(
            abrasion.sample_abrasion(rubbing, scale=scale, coverage=float(rubbing.uniform(0.25, 0.75)) * aim.cracks)
        )
    if scratching.random() < SCRATCH_RATE:
        layers.append(scratches.sample_scratches(scratching, scale=scale, bundles=float(scratching.uniform(0.5, 3))))
    if aim.losses:
        layers.append(losses.sample_losses(losing, scale=scale, coverage=aim.losses))
    return layers


def draw_layers(recipe: DamageRecipe, shape: tuple[int, int]) -> list[DamageLayer]:
    """Every layer of the recipe on a picture of that height and width, the lowest first."""
    layers: list[DamageLayer] = []
    for part in recipe.layers:
        layers += recipe_type_of(part).draw(part, shape, layers)
    return layers
