"""Everything that happens to one picture, written small: the same recipe and shape give the same damage anywhere."""

from dataclasses import dataclass

import numpy as np

from restoration.damage import abrasion, craquelure, distractors, losses, optics, scratches, simple_shapes
from restoration.damage.craquelure.styles import STYLES
from restoration.damage.kinds import AnyRecipe, kind_of
from restoration.damage.layer import Layer
from restoration.damage.optics import Optics
from restoration.damage.severity import SEVERITIES, UNDAMAGED, Severity

SIMPLE = "simple"
"""The style of discs, black segments and blots of noise, the masks that earlier work trained on."""

SCALES = (5.5, 12.0)  # px/mm; a detail at 140 to 300 dots per inch, where cracks are one to some pixels wide
SCRATCHED = 0.3  # how often a picture is scratched as well, 0..1
ABRADED = 0.15  # how often it is rubbed as well


@dataclass(frozen=True, slots=True)
class DamageRecipe:
    """All damage of one picture, in the order in which it is drawn."""

    severity: str
    style: str
    scale: float  # px/mm
    layers: tuple[AnyRecipe, ...]
    optics: Optics


def sample(
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
    drawn_scale, drawn_style = round(float(whole.uniform(*SCALES)), 2), str(whole.choice(list(STYLES)))
    scale, style = scale or drawn_scale, style or drawn_style
    layers: list[AnyRecipe] = [distractors.sample(painting, scale=scale)] if distracted else []
    if severity != UNDAMAGED:
        layers += _damage(SEVERITIES[severity], style, look, scale, damaging)
    return DamageRecipe(severity, style, scale, tuple(layers), optics.sample(seeing))


def _damage(
    aim: Severity, style: str, look: str | None, scale: float, chances: list[np.random.Generator]
) -> list[AnyRecipe]:
    cracking, rubbing, scratching, losing, blotting = chances
    if style == SIMPLE:
        return [simple_shapes.sample(blotting, coverage=aim.cracks + aim.losses)]
    layers: list[AnyRecipe] = [craquelure.sample(cracking, scale=scale, severity=aim, style=style, look=look)]
    if rubbing.random() < ABRADED:
        layers.append(abrasion.sample(rubbing, scale=scale, coverage=float(rubbing.uniform(0.25, 0.75)) * aim.cracks))
    if scratching.random() < SCRATCHED:
        layers.append(scratches.sample(scratching, scale=scale, bundles=float(scratching.uniform(0.5, 3))))
    if aim.losses:
        layers.append(losses.sample(losing, scale=scale, coverage=aim.losses))
    return layers


def draw(recipe: DamageRecipe, shape: tuple[int, int]) -> list[Layer]:
    """Every layer of the recipe on a picture of that height and width, the lowest first."""
    layers: list[Layer] = []
    for part in recipe.layers:
        layers += kind_of(part).draw(part, shape, layers)
    return layers
