"""Abrasion: paint rubbed thin in patches, so that the tops of the weave, or grains of the ground, shine through."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.coverage import threshold_for_share
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, Palette, make_palette
from restoration.damage.materials import material_colours
from restoration.damage.procedural import Field, fractal_noise, plain_weave, tile_texture
from restoration.domain import DamageKind

DEEPEST = 1.0  # deviations of the patches' wear; more hardly counts, so that hollows keep their paint everywhere
SLOPE = 0.6  # of alpha per deviation of wear; low: abrasion has no sharp rim
FAINTEST = 0.08  # alpha below this is left out: no eye sees it
TONES = 64


@dataclass(frozen=True, slots=True)
class AbrasionRecipe:
    """Everything needed to rub the same picture again; stored next to it."""

    seed: int
    scale: float  # px/mm
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    patch: float  # mm, width of the patches
    tops: float  # how much sooner tops wear than hollows, in deviations of the wear
    thread: float  # mm between threads; 0 for a panel, which has only the grain of its ground
    thinnest: float  # 0..1; alpha where the paint is thinnest
    material: str  # what shines through: chalk, bole or canvas


def sample_abrasion(rng: np.random.Generator, *, scale: float, coverage: float) -> AbrasionRecipe:
    """A believable recipe: two in three pictures on canvas."""
    return AbrasionRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        coverage=coverage,
        patch=float(rng.uniform(8, 40)),
        tops=float(rng.uniform(2, 4)),
        thread=float(rng.uniform(0.5, 1.0)) if rng.random() < 2 / 3 else 0.0,
        thinnest=float(rng.uniform(0.55, 0.85)),
        material=str(rng.choice(["chalk", "bole", "canvas"], p=[0.6, 0.2, 0.2])),
    )


def draw_abrasion(
    recipe: AbrasionRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """The rubbed patches; what lies below makes no difference."""
    patch_seed, tops_seed = np.random.SeedSequence(recipe.seed).spawn(2)
    wear = fractal_noise(shape, recipe.patch * recipe.scale, np.random.default_rng(patch_seed), octaves=3)
    wear = np.minimum(wear, np.float32(DEEPEST) + np.float32(0.2) * wear)
    tops = np.random.default_rng(tops_seed)
    wear += tile_texture(lambda side: np.float32(recipe.tops) * _tops(recipe, side, tops), shape)
    wear -= np.float32(threshold_for_share(wear, recipe.coverage))
    tones = np.clip(TONES / 2 + TONES / 4 * wear, 0, TONES - 1).astype(np.uint8)
    return [DamageLayer(DamageKind.ABRASION, _alpha(wear, recipe.thinnest), tones, _shine(recipe.material))]


def _tops(recipe: AbrasionRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """What stands up and is rubbed first, (H, W) of deviation about 1/3."""
    grain = fractal_noise(shape, 0.3 * recipe.scale + 1, rng, octaves=2) / np.float32(3)
    if not recipe.thread:
        return grain
    weave = plain_weave(shape, recipe.thread * recipe.scale, rng)
    weave += grain / 2
    return weave


def _alpha(wear: Field, thinnest: float) -> Alpha:
    """Half covered where the wear is 0, up to `thinnest` where it is deep."""
    part = np.float32(SLOPE) * wear
    part += np.float32(0.5)
    part[part < FAINTEST] = 0
    np.minimum(part, np.float32(thinnest), out=part)
    return (part * np.float32(FULL_ALPHA)).astype(np.uint16)


def _shine(material: str) -> Palette:
    """From paint hardly thinner than before to paint through which mostly the ground is seen."""
    part = np.linspace(0.1, 0.5, TONES)[:, None]
    return make_palette(1 - part, part * material_colours(material)[150])
