"""Smooth chance, along a line and over a picture: the same on every machine.

Only sums, products and table look-ups are used, whose results IEEE 754 fixes to the last bit; sines, matrix products
and image filters differ from one processor to the next.
"""

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
"""(H, W) float32."""

SMOOTHED_LINE, SMOOTHED = 0.85, 0.73  # deviation that remains of lattice values of deviation 1 once interpolated


def wander(count: int, reach: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """(count,) smooth noise along a line, mean 0 and deviation about 1, changing its course every `reach` steps."""
    lattice = rng.normal(size=int(count / reach) + 3)
    place = np.arange(count) / reach + rng.random()
    return np.asarray(_between(lattice, place) / SMOOTHED_LINE, np.float64)


def smooth_field(shape: tuple[int, int], reach: float, rng: np.random.Generator) -> Field:
    """(H, W) smooth noise over a picture, mean 0 and deviation about 1, its blots about `reach` px wide.

    Source:
        Value noise: D. S. Ebert et al., "Texturing and Modeling", 3rd edition, 2003, chapter 2.
    """
    height, width = shape
    down, across = rng.random(2)
    lattice = rng.normal(size=(int(height / reach) + 3, int(width / reach) + 3)).astype(np.float32)
    rows = _between(lattice.T, np.arange(width, dtype=np.float32) / np.float32(reach) + np.float32(across))
    field: Field = _between(rows.T, np.arange(height, dtype=np.float32) / np.float32(reach) + np.float32(down))
    return np.multiply(field, np.float32(1 / SMOOTHED), out=field)


def fractal_field(shape: tuple[int, int], reach: float, rng: np.random.Generator, *, octaves: int = 4) -> Field:
    """(H, W) noise of deviation about 1 with detail at every size, from `reach` px down by halves.

    Source:
        Fractional Brownian motion: K. Musgrave in Ebert et al. (see `smooth_field`), chapter 14.
    """
    total = np.zeros(shape, np.float32)
    weights = [0.5**octave for octave in range(octaves) if reach / 2**octave >= 1]
    for octave, weight in enumerate(weights):
        total += np.float32(weight) * smooth_field(shape, reach / 2**octave, rng)
    return np.multiply(total, np.float32(1 / np.sqrt(np.square(weights).sum())), out=total)


def _between(lattice: npt.NDArray[np.floating], place: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The lattice's first axis read between its points, with level steps at each (smoothstep)."""
    before = place.astype(np.intp)
    part = place - before.astype(place.dtype)
    part = part * part * (3 - 2 * part)
    part = part.reshape(-1, *[1] * (lattice.ndim - 1))
    low = lattice[before]
    between: npt.NDArray[np.floating] = low + part * (lattice[before + 1] - low)
    return between
