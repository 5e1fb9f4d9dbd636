"""The net of craquelure: long cracks first, then shorter ones that bridge the gaps, then hairlines within islands."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.coverage import threshold_for_share
from restoration.damage.craquelure.brittle_layer import COARSE, BrittleLayer, Float64Array, Points, coarse_shape
from restoration.damage.craquelure.growth import Crack, GrowthSettings, grow_cracks
from restoration.damage.procedural import value_noise

ROUNDS = (6, 4, 3, 2, 2, 2, 2, 2, 2)
"""Spacings between the seeds of each round: the first cracks run far before others can come close."""


@dataclass(frozen=True, slots=True)
class CrackGeneration:
    """The cracks of one age."""

    spacing: float  # px; a new crack begins where the gap is wider
    turn: float  # rad against the easiest direction
    turn_scatter: float  # rad
    cross: float  # part of them at right angles to that, 0..1
    temper: GrowthSettings


@dataclass(frozen=True, slots=True)
class NetLayout:
    """How the net lies in the picture; lengths in px."""

    direction: float  # rad; easiest to tear
    bend: float  # rad by which that drifts
    bend_reach: float  # px over which it drifts
    extent: float  # part of the picture that is brittle, 0..1
    extent_reach: float  # px; size of the brittle patches


def grow_net(
    shape: tuple[int, int],
    lie: NetLayout,
    generations: tuple[CrackGeneration, ...],
    seeds: np.random.SeedSequence,
    given: list[Crack],
) -> list[Crack]:
    """All cracks of a picture, the given ones first; one ends where it meets an older one: junctions are T-shaped."""
    lying, *tearing = (np.random.default_rng(seed) for seed in seeds.spawn(1 + len(generations)))
    ground = BrittleLayer(shape, lie.direction + _drift(shape, lie, lying), _brittle(shape, lie, lying))
    cracks = list(given)
    for owner, crack in enumerate(cracks, start=1):
        ground.take(crack.points, np.full(len(crack.points), owner, np.int32))
    ground.measure()
    for number, (generation, rng) in enumerate(zip(generations, tearing, strict=True)):
        for apart in ROUNDS:
            places = _gaps(ground, generation.spacing, apart, rng)
            if len(places) == 0:
                continue
            turns = _turns(len(places), generation, rng)
            cracks += grow_cracks(ground, places, turns, len(cracks) + 1, number, generation.temper, rng)
            ground.measure()
    return cracks


def _drift(shape: tuple[int, int], lie: NetLayout, rng: np.random.Generator) -> Float64Array:
    """How the easiest direction differs from the general one, over the coarse maps."""
    field = value_noise(coarse_shape(shape), max(lie.bend_reach / COARSE, 2), rng)
    return lie.bend * field.astype(np.float64)


def _brittle(shape: tuple[int, int], lie: NetLayout, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Where the layer can tear: patches that make up the extent, over the coarse maps."""
    if lie.extent >= 1:
        return np.ones(coarse_shape(shape), bool)
    field = value_noise(coarse_shape(shape), max(lie.extent_reach / COARSE, 2), rng)
    return np.asarray(field > threshold_for_share(field, lie.extent))


def _gaps(ground: BrittleLayer, spacing: float, apart: float, rng: np.random.Generator) -> Points:
    """Places for new cracks, one at most in each square of so many spacings, where the nearest crack is far enough."""
    height, width = ground.shape
    pitch = apart * spacing
    corner = -pitch * rng.random(2)
    columns, rows = np.meshgrid(np.arange(corner[0], width, pitch), np.arange(corner[1], height, pitch))
    tries = np.stack([columns, rows], axis=-1).reshape(-1, 2)
    tries = tries + pitch * rng.random(tries.shape)
    needed = 0.5 * spacing * rng.uniform(0.75, 1.15, len(tries))
    is_inside = ((tries >= 1) & (tries < (width - 1, height - 1))).all(axis=1)
    tries, needed = tries[is_inside], needed[is_inside]
    cells = ground.cells(tries)
    places: Points = tries[(ground.distance[cells] > needed) & ground.is_brittle[cells]]
    return places


def _turns(count: int, generation: CrackGeneration, rng: np.random.Generator) -> Float64Array:
    crosses = np.where(rng.random(count) < generation.cross, np.pi / 2, 0)
    turns: Float64Array = generation.turn + crosses + generation.turn_scatter * rng.normal(size=count)
    return turns
