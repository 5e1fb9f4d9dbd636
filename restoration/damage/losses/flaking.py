"""How paint falls: island by island and flake by flake, until as much is lost as was asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from restoration.damage.coverage import Slices, add_coverage, rasterize_polygon, remove_coverage
from restoration.damage.layer import Alpha
from restoration.damage.losses.shapes import find_islands, flake_outlines, flake_sizes
from restoration.damage.losses.weakness import WeaknessMap
from restoration.damage.procedural import Points, rotate, unit_vectors

ISLAND = 0.25  # of the loss; a larger island stays, as it would take most of the coverage alone
STEP = 1.35  # times a flake's diameter; the step around it
FLECK = 0.6  # of the way from a flake's middle to its rim; where flecks stay


class LostPaint:
    """Where paint is lost, where the ground lies bare in it, and how much is still to fall."""

    def __init__(self, shape: tuple[int, int], coverage: float) -> None:
        self.shape = shape
        self.lost: Alpha = np.zeros(shape, np.uint16)
        self.bare: Alpha = np.zeros(shape, np.uint16)
        self.goal = coverage * shape[0] * shape[1]  # px
        self.wanted = self.goal  # px

    @property
    def is_done(self) -> bool:
        """Whether as much is lost as was asked for, to the pixel or to half a percent."""
        return self.wanted < max(0.005 * self.goal, 1)

    @property
    def room(self) -> float:
        """Px that the next piece may take: a little more than is wanted, so that the end is reached."""
        return max(self.wanted + 0.02 * self.goal + 4, 0.0)

    def lose(self, window: Slices, patch: Alpha, *, to_ground: bool = True) -> None:
        """Lose a piece, down to the ground or only to the underlayer."""
        self.wanted -= add_coverage(self.lost, window, patch)
        if to_ground:
            add_coverage(self.bare, window, patch)

    def spare(self, window: Slices, patch: Alpha) -> None:
        """Let a fleck of paint stay within what is lost."""
        self.wanted += remove_coverage(self.lost, window, patch)
        remove_coverage(self.bare, window, patch)


@dataclass(frozen=True, slots=True)
class FlakeSettings:
    """How flakes of one painting break off."""

    smallest: float  # px, diameter
    largest: float  # px, diameter
    spread: float  # px; how far a cluster reaches
    steps: float  # 0..1 of the flakes; they leave an underlayer around the bare ground
    flecks: float  # 0..1 of the larger flakes; they leave flecks of paint inside


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """One flake of a cluster."""

    flake: Points  # (N, 2)
    across: float  # px
    has_step: bool
    has_flecks: bool


def drop_islands(hole: LostPaint, share: float, weak: WeaknessMap, rng: np.random.Generator) -> None:
    """Let whole islands fall, those in weak regions first, until they make up `share` (0..1) of the loss."""
    if weak.is_torn is None:
        return
    net = find_islands(weak.is_torn)
    order = np.argsort(0.4 * rng.normal(size=len(net.areas)) - weak.at(net.centres), kind="stable")
    kept = (1 - share) * hole.goal
    for island in order.tolist():
        if net.areas[island] <= min(hole.wanted - kept, ISLAND * hole.goal):
            hole.lose(*net.patch(island))


def drop_flakes(hole: LostPaint, breakage: FlakeSettings, weak: WeaknessMap, rng: np.random.Generator) -> None:
    """Let clusters of flakes fall, the weakest places first, until the coverage is met."""
    clusters = int(hole.goal / breakage.spread**2) + 8
    for nucleus in cycle(weak.nuclei(clusters, int(breakage.spread / 2) | 1, rng)):
        for piece in _cluster(nucleus, breakage, weak, float(np.sqrt(hole.room)), rng):
            if hole.is_done:
                return
            _fall(hole, piece, breakage, rng)


def _cluster(
    nucleus: Points, breakage: FlakeSettings, weak: WeaknessMap, largest: float, rng: np.random.Generator
) -> Iterator[_Piece]:
    """The flakes of a cluster, which is longer than wide; the small ones stray farthest."""
    count = int(6 + 40 * rng.random() * rng.random())
    largest = max(min(breakage.largest * rng.uniform(0.35, 1), largest), 1.0)
    across = flake_sizes(count, min(breakage.smallest, largest / 2), largest, rng)
    astray = breakage.spread * rng.uniform(0.4, 1) * (1.2 - across / breakage.largest) * rng.normal(size=count)
    offsets = unit_vectors(rng.uniform(0, 2 * np.pi, count)) * astray[:, None] * (1, rng.uniform(0.25, 1))
    centres = weak.drawn(nucleus + rotate(offsets, rng.uniform(0, np.pi)), int(breakage.spread / 2) + 1, rng)
    has_step = rng.random(count) < breakage.steps
    has_flecks = (rng.random(count) < breakage.flecks) & (across > 5 * breakage.smallest)
    pieces = zip(flake_outlines(centres, across, rng), across, has_step, has_flecks, strict=True)
    return (_Piece(*piece) for piece in pieces)


def _fall(hole: LostPaint, piece: _Piece, breakage: FlakeSettings, rng: np.random.Generator) -> None:
    """One flake falls, maybe with a step around it, maybe sparing flecks inside, if it still has room."""
    if piece.across**2 > hole.room:
        return
    shape, middle = hole.shape, piece.flake.mean(axis=0)
    if piece.has_step and (STEP * piece.across) ** 2 < hole.room:
        turned_round = middle - STEP * (piece.flake - middle)  # so that the step is wide here and narrow there
        hole.lose(*rasterize_polygon(turned_round, shape), to_ground=False)
    hole.lose(
        *rasterize_polygon(piece.flake, shape), to_ground=not piece.has_step or piece.across > 3 * breakage.smallest
    )
    if piece.has_flecks:
        places = middle + FLECK * (piece.flake[rng.integers(0, len(piece.flake), 4)] - middle)
        for fleck in flake_outlines(places, flake_sizes(4, breakage.smallest, piece.across / 4, rng), rng):
            hole.spare(*rasterize_polygon(fleck, shape))
