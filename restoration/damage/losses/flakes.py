"""Pieces of paint as they break off: angular, longer than wide, with rims ragged at every size."""

import numpy as np
import numpy.typing as npt

from restoration.damage.heading import Points, heading, turned

CORNERS = 6
ROUNDS = 3  # of halving the edges; each adds raggedness half as coarse
RAGGED = 0.13  # of an edge's length; how far its middle is moved at most


def flakes(centres: Points, sizes: npt.NDArray[np.float64], rng: np.random.Generator) -> Points:
    """The outlines of as many flakes as centres.

    Args:
        centres: (N, 2) x, y in px.
        sizes: (N,) px, diameter of a disc of about the same area.
        rng: chance.

    Returns:
        (N, 48, 2) corners x, y in px.
    """
    count = len(centres)
    places = np.arange(CORNERS) + rng.uniform(-0.38, 0.38, (count, CORNERS))
    radii = rng.uniform(0.65, 1.4, (count, CORNERS)) * (sizes / 2)[:, None]
    stretch = rng.uniform(1.0, 1.6, (count, 1))
    round_ones = heading(2 * np.pi / CORNERS * places) * radii[..., None]
    outline = np.stack([round_ones[..., 0] * stretch, round_ones[..., 1] / stretch], axis=-1)
    outline = turned(outline, rng.uniform(0, 2 * np.pi, (count, 1)))
    for _ in range(ROUNDS):
        outline = _halved(outline, rng)
    return centres[:, None] + outline


def sizes(count: int, smallest: float, largest: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """(count,) diameters of flakes, from many small ones to few large ones; same unit as the two limits.

    Fragments follow a power law: the number larger than d falls as 1 / d.
    """
    return smallest / rng.uniform(smallest / largest, 1, count)


def _halved(outline: Points, rng: np.random.Generator) -> Points:
    """Twice as many corners: the middle of each edge, moved sideways."""
    edges = np.roll(outline, -1, axis=1) - outline
    sideways = np.stack([-edges[..., 1], edges[..., 0]], axis=-1)
    middles = outline + edges / 2 + sideways * rng.uniform(-RAGGED, RAGGED, (*edges.shape[:2], 1))
    return np.stack([outline, middles], axis=2).reshape(len(outline), -1, 2)
