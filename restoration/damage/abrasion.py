"""Abrasion: paint rubbed thin in patches, so that the tops of the weave or of the ground's grain show through."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.coverage import threshold_for_share
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, Palette, make_palette
from restoration.damage.materials import material_colours
from restoration.damage.procedural import Field, fractal_noise, plain_weave, tile_texture
from restoration.domain import DamageKind

WEAR_LIMIT = 1.0  # deviations of the patches' wear; more adds only a fifth, so that hollows keep their paint everywhere
SLOPE = 0.6  # of alpha per deviation of wear; low, as abrasion has no sharp edge
FAINTEST = 0.08  # smaller alpha is left out: it cannot be seen
TONES = 64


@dataclass(frozen=True, slots=True)
class AbrasionRecipe:
    """Everything needed to draw the same abrasion again; it is stored next to the picture."""

    seed: int
    scale: float  # px/mm
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    patch: float  # mm, width of the patches
    tops: float  # how much sooner tops wear than hollows, in deviations of the wear
    thread: float  # mm between threads; 0 for a panel, which has only the grain of its ground
    thinnest: float  # 0..1; alpha where the paint is thinnest
    material: str  # what shines through: chalk, bole or canvas


def sample_abrasion(rng: np.random.Generator, *, scale: float, coverage: float) -> AbrasionRecipe:
    """Return a realistic recipe; two of three pictures are on canvas. `scale` in px/mm, `coverage` 0..1."""
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
    """Return one layer (H, W) of worn patches; the layers `below` make no difference."""
    patch_seed, tops_seed = np.random.SeedSequence(recipe.seed).spawn(2)
    wear = fractal_noise(shape, recipe.patch * recipe.scale, np.random.default_rng(patch_seed), octaves=3)
    wear = np.minimum(wear, np.float32(WEAR_LIMIT) + np.float32(0.2) * wear)
    tops_rng = np.random.default_rng(tops_seed)
    wear += tile_texture(lambda tile: np.float32(recipe.tops) * _relief(recipe, tile, tops_rng), shape)
    wear -= np.float32(threshold_for_share(wear, recipe.coverage))
    tones = np.clip(TONES / 2 + TONES / 4 * wear, 0, TONES - 1).astype(np.uint8)
    return [DamageLayer(DamageKind.ABRASION, _alpha(wear, recipe.thinnest), tones, _palette(recipe.material))]


def _relief(recipe: AbrasionRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """Return (H, W) how far each pixel stands up and is rubbed first, of deviation about 1/3."""
    grain = fractal_noise(shape, 0.3 * recipe.scale + 1, rng, octaves=2) / np.float32(3)
    if not recipe.thread:
        return grain
    weave = plain_weave(shape, recipe.thread * recipe.scale, rng)
    weave += grain / 2
    return weave


def _alpha(wear: Field, thinnest: float) -> Alpha:
    """Return (H, W) alpha: one half where the wear is 0, up to `thinnest` where it is deep."""
    part = np.float32(SLOPE) * wear
    part += np.float32(0.5)
    part[part < FAINTEST] = 0
    np.minimum(part, np.float32(thinnest), out=part)
    return (part * np.float32(FULL_ALPHA)).astype(np.uint16)


def _palette(material: str) -> Palette:
    """Return a palette from paint that is hardly thinner than before to paint through which mostly the ground shows."""
    part = np.linspace(0.1, 0.5, TONES)[:, None]
    return make_palette(1 - part, part * material_colours(material)[150])
