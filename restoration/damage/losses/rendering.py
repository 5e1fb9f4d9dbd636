"""The paint losses of a picture, from a small recipe to their layers."""

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
UNDERLAYER = 0.5  # of the local colour; a first thin layer of similar paint, over the same ground
MATERIAL_SHARES = {"chalk": 0.6, "bole": 0.12, "wood": 0.13, "canvas": 0.15}  # how often each material shows


@dataclass(frozen=True, slots=True)
class LossRecipe:
    """Everything needed to draw the same losses again; it is stored next to the picture."""

    seed: int
    scale: float  # px/mm
    coverage: float  # part of the picture where paint is lost, 0..1
    largest: float  # mm, diameter of the largest flake
    spread: float  # mm; how far a cluster of flakes reaches
    regions: float  # mm; width of the weak regions where clusters lie
    islands: float  # part of the loss, 0..1, that is whole islands of the crack net, where there is a net
    steps: float  # part of the flakes, 0..1, that leave a ledge of underlayer around the bare ground
    flecks: float  # part of the larger flakes, 0..1, that leave flecks of paint inside
    material: str  # what shows: chalk, bole, wood or canvas
    dirt: float  # 0..1; how far dirt has darkened it
    clinging: float  # part of the local colour, 0..1, that the ground still shows
    depth: float  # mm from the paint's surface down to the ground


def sample_losses(rng: np.random.Generator, *, scale: float, coverage: float) -> LossRecipe:
    """Return a realistic recipe: the larger the loss, the larger the flakes and the wider their clusters.

    Args:
        rng: source of randomness.
        scale: px/mm.
        coverage: part of the picture where paint is lost, 0..1.
    """
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
        material=str(rng.choice(list(MATERIAL_SHARES), p=list(MATERIAL_SHARES.values()))),
        dirt=float(rng.uniform(0, 1)),
        clinging=0.15,
        depth=float(rng.uniform(0.1, 0.25)),
    )


def draw_losses(recipe: LossRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()) -> list[DamageLayer]:
    """Return the losses of a picture: the underlayer that they lay bare, the ground in their middle, and their rims.

    Args:
        recipe: the losses to draw.
        shape: height and width, px.
        below: the layers drawn before; paint falls along their cracks.

    Returns:
        Two layers (H, W) of `DamageKind.LOSS`, of which the first covers all losses, and one of `DamageKind.RELIEF`;
        an empty list where nothing is lost.
    """
    lost_paint = LostPaint(shape, recipe.coverage)
    if lost_paint.is_complete:
        return []
    region_seed, island_seed, flake_seed, grain_seed = np.random.SeedSequence(recipe.seed).spawn(4)
    region_rng = np.random.default_rng(region_seed)
    weakness = make_weakness_map(shape, recipe.regions * recipe.scale, crack_mask(below), region_rng)
    drop_islands(lost_paint, recipe.islands, weakness, np.random.default_rng(island_seed))
    drop_flakes(lost_paint, _flake_settings(recipe), weakness, np.random.default_rng(flake_seed))
    tones = grain_tones(recipe.material, shape, recipe.scale, recipe.dirt, np.random.default_rng(grain_seed))
    return [
        DamageLayer(DamageKind.LOSS, lost_paint.lost, tones, material_palette(recipe.material, UNDERLAYER)),
        DamageLayer(DamageKind.LOSS, lost_paint.ground, tones, material_palette(recipe.material, recipe.clinging)),
        draw_loss_rims(lost_paint.lost, recipe.depth * recipe.scale),
    ]


def _flake_settings(recipe: LossRecipe) -> FlakeSettings:
    """Return the recipe's flakes in px."""
    return FlakeSettings(
        smallest=SMALLEST * recipe.scale,
        largest=recipe.largest * recipe.scale,
        spread=recipe.spread * recipe.scale,
        ledge_share=recipe.steps,
        flecks=recipe.flecks,
    )
