"""Crumbled losses: ragged holes with small ones around them, in plaster of walls and in gold leaf over red bole."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restoration.damage.coverage import threshold_for_share
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer
from restoration.damage.losses.shapes import draw_loss_rims
from restoration.damage.materials import grain_tones, material_palette
from restoration.damage.procedural import Field, fractal_noise, unit_vectors
from restoration.domain import DamageKind

OCTAVES = 9  # of the outlines, from the width of the largest holes down to single px
SHARPNESS = 6.0  # of alpha per deviation of the weakness; outlines are then about a px wide
LAP_WEAKNESS = 1.2  # deviations by which gold is weaker where two leaves lap
BOLE_RIM = 7  # px; in parts of a hole narrower than this, bole has stayed everywhere
DEEP = 7  # px; only wider parts of a hole have a rim that can be seen


@dataclass(frozen=True, slots=True)
class CrumblingRecipe:
    """Everything needed to draw the same losses again; sizes are px, as walls are seen from any distance."""

    seed: int
    scale: float  # px/mm, of the materials' grain
    coverage: float  # part of the picture that is lost, 0..1
    reach: float  # px, width of the largest holes
    roughness: float  # 0..1; how ragged the outlines are, and how many small holes lie around
    material: str  # what shows
    dirt: float  # 0..1; how far dirt has darkened it
    clinging: float  # part of the local colour, 0..1, that it still shows
    core: float  # part of the loss, 0..1, that goes down to gesso
    leaf: float  # px, side of the leaves of gold; 0 where there are none
    tilt: float  # rad, of the leaves
    depth: float  # px from the surface down to the ground; 0 where no rim can be seen


def sample_plaster_losses(rng: np.random.Generator, *, scale: float, coverage: float) -> CrumblingRecipe:
    """Return losses of a wall painting that show plaster; `scale` in px/mm, `coverage` 0..1."""
    return CrumblingRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        coverage=coverage,
        reach=round(25 * 8 ** float(rng.random()), 2),
        roughness=float(rng.uniform(0.6, 0.78)),
        material="plaster",
        dirt=float(rng.uniform(0, 0.6)),
        clinging=float(rng.uniform(0, 0.2)),
        core=0.0,
        leaf=0.0,
        tilt=0.0,
        depth=float(rng.choice([0, 1, 2])),
    )


def sample_gilding_losses(rng: np.random.Generator, *, scale: float, coverage: float) -> CrumblingRecipe:
    """Return losses of gilding that show bole and, deeper, gesso; `scale` in px/mm, `coverage` 0..1."""
    return CrumblingRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        coverage=coverage,
        reach=round(20 * 6 ** float(rng.random()), 2),
        roughness=float(rng.uniform(0.6, 0.85)),
        material=str(rng.choice(["red bole", "bole"], p=[0.7, 0.3])),
        dirt=float(rng.uniform(0, 0.6)),
        clinging=float(rng.uniform(0, 0.3)),
        core=float(rng.uniform(0.05, 0.4)) if rng.random() < 0.7 else 0.0,
        leaf=float(rng.uniform(60, 300)) if rng.random() < 0.7 else 0.0,
        tilt=float(rng.normal(0, 0.06)),
        depth=float(rng.choice([0, 1])),
    )


def draw_crumbling(
    recipe: CrumblingRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """Return the losses of a picture (height and width, px); the layers `below` make no difference.

    Returns:
        Layers (H, W) of `DamageKind.LOSS`, of which the first covers all losses, and for deep ones one of
        `DamageKind.RELIEF`.
    """
    weakness_seed, leaf_seed, *grain_seeds = np.random.SeedSequence(recipe.seed).spawn(4)
    rng = np.random.default_rng(weakness_seed)
    weakness = fractal_noise(shape, recipe.reach, rng, octaves=OCTAVES, roughness=recipe.roughness)
    if recipe.leaf:
        weakness += np.float32(LAP_WEAKNESS) * _laps(recipe, shape, np.random.default_rng(leaf_seed))
    lost = _weakest_part(weakness, recipe.coverage)
    shown = [(recipe.material, recipe.clinging, lost)]
    if recipe.core:
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BOLE_RIM, BOLE_RIM))
        inner = np.asarray(cv2.erode(weakness, disc), np.float32)
        shown.append(("gesso", 0.0, np.minimum(lost, _weakest_part(inner, recipe.coverage * recipe.core))))
    layers = [
        DamageLayer(
            DamageKind.LOSS,
            alpha,
            grain_tones(material, shape, recipe.scale, recipe.dirt, np.random.default_rng(seed)),
            material_palette(material, clinging),
        )
        for (material, clinging, alpha), seed in zip(shown, grain_seeds, strict=False)
    ]
    return [*layers, draw_loss_rims(_wide_parts(layers[-1].alpha), recipe.depth)] if recipe.depth else layers


def _weakest_part(weakness: Field, coverage: float) -> Alpha:
    """Return (H, W) alpha that is at least one half on `coverage` (0..1) of the picture."""
    part = np.float32(0.5) + np.float32(SHARPNESS) * (weakness - np.float32(threshold_for_share(weakness, coverage)))
    return np.asarray(np.clip(part, 0, 1) * np.float32(FULL_ALPHA), np.uint16)


def _wide_parts(alpha: Alpha) -> Alpha:
    """Return (H, W) alpha without what is narrower than `DEEP` px."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (DEEP, DEEP))
    return np.asarray(cv2.morphologyEx(alpha, cv2.MORPH_OPEN, disc), np.uint16)


def _laps(recipe: CrumblingRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """Return (H, W) 1 on the lines where square leaves lap, falling to 0 beside them; each row of leaves is shifted."""
    step = unit_vectors(recipe.tilt).astype(np.float32) / np.float32(recipe.leaf)
    y, x = np.arange(shape[0], dtype=np.float32)[:, None], np.arange(shape[1], dtype=np.float32)
    down, across = y * step[0] + x * step[1], x * step[0] - y * step[1]
    down += np.float32(rng.random())
    across += rng.random(64).astype(np.float32)[np.floor(down).astype(np.intp) & 63]
    from_lap = np.minimum(np.abs(down - np.rint(down)), np.abs(across - np.rint(across)))
    return np.asarray(np.maximum(1 - from_lap * np.float32(recipe.leaf / rng.uniform(3, 9)), 0), np.float32)
