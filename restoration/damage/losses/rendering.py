"""The losses of a picture, from a small recipe to their layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import DamageLayer
from restoration.damage.losses.flaking import FlakeSettings, LostPaint, drop_flakes, drop_islands
from restoration.damage.losses.shapes import draw_loss_rims
from restoration.damage.losses.weakness import crack_mask, make_weakness_map
from restoration.damage.materials import grain_tones, material_palette
from restoration.domain import DamageKind

SMALLEST = 0.25  # mm, diameter of the smallest flake
UNDERLAYER = 0.5  # of the local colour; a first paint below, thin and of its kind, over the same ground
SHOWN = {"chalk": 0.6, "bole": 0.12, "wood": 0.13, "canvas": 0.15}  # how often each shows


@dataclass(frozen=True, slots=True)
class LossRecipe:
    """Everything needed to lose the same paint again; stored next to the picture."""

    seed: int
    scale: float  # px/mm
    coverage: float  # part of the picture where paint is lost, 0..1
    largest: float  # mm, diameter of the largest flake
    spread: float  # mm; how far a cluster of flakes reaches
    regions: float  # mm; width of the weak regions where clusters lie
    islands: float  # 0..1 of the loss; whole islands of the crack net, where there is one
    steps: float  # 0..1 of the flakes; they leave an underlayer around the bare ground
    flecks: float  # 0..1 of the larger flakes; they leave flecks of paint inside
    material: str  # what shows: chalk, bole, wood or canvas
    dirt: float  # 0..1; how far dirt has darkened it
    clinging: float = 0.15  # 0..1 of the local colour that the ground still shows
    depth: float = 0.12  # mm from the paint's surface down to the ground


def sample_losses(rng: np.random.Generator, *, scale: float, coverage: float) -> LossRecipe:
    """A believable recipe: the more is lost, the larger the flakes and the wider their clusters."""
    return LossRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        coverage=coverage,
        largest=float(rng.uniform(1.5, 3) + 60 * coverage),
        spread=float(rng.uniform(2.5, 5) + 60 * coverage),
        regions=float(rng.uniform(15, 45)),
        islands=float(rng.uniform(0.2, 0.6)),
        steps=float(rng.uniform(0.1, 0.6)),
        flecks=float(rng.uniform(0.1, 0.5)),
        material=str(rng.choice(list(SHOWN), p=list(SHOWN.values()))),
        dirt=float(rng.uniform(0, 1)),
        depth=float(rng.uniform(0.1, 0.25)),
    )


def draw_losses(recipe: LossRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()) -> list[DamageLayer]:
    """The losses of a picture: the underlayer that they lay bare, the ground in their middle, and their rims.

    Args:
        recipe: what to draw.
        shape: height and width in px.
        below: what damaged the picture before; paint falls along its cracks.

    Returns:
        Two layers of `Kind.LOSS`, the first of which covers all that is lost, and one of `Kind.RELIEF`; none
        where nothing is lost.
    """
    hole = LostPaint(shape, recipe.coverage)
    if hole.is_done:
        return []
    region_seed, island_seed, flake_seed, grain_seed = np.random.SeedSequence(recipe.seed).spawn(4)
    weak = make_weakness_map(
        shape, recipe.regions * recipe.scale, crack_mask(below), np.random.default_rng(region_seed)
    )
    drop_islands(hole, recipe.islands, weak, np.random.default_rng(island_seed))
    drop_flakes(hole, _breakage(recipe), weak, np.random.default_rng(flake_seed))
    tones = grain_tones(recipe.material, shape, recipe.scale, recipe.dirt, np.random.default_rng(grain_seed))
    return [
        DamageLayer(DamageKind.LOSS, hole.lost, tones, material_palette(recipe.material, UNDERLAYER)),
        DamageLayer(DamageKind.LOSS, hole.bare, tones, material_palette(recipe.material, recipe.clinging)),
        draw_loss_rims(hole.lost, recipe.depth * recipe.scale),
    ]


def _breakage(recipe: LossRecipe) -> FlakeSettings:
    """The recipe's flakes, in px."""
    return FlakeSettings(
        smallest=SMALLEST * recipe.scale,
        largest=recipe.largest * recipe.scale,
        spread=recipe.spread * recipe.scale,
        steps=recipe.steps,
        flecks=recipe.flecks,
    )
