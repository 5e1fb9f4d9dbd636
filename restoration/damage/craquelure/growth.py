"""How cracks run: from a seed both ways, bending, until they meet an older crack or give out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.craquelure.brittle_layer import OUTSIDE, BrittleLayer, Cells, Float64Array, Points
from restoration.damage.procedural import unit_vectors

STEP = 1.25  # px between two points of a crack; less than the 3 px that a crack holds, so that none is jumped
RETURN = 0.03  # per step; how strongly a crack returns to the direction of its neighbourhood
PULL = 2.5  # how tightly a tip turns to an older crack: its circle's radius is the distance of attraction over this
PASSING = -0.3  # cosine; a tip that leaves an older crack at a wider angle than this is no longer drawn to it
TOUGH = 0.1  # chance per px that a tip gives out where the layer is not brittle


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """How the cracks of one generation behave."""

    tremor: float  # rad per step; small changes of heading
    kink: float  # rad; sudden turns
    kink_every: float  # px between them
    pull_within: float  # px; nearer than this an older crack attracts a tip, so that they meet at right angles
    fatigue: float  # chance per px that a tip gives out in sound paint


@dataclass(frozen=True, slots=True, eq=False)
class Crack:
    """One torn line, from end to end."""

    points: Points  # one every `STEP`
    generation: int  # 0: tore first
    loose: tuple[bool, bool]  # which ends lie in sound paint, instead of at a crack or at the picture's edge


@dataclass(slots=True, eq=False)
class _Tips:
    """The tips that still run."""

    numbers: npt.NDArray[np.intp]
    places: Points
    headings: Float64Array
    turns: Float64Array  # rad between a tip's own course and the easiest direction where it is
    owners: npt.NDArray[np.int32]

    def only(self, chosen: npt.NDArray[np.bool_]) -> "_Tips":
        return _Tips(
            self.numbers[chosen], self.places[chosen], self.headings[chosen], self.turns[chosen], self.owners[chosen]
        )


def grow_cracks(
    ground: BrittleLayer,
    seeds: Points,
    turns: Float64Array,
    first_owner: int,
    generation: int,
    temper: GrowthSettings,
    rng: np.random.Generator,
) -> list[Crack]:
    """Let one crack run from each seed, all at the same time; the ground keeps where they went.

    Args:
        ground: changed; the distances that pull the tips are those measured before.
        seeds: (N, 2) where the cracks begin.
        turns: (N,) rad, their course against the easiest direction there.
        first_owner: number of the first crack on the ground; the others follow.
        generation: told to the cracks.
        temper: how they behave.
        rng: chance.
    """
    count = len(seeds)
    owners = np.arange(first_owner, first_owner + count, dtype=np.int32)
    ground.take(seeds, owners)
    places, courses = np.tile(seeds, (2, 1)), np.concatenate([turns, turns + np.pi])
    headings = ground.directions[ground.cells(places)] + courses
    tips = _Tips(np.arange(2 * count), places, headings, courses, np.tile(owners, 2))
    trails, is_loose = _run(ground, tips, temper, rng)
    return [
        Crack(np.concatenate([back[::-1], seed[None], forth]), generation, (bool(was_loose), bool(loose)))
        for seed, forth, back, loose, was_loose in zip(
            seeds, trails[:count], trails[count:], is_loose[:count], is_loose[count:], strict=True
        )
    ]


def _run(
    ground: BrittleLayer, tips: _Tips, temper: GrowthSettings, rng: np.random.Generator
) -> tuple[list[Points], npt.NDArray[np.bool_]]:
    """Every tip's trail, and whether it ended in sound paint."""
    count = len(tips.numbers)
    is_loose = np.ones(count, bool)  # a tip that circles until the patience is at an end never meets anything
    steps = [(tips.numbers[:0], tips.places[:0])]
    for _ in range(int(2 * sum(ground.shape) / STEP)):
        cells = ground.cells(tips.places)
        gives_out = rng.random(len(cells)) < STEP * np.where(ground.is_brittle[cells], temper.fatigue, TOUGH)
        _advance(tips, cells, ground, temper, rng)
        held = ground.owners(tips.places)
        has_met = (held != 0) & (held != tips.owners)
        is_loose[tips.numbers[has_met]] = False
        steps.append((tips.numbers[held != OUTSIDE], tips.places[held != OUTSIDE]))
        tips = tips.only(~(has_met | gives_out))
        if len(tips.numbers) == 0:
            break
        ground.take(tips.places, tips.owners)
    return _trails(steps, count), is_loose


def _advance(tips: _Tips, cells: Cells, ground: BrittleLayer, temper: GrowthSettings, rng: np.random.Generator) -> None:
    """One step of every tip: it trembles, now and then turns sharply, returns to its course, is pulled to a crack."""
    count = len(cells)
    trembling, kinking = rng.normal(size=(2, count))
    turn = temper.tremor * trembling
    turn += np.where(rng.random(count) < STEP / temper.kink_every, temper.kink * kinking, 0)
    turn += RETURN * _wrapped(ground.directions[cells] + tips.turns - tips.headings)
    right, down = unit_vectors(tips.headings).T
    way_x, way_y = ground.way_x[cells], ground.way_y[cells]
    nearness = np.minimum(np.maximum(2 - 2 / temper.pull_within * ground.distance[cells], 0), 1)
    is_drawn = way_x * right + way_y * down > PASSING
    turn += np.where(is_drawn, PULL * STEP / temper.pull_within * nearness * (right * way_y - down * way_x), 0)
    tips.headings = tips.headings + turn
    tips.places = tips.places + STEP * unit_vectors(tips.headings)


def _wrapped(angles: Float64Array) -> Float64Array:
    """The same angles between -pi and pi."""
    return np.remainder(angles + np.pi, 2 * np.pi) - np.pi


def _trails(steps: list[tuple[npt.NDArray[np.intp], Points]], count: int) -> list[Points]:
    """Each tip's points in the order it took them."""
    numbers = np.concatenate([who for who, _ in steps])
    places = np.concatenate([where for _, where in steps])
    order = np.argsort(numbers, kind="stable")
    return np.split(places[order], np.searchsorted(numbers[order], np.arange(1, count)))
