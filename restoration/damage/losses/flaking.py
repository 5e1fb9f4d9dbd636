"""How paint falls off, island by island and flake by flake, until the coverage is met."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from restoration.damage.coverage import Slices, add_coverage, rasterize_polygon, remove_coverage
from restoration.damage.layer import Alpha
from restoration.damage.losses.shapes import find_islands, flake_outlines, flake_sizes
from restoration.damage.losses.weakness import WeaknessMap
from restoration.damage.procedural import Points, rotate, unit_vectors

LARGEST_ISLAND = 0.25  # of the loss; a larger island stays, as it would take most of the coverage alone
LEDGE_RATIO = 1.35  # diameter of the ledge of underlayer around a flake, over that of the flake
FLECK = 0.6  # of the way from a flake's middle to its rim; there flecks of paint stay


class LostPaint:
    """Where paint is lost, where the ground lies bare, and how much is still to fall."""

    def __init__(self, shape: tuple[int, int], coverage: float) -> None:
        """Begin with a whole picture.

        Args:
            shape: height and width, px.
            coverage: part of the picture to lose, 0..1.
        """
        self.shape = shape
        self.lost: Alpha = np.zeros(shape, np.uint16)
        self.ground: Alpha = np.zeros(shape, np.uint16)
        self.goal = coverage * shape[0] * shape[1]  # px
        self.remaining = self.goal  # px still to lose

    @property
    def is_complete(self) -> bool:
        """Whether the goal is met, to the pixel or to half a percent."""
        return self.remaining < max(0.005 * self.goal, 1)

    @property
    def max_piece_area(self) -> float:
        """Area (px) that the next piece may take: a little more than remains, so that the goal can be met."""
        return max(self.remaining + 0.02 * self.goal + 4, 0.0)

    def add_loss(self, window: Slices, patch: Alpha, *, to_ground: bool = True) -> None:
        """Lose a piece of paint, (h, w) alpha in a window, down to the ground or only to the underlayer."""
        self.remaining -= add_coverage(self.lost, window, patch)
        if to_ground:
            add_coverage(self.ground, window, patch)

    def restore_fleck(self, window: Slices, patch: Alpha) -> None:
        """Put back a fleck of paint, (h, w) alpha in a window, within a loss."""
        self.remaining += remove_coverage(self.lost, window, patch)
        remove_coverage(self.ground, window, patch)


@dataclass(frozen=True, slots=True)
class FlakeSettings:
    """How the flakes of one painting break off."""

    smallest: float  # px, diameter
    largest: float  # px, diameter
    spread: float  # px; how far a cluster reaches
    ledge_share: float  # part of the flakes, 0..1, that leave a ledge of underlayer around the bare ground
    flecks: float  # part of the larger flakes, 0..1, that leave flecks of paint inside


@dataclass(frozen=True, slots=True, eq=False)
class _Flake:
    """One flake of a cluster."""

    outline: Points  # (N, 2)
    diameter: float  # px
    has_ledge: bool
    has_flecks: bool


def drop_islands(lost_paint: LostPaint, share: float, weakness: WeaknessMap, rng: np.random.Generator) -> None:
    """Let whole islands fall, in weak regions first, until they make up `share` (0..1) of the loss."""
    if weakness.is_cracked is None:
        return
    islands = find_islands(weakness.is_cracked)
    order = np.argsort(0.4 * rng.normal(size=len(islands.areas)) - weakness.at(islands.centres), kind="stable")
    left_for_flakes = (1 - share) * lost_paint.goal
    for island in order.tolist():
        if islands.areas[island] <= min(lost_paint.remaining - left_for_flakes, LARGEST_ISLAND * lost_paint.goal):
            lost_paint.add_loss(*islands.patch(island))


def drop_flakes(
    lost_paint: LostPaint, settings: FlakeSettings, weakness: WeaknessMap, rng: np.random.Generator
) -> None:
    """Let clusters of flakes fall, at the weakest places first, until the coverage is met."""
    clusters = int(lost_paint.goal / settings.spread**2) + 8
    for centre in cycle(weakness.weakest_places(clusters, int(settings.spread / 2) | 1, rng)):
        for flake in _cluster(centre, settings, weakness, float(np.sqrt(lost_paint.max_piece_area)), rng):
            if lost_paint.is_complete:
                return
            _drop_flake(lost_paint, flake, settings, rng)


def _cluster(
    centre: Points, settings: FlakeSettings, weakness: WeaknessMap, largest: float, rng: np.random.Generator
) -> Iterator[_Flake]:
    """Return the flakes of a cluster, which is longer than wide; small flakes lie farthest from its centre."""
    count = int(6 + 40 * rng.random() * rng.random())
    largest = max(min(settings.largest * rng.uniform(0.35, 1), largest), 1.0)
    diameters = flake_sizes(count, min(settings.smallest, largest / 2), largest, rng)
    distances = settings.spread * rng.uniform(0.4, 1) * (1.2 - diameters / settings.largest) * rng.normal(size=count)
    offsets = unit_vectors(rng.uniform(0, 2 * np.pi, count)) * distances[:, None] * (1, rng.uniform(0.25, 1))
    places = centre + rotate(offsets, rng.uniform(0, np.pi))
    places = weakness.moved_to_cracks(places, int(settings.spread / 2) + 1, rng)
    has_ledge = rng.random(count) < settings.ledge_share
    has_flecks = (rng.random(count) < settings.flecks) & (diameters > 5 * settings.smallest)
    flakes = zip(flake_outlines(places, diameters, rng), diameters, has_ledge, has_flecks, strict=True)
    return (_Flake(*flake) for flake in flakes)


def _drop_flake(lost_paint: LostPaint, flake: _Flake, settings: FlakeSettings, rng: np.random.Generator) -> None:
    """Let one flake fall if there is room for it, with the ledge around it and the flecks inside that it may have."""
    if flake.diameter**2 > lost_paint.max_piece_area:
        return
    shape, middle = lost_paint.shape, flake.outline.mean(axis=0)
    if flake.has_ledge and (LEDGE_RATIO * flake.diameter) ** 2 < lost_paint.max_piece_area:
        # Half a turn, so that the width of the ledge varies.
        half_turned = middle - LEDGE_RATIO * (flake.outline - middle)
        lost_paint.add_loss(*rasterize_polygon(half_turned, shape), to_ground=False)
    to_ground = not flake.has_ledge or flake.diameter > 3 * settings.smallest
    lost_paint.add_loss(*rasterize_polygon(flake.outline, shape), to_ground=to_ground)
    if flake.has_flecks:
        places = middle + FLECK * (flake.outline[rng.integers(0, len(flake.outline), 4)] - middle)
        for fleck in flake_outlines(places, flake_sizes(4, settings.smallest, flake.diameter / 4, rng), rng):
            lost_paint.restore_fleck(*rasterize_polygon(fleck, shape))
