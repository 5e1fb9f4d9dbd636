"""The recipe of all damage in one picture, its parts, and how to draw them.

The same recipe and shape give the same damage on every machine.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from restoration.damage.abrasion import AbrasionRecipe, draw_abrasion, sample_abrasion
from restoration.damage.craquelure import CRACK_STYLES, CraquelureRecipe, draw_craquelure, sample_craquelure
from restoration.damage.distractors import DistractorRecipe, draw_distractors, sample_distractors
from restoration.damage.layer import DamageLayer
from restoration.damage.light import Optics, sample_optics
from restoration.damage.losses import (
    ChipRecipe,
    CrumblingRecipe,
    LossRecipe,
    draw_chips,
    draw_crumbling,
    draw_losses,
    sample_chips,
    sample_gilding_losses,
    sample_losses,
    sample_plaster_losses,
)
from restoration.damage.scratches import ScratchRecipe, draw_scratches, sample_scratches
from restoration.damage.severity import SEVERITIES, UNDAMAGED, Severity
from restoration.damage.simple_shapes import SimpleShapesRecipe, draw_simple_shapes, sample_simple_shapes

SIMPLE_STYLE = "simple"
"""The style of the simple masks that earlier work trained on: discs, rectangles, segments and holes of noise."""

SCALE_RANGE = (5.5, 12.0)  # px/mm; a detail at 140 to 300 dots per inch, where cracks are one to a few px wide
SCRATCH_RATE = 0.3  # part of the pictures, 0..1, that are scratched as well
ABRASION_RATE = 0.15  # part of the pictures, 0..1, that are rubbed as well
SLIGHTEST_PALE_LOSS = 0.004  # part of a picture, 0..1, that is lost where cracks are only a trace
MOST_CHIPS = 0.02  # part of a picture, 0..1, under chips; more of them would look like noise
PALE_SHARES = {"chips": 0.4, "plaster": 0.3, "gilding": 0.3}  # how often each sort of pale losses appears

AnyRecipe = (
    CraquelureRecipe
    | LossRecipe
    | ChipRecipe
    | CrumblingRecipe
    | ScratchRecipe
    | AbrasionRecipe
    | SimpleShapesRecipe
    | DistractorRecipe
)


@dataclass(frozen=True, slots=True)
class RecipeType:
    """A type of recipe: its key in a written recipe, its class, and the function that draws it."""

    key: str
    recipe_class: type[AnyRecipe]
    draw: Callable[[Any, tuple[int, int], Sequence[DamageLayer]], list[DamageLayer]]
    """From a recipe, a shape (height and width, px) and the layers below to new layers."""


# THE list of all that can be drawn. To add a type, write its module and add its line here.
_ALL = (
    RecipeType("distractors", DistractorRecipe, draw_distractors),
    RecipeType("craquelure", CraquelureRecipe, draw_craquelure),
    RecipeType("abrasion", AbrasionRecipe, draw_abrasion),
    RecipeType("scratches", ScratchRecipe, draw_scratches),
    RecipeType("losses", LossRecipe, draw_losses),
    RecipeType("crumbling", CrumblingRecipe, draw_crumbling),
    RecipeType("chips", ChipRecipe, draw_chips),
    RecipeType("simple", SimpleShapesRecipe, draw_simple_shapes),
)

RECIPE_TYPES = {kind.key: kind for kind in _ALL}
"""The types of recipes by their keys."""


def recipe_type_of(recipe: AnyRecipe) -> RecipeType:
    """Return the type of a recipe."""
    return next(kind for kind in _ALL if kind.recipe_class is type(recipe))


@dataclass(frozen=True, slots=True)
class DamageRecipe:
    """All damage of one picture, in drawing order."""

    severity: str
    style: str
    scale: float  # px/mm
    layers: tuple[AnyRecipe, ...]
    optics: Optics


@dataclass(frozen=True, slots=True)
class GivenDamage:
    """What a person says about the damage; None where chance decides."""

    crack_width: float | None = None  # px; median of the oldest cracks, which are the widest
    density: float | None = None  # part of the picture under cracks (alpha >= 0.5), 0..1
    scratch_length: float | None = None  # px, median; a damaged picture then always has scratches

    def of_cracks(self, sampled: CraquelureRecipe) -> CraquelureRecipe:
        """Return the cracks with the given width and density."""
        return replace(
            sampled,
            width=sampled.width if self.crack_width is None else self.crack_width / sampled.scale,
            coverage=sampled.coverage if self.density is None else self.density,
        )

    def of_scratches(self, sampled: ScratchRecipe) -> ScratchRecipe:
        """Return the scratches with the given length."""
        if self.scratch_length is None:
            return sampled
        return replace(sampled, length=self.scratch_length / sampled.scale)


NOTHING_GIVEN = GivenDamage()


def entropy_from_name(name: str) -> list[int]:
    """Return eight whole numbers that seed a `SeedSequence`, the same for the same name.

    A file's name may hold bytes that are not text (surrogate escapes).
    """
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).digest()
    words: list[int] = np.frombuffer(digest, ">u4").tolist()
    return words


def sample_recipe(
    seed: np.random.SeedSequence,
    *,
    severity: str,
    style: str | None = None,
    look: str | None = None,
    scale: float | None = None,
    distracted: bool = False,
    pale: float = 0.0,
    given: GivenDamage = NOTHING_GIVEN,
) -> DamageRecipe:
    """Return a realistic recipe. Each kind of damage has its own random stream, so one more does not change the others.

    Args:
        seed: source of all randomness. The same seed gives the same recipe.
        severity: a key of `SEVERITIES`, or `UNDAMAGED`.
        style: a key of `CRACK_STYLES`, or `SIMPLE_STYLE`. None: a random key of `CRACK_STYLES`.
        look: a key of `CRACK_LOOKS`. None: a random one.
        scale: px/mm. None: a random one, as if the picture were a detail in which cracks can be seen.
        distracted: whether to paint also what only looks like damage.
        pale: chance, 0..1, of the losses of walls, dark paint and gilding instead of flakes: chips of pale ground,
            crumbled plaster, or bole and gesso.
        given: what is not left to chance. `SIMPLE_STYLE` has neither cracks nor scratches, and ignores it.
    """
    general_rng, optics_rng, distractor_rng, *damage_rngs = (np.random.default_rng(child) for child in seed.spawn(9))
    random_scale = round(float(general_rng.uniform(*SCALE_RANGE)), 2)
    random_style = str(general_rng.choice(list(CRACK_STYLES)))
    scale, style = scale or random_scale, style or random_style
    layers: list[AnyRecipe] = [sample_distractors(distractor_rng, scale=scale)] if distracted else []
    if severity != UNDAMAGED:
        layers += _sample_damage(SEVERITIES[severity], style, look, scale, pale, given, damage_rngs)
    return DamageRecipe(severity, style, scale, tuple(layers), sample_optics(optics_rng))


def _sample_damage(
    severity: Severity,
    style: str,
    look: str | None,
    scale: float,
    pale: float,
    given: GivenDamage,
    rngs: list[np.random.Generator],
) -> list[AnyRecipe]:
    crack_rng, abrasion_rng, scratch_rng, loss_rng, shape_rng, pale_rng = rngs
    if style == SIMPLE_STYLE:
        return [sample_simple_shapes(shape_rng, coverage=severity.cracks + severity.losses)]
    cracks = sample_craquelure(crack_rng, scale=scale, severity=severity, style=style, look=look)
    layers: list[AnyRecipe] = [given.of_cracks(cracks)]
    if abrasion_rng.random() < ABRASION_RATE:
        coverage = float(abrasion_rng.uniform(0.25, 0.75)) * severity.cracks
        layers.append(sample_abrasion(abrasion_rng, scale=scale, coverage=coverage))
    if scratch_rng.random() < SCRATCH_RATE or given.scratch_length is not None:
        scratches = sample_scratches(scratch_rng, scale=scale, bundles=float(scratch_rng.uniform(0.5, 3)))
        layers.append(given.of_scratches(scratches))
    if pale_rng.random() < pale:
        layers += _sample_pale_losses(severity, scale, pale_rng)
    elif severity.losses:
        layers.append(sample_losses(loss_rng, scale=scale, coverage=severity.losses))
    return layers


def _sample_pale_losses(severity: Severity, scale: float, rng: np.random.Generator) -> list[AnyRecipe]:
    """Return chips alone, or plaster that crumbles, often with chips around, or lost gilding."""
    sort = rng.choice(list(PALE_SHARES), p=list(PALE_SHARES.values()))
    coverage = max(severity.losses, SLIGHTEST_PALE_LOSS) * float(rng.uniform(0.5, 1.5))
    chips = sample_chips(rng, scale=scale, coverage=min(coverage, MOST_CHIPS))
    if sort == "chips":
        return [chips]
    if sort == "gilding":
        return [sample_gilding_losses(rng, scale=scale, coverage=coverage)]
    plaster = sample_plaster_losses(rng, scale=scale, coverage=coverage)
    return [plaster, chips] if rng.random() < 0.5 else [plaster]


def draw_layers(recipe: DamageRecipe, shape: tuple[int, int]) -> list[DamageLayer]:
    """Return all layers of a recipe for a picture of that height and width (px), the lowest first."""
    layers: list[DamageLayer] = []
    for part in recipe.layers:
        layers += recipe_type_of(part).draw(part, shape, layers)
    return layers
