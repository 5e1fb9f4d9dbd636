"""Chips: losses from 2 px across, single and in swarms, that show pale ground, as on worn walls and dark paint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.coverage import add_coverage, rasterize_polygon
from restoration.damage.layer import DamageLayer, Tones
from restoration.damage.losses.shapes import draw_loss_rims, flake_outlines, flake_sizes
from restoration.damage.materials import grain_tones, material_palette
from restoration.damage.procedural import Points, rotate
from restoration.domain import DamageKind

SMALLEST = 2.0  # px, diameter
DEEP = 6.0  # px; only larger chips have a rim that can be seen
HALVINGS = 1  # of a chip's edges, which stay straight and angular
MATERIAL_SHARES = {"gesso": 0.5, "plaster": 0.35, "chalk": 0.15}  # how often each material shows


@dataclass(frozen=True, slots=True)
class ChipRecipe:
    """Everything needed to draw the same chips again; sizes are px, as chips are seen from any distance."""

    seed: int
    scale: float  # px/mm, of the material's grain
    coverage: float  # part of the picture where paint is lost, 0..1
    largest: float  # px, diameter
    spread: float  # px; how far a swarm reaches
    crowd: float  # chips of an average swarm
    material: str  # what shows: gesso, plaster or chalk
    dirt: float  # 0..1; how far dirt has darkened it
    variety: float  # 0..1; how much chips differ in lightness
    clinging: float  # part of the local colour, 0..1, that the ground still shows


def sample_chips(rng: np.random.Generator, *, scale: float, coverage: float) -> ChipRecipe:
    """Return a realistic recipe; `scale` in px/mm, `coverage` 0..1."""
    return ChipRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        coverage=coverage,
        largest=float(rng.uniform(4, 12)),
        spread=float(rng.uniform(12, 130)),
        crowd=float(rng.uniform(2, 70)),
        material=str(rng.choice(list(MATERIAL_SHARES), p=list(MATERIAL_SHARES.values()))),
        dirt=float(rng.uniform(0, 0.7)),
        variety=float(rng.uniform(0, 1)),
        clinging=float(rng.uniform(0, 0.25)),
    )


def draw_chips(recipe: ChipRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()) -> list[DamageLayer]:
    """Return the chips of a picture (height and width, px); the layers `below` make no difference.

    Returns:
        A layer (H, W) of `DamageKind.LOSS` and one of `DamageKind.RELIEF` with the rims of the larger chips.
    """
    chip_seed, grain_seed = np.random.SeedSequence(recipe.seed).spawn(2)
    tones = grain_tones(recipe.material, shape, recipe.scale, recipe.dirt, np.random.default_rng(grain_seed))
    lost, deep = np.zeros(shape, np.uint16), np.zeros(shape, np.uint16)
    missing = goal = recipe.coverage * lost.size
    rng = np.random.default_rng(chip_seed)
    for chip in _chips(recipe, shape, rng):
        if missing <= max(0.01 * goal, 1):
            break
        window, patch = rasterize_polygon(chip.outline, shape)
        missing -= add_coverage(lost, window, patch)
        tones[window] = np.where(patch > 0, _shifted(tones[window], chip.lightness), tones[window])
        if chip.diameter > DEEP:
            add_coverage(deep, window, patch)
    palette = material_palette(recipe.material, recipe.clinging)
    return [DamageLayer(DamageKind.LOSS, lost, tones, palette), draw_loss_rims(deep, 1.0)]


@dataclass(frozen=True, slots=True, eq=False)
class _Chip:
    outline: Points  # (N, 2)
    diameter: float  # px
    lightness: int  # steps of tone


def _chips(recipe: ChipRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Iterator[_Chip]:
    """Yield more chips than the coverage takes, swarm by swarm."""
    for _ in range(int(recipe.coverage * shape[0] * shape[1]) + 1):  # a swarm covers a px or more
        count = 1 + int(recipe.crowd * rng.random() / rng.uniform(0.3, 1))
        spread = recipe.spread * rng.uniform(0.3, 1.5) * np.array([1, rng.uniform(0.2, 1)])
        offsets = rotate(rng.normal(0, 1, (count, 2)) * spread, rng.uniform(0, np.pi))
        places = rng.uniform(0, 1, 2) * (shape[1], shape[0]) + offsets
        sizes = flake_sizes(count, SMALLEST, recipe.largest, rng)
        lightness = np.rint(60 * recipe.variety * rng.normal(0, 1, count)).astype(int).tolist()
        yield from map(_Chip, flake_outlines(places, sizes, rng, halvings=HALVINGS), sizes.tolist(), lightness)


def _shifted(tones: Tones, steps: int) -> Tones:
    return np.clip(tones.astype(np.int16) + steps, 0, 255).astype(np.uint8)
