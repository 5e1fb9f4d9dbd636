"""How cracks grow: from a seed in two directions, bending, until they meet an older crack or stop in sound paint."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.craquelure.brittle_layer import OUTSIDE, BrittleLayer, Cells, Float64Array
from restoration.damage.procedural import Points, unit_vectors

STEP = 1.25  # px between two points of a crack; less than the 3 px that a crack owns, so that no tip jumps over it
RETURN = 0.03  # per step; how strongly a crack returns to the direction of its neighbourhood
PULL = 2.5  # how tightly a tip turns to an older crack: its circle's radius is the distance of attraction over this
PASSING = -0.3  # cosine; a tip that leaves an older crack at a wider angle than this is no longer attracted
TOUGH_STOP_PROBABILITY = 0.1  # per px that a tip grows where the layer is not brittle


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """How the cracks of one generation grow."""

    tremor: float  # rad per step; small changes of direction
    kink: float  # rad; sudden turns
    kink_every: float  # px between them
    attraction_radius: float  # px; nearer than this an older crack attracts a tip, so that they meet at right angles
    stop_probability: float  # per px that a tip grows in sound paint


@dataclass(frozen=True, slots=True, eq=False)
class Crack:
    """One crack, from end to end."""

    points: Points  # (N, 2), one every `STEP`
    generation: int  # 0 for the oldest
    is_free_end: tuple[bool, bool]  # whether each end lies in sound paint, not at a crack or at the picture's edge


@dataclass(slots=True, eq=False)
class _Tips:
    """The tips that still grow."""

    numbers: npt.NDArray[np.intp]
    places: Points
    directions: Float64Array  # rad
    angles: Float64Array  # rad between a tip's own course and the direction in which the layer tears most easily
    owners: npt.NDArray[np.int32]

    def select(self, chosen: npt.NDArray[np.bool_]) -> "_Tips":
        return _Tips(
            self.numbers[chosen], self.places[chosen], self.directions[chosen], self.angles[chosen], self.owners[chosen]
        )


def grow_cracks(
    layer: BrittleLayer,
    seeds: Points,
    angles: Float64Array,
    first_owner: int,
    generation: int,
    settings: GrowthSettings,
    rng: np.random.Generator,
) -> list[Crack]:
    """Grow one crack from each seed, all at the same time, and record them in the layer.

    Args:
        layer: changed in place; tips are attracted by the distances as last updated.
        seeds: (N, 2) x, y in px, where the cracks begin.
        angles: (N,) rad, their course against the direction in which the layer tears most easily there.
        first_owner: number of the first crack in the layer; the others follow.
        generation: generation of these cracks.
        settings: how they grow.
        rng: source of randomness.
    """
    count = len(seeds)
    owners = np.arange(first_owner, first_owner + count, dtype=np.int32)
    layer.claim(seeds, owners)
    places, angles = np.tile(seeds, (2, 1)), np.concatenate([angles, angles + np.pi])
    directions = layer.directions[layer.cells(places)] + angles
    tips = _Tips(np.arange(2 * count), places, directions, angles, np.tile(owners, 2))
    trails, is_free = _grow_tips(layer, tips, settings, rng)
    return [
        Crack(np.concatenate([back[::-1], seed[None], forth]), generation, (bool(back_is_free), bool(forth_is_free)))
        for seed, forth, back, forth_is_free, back_is_free in zip(
            seeds, trails[:count], trails[count:], is_free[:count], is_free[count:], strict=True
        )
    ]


def _grow_tips(
    layer: BrittleLayer, tips: _Tips, settings: GrowthSettings, rng: np.random.Generator
) -> tuple[list[Points], npt.NDArray[np.bool_]]:
    """Return the trail of every tip, and whether it ended in sound paint."""
    count = len(tips.numbers)
    is_free = np.ones(count, bool)  # also a tip that circles until the steps are used up never meets anything
    steps = [(tips.numbers[:0], tips.places[:0])]
    for _ in range(int(2 * sum(layer.shape) / STEP)):
        cells = layer.cells(tips.places)
        probability = np.where(layer.is_brittle[cells], settings.stop_probability, TOUGH_STOP_PROBABILITY)
        stops = rng.random(len(cells)) < STEP * probability
        _advance(tips, cells, layer, settings, rng)
        owners = layer.owners(tips.places)
        has_met = (owners != 0) & (owners != tips.owners)
        is_free[tips.numbers[has_met]] = False
        steps.append((tips.numbers[owners != OUTSIDE], tips.places[owners != OUTSIDE]))
        tips = tips.select(~(has_met | stops))
        if len(tips.numbers) == 0:
            break
        layer.claim(tips.places, tips.owners)
    return _trails(steps, count), is_free


def _advance(
    tips: _Tips, cells: Cells, layer: BrittleLayer, settings: GrowthSettings, rng: np.random.Generator
) -> None:
    """Move every tip one step, in place: add random jitter and sudden turns, then turn to its course and to a crack."""
    count = len(cells)
    tremors, kinks = rng.normal(size=(2, count))
    turn = settings.tremor * tremors
    turn += np.where(rng.random(count) < STEP / settings.kink_every, settings.kink * kinks, 0)
    turn += RETURN * _wrapped(layer.directions[cells] + tips.angles - tips.directions)
    right, down = unit_vectors(tips.directions).T
    to_crack_x, to_crack_y = layer.to_crack_x[cells], layer.to_crack_y[cells]
    nearness = np.minimum(np.maximum(2 - 2 / settings.attraction_radius * layer.distance[cells], 0), 1)
    is_attracted = to_crack_x * right + to_crack_y * down > PASSING
    pull = PULL * STEP / settings.attraction_radius * nearness * (right * to_crack_y - down * to_crack_x)
    turn += np.where(is_attracted, pull, 0)
    tips.directions = tips.directions + turn
    tips.places = tips.places + STEP * unit_vectors(tips.directions)


def _wrapped(angles: Float64Array) -> Float64Array:
    """Return the same angles between -pi and pi."""
    return np.remainder(angles + np.pi, 2 * np.pi) - np.pi


def _trails(steps: list[tuple[npt.NDArray[np.intp], Points]], count: int) -> list[Points]:
    """Return (N, 2) the points of each of `count` tips in their order, from the numbers and places of every step."""
    numbers = np.concatenate([numbers for numbers, _ in steps])
    places = np.concatenate([places for _, places in steps])
    order = np.argsort(numbers, kind="stable")
    return np.split(places[order], np.searchsorted(numbers[order], np.arange(1, count)))
