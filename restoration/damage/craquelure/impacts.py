"""Cracks with a cause at one point: the spider's web of a blow, the arcs of a canvas strained at its corner."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure.brittle_layer import Float64Array
from restoration.damage.craquelure.growth import STEP, Crack
from restoration.damage.procedural import rotate, unit_vectors, value_noise_1d

WAVERING = 0.012  # of its length; deviation of a crack from its ray or ring


@dataclass(frozen=True, slots=True)
class Blow:
    """A blow from the front or the back."""

    seed: int
    x: float  # part of the picture's width, 0..1
    y: float  # part of its height, 0..1
    radius: float  # mm that the longest rays reach
    rays: int
    rings: int


@dataclass(frozen=True, slots=True)
class Fan:
    """The strain of a stretched canvas, which is largest at its corners: arcs around one of them."""

    seed: int
    right: bool
    bottom: bool
    radius: float  # mm to the farthest arc
    arcs: int


def sample_blow(rng: np.random.Generator) -> Blow:
    """Return a realistic blow."""
    return Blow(
        seed=int(rng.integers(2**32)),
        x=round(float(rng.uniform(0.1, 0.9)), 3),
        y=round(float(rng.uniform(0.1, 0.9)), 3),
        radius=round(float(rng.uniform(8, 30)), 1),
        rays=int(rng.integers(6, 15)),
        rings=int(rng.integers(2, 6)),
    )


def sample_fan(rng: np.random.Generator) -> Fan:
    """Return a realistic strain at a random corner."""
    right, bottom = rng.random(2) < 0.5
    return Fan(
        seed=int(rng.integers(2**32)),
        right=bool(right),
        bottom=bool(bottom),
        radius=round(float(rng.uniform(25, 60)), 1),
        arcs=int(rng.integers(4, 9)),
    )


def blow_cracks(blow: Blow, scale: float, shape: tuple[int, int]) -> list[Crack]:
    """Return rays from the point of a blow, and between each two of them irregular pieces of rings.

    Args:
        blow: the blow.
        scale: px/mm.
        shape: height and width of the picture, px.
    """
    rng = np.random.default_rng(blow.seed)
    centre = np.array([blow.x * shape[1], blow.y * shape[0]])
    reach = blow.radius * scale
    angles = np.sort(2 * np.pi * (np.arange(blow.rays) + rng.uniform(-0.3, 0.3, blow.rays)) / blow.rays)
    lengths = reach * rng.uniform(0.5, 1.0, blow.rays)
    cracks = [_ray(centre, angle, 2.0, length, rng) for angle, length in zip(angles, lengths, strict=True)]
    for ring in range(1, blow.rings + 1):
        for ray in range(blow.rays):
            radius = reach * ring / (blow.rings + 1) * rng.uniform(0.8, 1.15)
            following = (ray + 1) % blow.rays
            if radius < min(lengths[ray], lengths[following]):
                gap = (angles[following] - angles[ray]) % (2 * np.pi)
                cracks.append(_arc(centre, radius, angles[ray], angles[ray] + gap, rng))
    return _clip_to_picture(cracks, shape)


def fan_cracks(fan: Fan, scale: float, shape: tuple[int, int]) -> list[Crack]:
    """Return arcs around a corner, from one edge of the picture to the other; `scale` in px/mm, `shape` in px."""
    rng = np.random.default_rng(fan.seed)
    corner = np.array([shape[1] if fan.right else 0.0, shape[0] if fan.bottom else 0.0])
    radii = fan.radius * scale * (np.arange(fan.arcs) + rng.uniform(0.6, 1.2, fan.arcs)) / fan.arcs
    quarter_turns = {(False, False): 0.0, (True, False): 0.5, (True, True): 1.0, (False, True): 1.5}
    start = np.pi * quarter_turns[fan.right, fan.bottom]
    return _clip_to_picture([_arc(corner, radius, start, start + np.pi / 2, rng) for radius in radii], shape)


def _ray(centre: Float64Array, angle: float, start: float, length: float, rng: np.random.Generator) -> Crack:
    along = np.arange(start, max(length, start + 2 * STEP), STEP)
    aside = WAVERING * length * (value_noise_1d(len(along), len(along) / 5, rng) * np.minimum(along / 20, 1))
    points = centre + rotate(np.stack([along, aside], axis=1), angle)
    return Crack(points, 0, (False, True))


def _arc(centre: Float64Array, radius: float, start: float, stop: float, rng: np.random.Generator) -> Crack:
    count = max(int(radius * (stop - start) / STEP), 3)
    angles = np.linspace(start, stop, count)
    radii = radius * (1 + WAVERING * value_noise_1d(count, count / 4, rng))
    return Crack(centre + radii[:, None] * unit_vectors(angles), 0, (False, False))


def _clip_to_picture(cracks: list[Crack], shape: tuple[int, int]) -> list[Crack]:
    """Return the part of each crack inside the picture, up to where the crack first leaves it."""
    height, width = shape
    clipped = []
    for crack in cracks:
        x, y = crack.points.T
        is_in = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        entry = int(is_in.argmax())
        outside = np.flatnonzero(~is_in[entry:])
        points = crack.points[entry : entry + int(outside[0]) if outside.size else None]
        if is_in.any() and len(points) > 1:
            clipped.append(Crack(points, crack.generation, (False, crack.is_free_end[1] and not outside.size)))
    return clipped
