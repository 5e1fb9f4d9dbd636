"""Scratches: a few nearly straight lines side by side, which skip and fade with the pressure of the tool."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.coverage import threshold_for_share
from restoration.damage.layer import DamageLayer, Palette, make_palette
from restoration.damage.materials import material_colours
from restoration.damage.procedural import Points, unit_vectors, value_noise_1d
from restoration.damage.thin_lines import LineSegments, concatenate_segments, rasterize_lines, segment_ends
from restoration.domain import DamageKind

STEP = 2.0  # px between two points of a scratch
SKIP = 5.0  # mm; distance over which a scratch starts and stops
JITTER = np.deg2rad(2)  # between the lines of a bundle
SHADES = 8  # of the ground, and as many of dirt, in the palette
MAX_LINES = 8  # of a bundle


@dataclass(frozen=True, slots=True)
class ScratchRecipe:
    """Everything needed to draw the same scratches again; it is stored next to the picture."""

    seed: int
    scale: float  # px/mm
    bundles: float  # per 100 x 100 mm; at least one is drawn
    lines: int  # at most, in one bundle, 1..8
    length: float  # mm, median
    width: float  # mm, of the broadest line
    spacing: float  # mm between neighbours
    duty: float  # part of the length, 0..1, where the tool touched the paint
    dirty: float  # part of the bundles, 0..1, that dirt has filled; the others show the ground
    has_burr: bool  # the paint is raised along the lower right, and catches the light


def sample_scratches(rng: np.random.Generator, *, scale: float, bundles: float) -> ScratchRecipe:
    """Return a realistic recipe; `scale` in px/mm, `bundles` per 100 x 100 mm."""
    return ScratchRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        bundles=bundles,
        lines=int(rng.integers(1, MAX_LINES + 1)),
        length=float(rng.uniform(8, 50)),
        width=float(rng.uniform(0.06, 0.22)),
        spacing=float(rng.uniform(0.2, 1.0)),
        duty=float(rng.uniform(0.6, 0.95)),
        dirty=float(rng.uniform(0, 0.7)),
        has_burr=bool(rng.random() < 0.5),
    )


def draw_scratches(
    recipe: ScratchRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """Return a layer (H, W) of scratches and, if the recipe has it, one of the raised paint along them.

    The layers `below` make no difference.
    """
    rng = np.random.default_rng(recipe.seed)
    expected = recipe.bundles * shape[0] * shape[1] / (100 * recipe.scale) ** 2
    lines = [line for _ in range(max(1, round(expected))) for line in _bundle(recipe, shape, rng)]
    scratches = concatenate_segments(lines)
    layers = [DamageLayer(DamageKind.SCRATCH, *rasterize_lines(scratches, shape), _palette())]
    if recipe.has_burr:
        burr = rasterize_lines(_burr(scratches), shape)
        layers.append(DamageLayer(DamageKind.RELIEF, *burr, make_palette(1.1, 0.04)))
    return layers


def _bundle(recipe: ScratchRecipe, shape: tuple[int, int], rng: np.random.Generator) -> list[LineSegments]:
    """Return the lines of one stroke with a tool that has several points."""
    middle = rng.uniform(0, 1, 2) * (shape[1], shape[0])
    angle, bow = rng.uniform(0, np.pi), rng.normal(0, 0.03)
    length = recipe.length * recipe.scale * rng.uniform(0.5, 1.5)
    shade = int(rng.integers(SHADES)) + (SHADES if rng.random() < recipe.dirty else 0)
    across = unit_vectors(angle + np.pi / 2) * recipe.spacing * recipe.scale
    lines = []
    for number in range(int(rng.integers(1, recipe.lines + 1))):
        centre = middle + across * (number + rng.normal(0, 0.3)) + unit_vectors(angle) * length * rng.normal(0, 0.06)
        points = _arc(centre, angle + rng.uniform(-JITTER, JITTER), length * rng.uniform(0.6, 1), bow)
        lines.append(_line(points, recipe, shade, rng))
    return lines


def _arc(middle: Points, angle: float, length: float, bow: float) -> Points:
    """Return (N, 2) points x, y along a slight arc; `bow` is its height as a part of its length."""
    part = np.linspace(-0.5, 0.5, max(int(length / STEP), 3))[:, None]
    return middle + length * (
        unit_vectors(angle) * part + unit_vectors(angle + np.pi / 2) * bow * (1 - 4 * part * part)
    )


def _line(points: Points, recipe: ScratchRecipe, shade: int, rng: np.random.Generator) -> LineSegments:
    """Return one line whose pressure rises quickly, fades slowly, trembles and skips."""
    count = len(points) - 1
    part = (np.arange(count) + 0.5) / count
    pressure = np.sqrt(np.minimum(np.minimum(part / 0.12, (1 - part) / 0.4), 1))
    pressure *= np.clip(1 + 0.2 * value_noise_1d(count, recipe.scale / STEP, rng), 0.4, 1.2)
    width = recipe.width * recipe.scale * rng.uniform(0.4, 1)
    contact = _contact(count, SKIP * recipe.scale / STEP, recipe.duty, rng)
    return LineSegments(
        segment_ends(points),
        np.clip(width * (0.5 + 0.5 * pressure), 0.4, None),
        np.clip(rng.uniform(0.5, 1) * pressure * contact, 0, 1),
        np.full(count, shade, np.uint8),
    )


def _contact(count: int, reach: float, duty: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return (count,) 0..1, how far the tool touches: for `duty` of the length, with soft ends."""
    force = value_noise_1d(count, max(reach, 2), rng)
    contact: npt.NDArray[np.float64] = np.clip(0.5 + 2 * (force - threshold_for_share(force, duty)), 0, 1)
    return contact


def _burr(scratches: LineSegments) -> LineSegments:
    """Return thin lines along the lower right of the scratches."""
    shift = np.array([0.7, 0.7]) * (scratches.widths / 2 + 0.3)[:, None]
    return LineSegments(
        scratches.ends + shift[:, None],
        np.full(len(shift), 0.7),
        0.5 * scratches.opacity,
        np.zeros(len(shift), np.uint8),
    )


def _palette() -> Palette:
    """Return shades of the ground, followed by shades of dirt."""
    ground = material_colours("chalk")[np.linspace(60, 210, SHADES).astype(int)]
    dirt = np.linspace(0.008, 0.03, SHADES)[:, None] * np.array([1.2, 1, 0.8])
    keep = np.repeat([0.3, 0.35], SHADES)[:, None]
    return make_palette(keep, np.concatenate([0.7 * ground, dirt]))
