"""The net of cracks: long cracks first, then shorter ones that bridge the gaps, then hairlines within islands."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.coverage import threshold_for_share
from restoration.damage.craquelure.brittle_layer import COARSE, BrittleLayer, Float64Array, coarse_shape
from restoration.damage.craquelure.growth import Crack, GrowthSettings, grow_cracks
from restoration.damage.procedural import Points, value_noise

ROUNDS = (6, 4, 3, 2, 2, 2, 2, 2, 2)
"""Distance between the seeds of each round, in spacings: the first cracks run far before others can come close."""


@dataclass(frozen=True, slots=True)
class CrackGeneration:
    """The cracks of one age."""

    spacing: float  # px; a new crack begins where the gap is wider
    angle: float  # rad against the direction in which the layer tears most easily
    angle_scatter: float  # rad
    perpendicular_share: float  # part of the cracks, 0..1, at right angles to that course
    growth: GrowthSettings


@dataclass(frozen=True, slots=True)
class NetLayout:
    """How a net lies in the picture; lengths in px."""

    direction: float  # rad; in which the layer tears most easily
    bend: float  # rad by which that direction drifts
    bend_reach: float  # px over which it drifts
    extent: float  # part of the picture that is brittle, 0..1
    extent_reach: float  # px; size of the brittle patches


def grow_net(
    shape: tuple[int, int],
    layout: NetLayout,
    generations: tuple[CrackGeneration, ...],
    seeds: np.random.SeedSequence,
    given: list[Crack],
) -> list[Crack]:
    """Return all cracks of a picture, the given ones first.

    A crack ends where it meets an older one, so junctions have the shape of a T.

    Args:
        shape: height and width of the picture, px.
        layout: how the net lies in the picture.
        generations: the oldest cracks first.
        seeds: source of randomness; each generation has its own part.
        given: cracks that are older than all others.
    """
    layout_rng, *growth_rngs = (np.random.default_rng(seed) for seed in seeds.spawn(1 + len(generations)))
    directions = layout.direction + _drift(shape, layout, layout_rng)
    layer = BrittleLayer(shape, directions, _brittle_patches(shape, layout, layout_rng))
    cracks = list(given)
    for owner, crack in enumerate(cracks, start=1):
        layer.claim(crack.points, np.full(len(crack.points), owner, np.int32))
    layer.update_distances()
    for number, (generation, rng) in enumerate(zip(generations, growth_rngs, strict=True)):
        for seed_distance in ROUNDS:
            places = _seeds(layer, generation.spacing, seed_distance, rng)
            if len(places) == 0:
                continue
            angles = _angles(len(places), generation, rng)
            cracks += grow_cracks(layer, places, angles, len(cracks) + 1, number, generation.growth, rng)
            layer.update_distances()
    return cracks


def _drift(shape: tuple[int, int], layout: NetLayout, rng: np.random.Generator) -> Float64Array:
    """Return (coarse shape) rad by which the easiest direction differs from the general one."""
    field = value_noise(coarse_shape(shape), max(layout.bend_reach / COARSE, 2), rng)
    return layout.bend * field.astype(np.float64)


def _brittle_patches(shape: tuple[int, int], layout: NetLayout, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return (coarse shape) where the layer can tear: patches that together have the extent of the layout."""
    if layout.extent >= 1:
        return np.ones(coarse_shape(shape), bool)
    field = value_noise(coarse_shape(shape), max(layout.extent_reach / COARSE, 2), rng)
    return np.asarray(field > threshold_for_share(field, layout.extent))


def _seeds(layer: BrittleLayer, spacing: float, seed_distance: float, rng: np.random.Generator) -> Points:
    """Return (N, 2) places for new cracks: at most one per square of `seed_distance` spacings, away from all cracks."""
    height, width = layer.shape
    pitch = seed_distance * spacing
    corner = -pitch * rng.random(2)
    columns, rows = np.meshgrid(np.arange(corner[0], width, pitch), np.arange(corner[1], height, pitch))
    candidates = np.stack([columns, rows], axis=-1).reshape(-1, 2)
    candidates = candidates + pitch * rng.random(candidates.shape)
    needed = 0.5 * spacing * rng.uniform(0.75, 1.15, len(candidates))
    is_inside = ((candidates >= 1) & (candidates < (width - 1, height - 1))).all(axis=1)
    candidates, needed = candidates[is_inside], needed[is_inside]
    cells = layer.cells(candidates)
    places: Points = candidates[(layer.distance[cells] > needed) & layer.is_brittle[cells]]
    return places


def _angles(count: int, generation: CrackGeneration, rng: np.random.Generator) -> Float64Array:
    """Return (count,) rad, the courses of new cracks against the easiest direction."""
    right_angles = np.where(rng.random(count) < generation.perpendicular_share, np.pi / 2, 0)
    angles: Float64Array = generation.angle + right_angles + generation.angle_scatter * rng.normal(size=count)
    return angles
