"""Cracks with a cause at one point: the spider's web of a blow, the fan of a canvas pulled at its corner."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure.brittle_layer import Float64Array
from restoration.damage.craquelure.growth import STEP, Crack
from restoration.damage.procedural import rotate, unit_vectors, value_noise_1d

WAVERING = 0.012  # of its length; deviation of a crack from its ray or ring


@dataclass(frozen=True, slots=True)
class Blow:
    """A knock from the front or the back."""

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
    """A believable knock."""
    return Blow(
        seed=int(rng.integers(2**32)),
        x=round(float(rng.uniform(0.1, 0.9)), 3),
        y=round(float(rng.uniform(0.1, 0.9)), 3),
        radius=round(float(rng.uniform(8, 30)), 1),
        rays=int(rng.integers(6, 15)),
        rings=int(rng.integers(2, 6)),
    )


def sample_fan(rng: np.random.Generator) -> Fan:
    """A believable strain at some corner."""
    right, bottom = rng.random(2) < 0.5
    return Fan(
        seed=int(rng.integers(2**32)),
        right=bool(right),
        bottom=bool(bottom),
        radius=round(float(rng.uniform(25, 60)), 1),
        arcs=int(rng.integers(4, 9)),
    )


def blow_cracks(blow: Blow, scale: float, shape: tuple[int, int]) -> list[Crack]:
    """Rays from the point of the blow, and between each two of them pieces of rings, none quite in line."""
    rng = np.random.default_rng(blow.seed)
    centre = np.array([blow.x * shape[1], blow.y * shape[0]])
    reach = blow.radius * scale
    angles = np.sort(2 * np.pi * (np.arange(blow.rays) + rng.uniform(-0.3, 0.3, blow.rays)) / blow.rays)
    lengths = reach * rng.uniform(0.5, 1.0, blow.rays)
    cracks = [_ray(centre, angle, 2.0, length, rng) for angle, length in zip(angles, lengths, strict=True)]
    for ring in range(1, blow.rings + 1):
        for ray in range(blow.rays):
            radius = reach * ring / (blow.rings + 1) * rng.uniform(0.8, 1.15)
            after = (ray + 1) % blow.rays
            if radius < min(lengths[ray], lengths[after]):
                gap = (angles[after] - angles[ray]) % (2 * np.pi)
                cracks.append(_arc(centre, radius, angles[ray], angles[ray] + gap, rng))
    return _inside(cracks, shape)


def fan_cracks(strain: Fan, scale: float, shape: tuple[int, int]) -> list[Crack]:
    """Arcs around a corner, from one edge of the picture to the other."""
    rng = np.random.default_rng(strain.seed)
    corner = np.array([shape[1] if strain.right else 0.0, shape[0] if strain.bottom else 0.0])
    radii = strain.radius * scale * (np.arange(strain.arcs) + rng.uniform(0.6, 1.2, strain.arcs)) / strain.arcs
    first = {(False, False): 0.0, (True, False): 0.5, (True, True): 1.0, (False, True): 1.5}
    start = np.pi * first[strain.right, strain.bottom]
    return _inside([_arc(corner, radius, start, start + np.pi / 2, rng) for radius in radii], shape)


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


def _inside(cracks: list[Crack], shape: tuple[int, int]) -> list[Crack]:
    """The part of each crack that lies in the picture, up to where it leaves it for the first time."""
    height, width = shape
    cut = []
    for crack in cracks:
        x, y = crack.points.T
        is_in = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        entry = int(is_in.argmax())
        outside = np.flatnonzero(~is_in[entry:])
        points = crack.points[entry : entry + int(outside[0]) if outside.size else None]
        if is_in.any() and len(points) > 1:
            cut.append(Crack(points, crack.generation, (False, crack.loose[1] and not outside.size)))
    return cut
