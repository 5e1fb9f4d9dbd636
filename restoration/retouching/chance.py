"""Chance that depends on a place and not on an order: a stroke is the same in whatever part it is drawn."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

_MULTIPLIERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = np.uint64(0x9E3779B97F4A7C15)
GOLDEN = 0.6180339887498949  # multiples of it, modulo 1, fill 0..1 as evenly as numbers can


def uniform(seed: int, purpose: int, *indices: npt.ArrayLike) -> Numbers:
    """Return numbers in 0..1, one for each place, as good as independent of those of every other place.

    Args:
        seed: another seed gives other numbers.
        purpose: another purpose gives other numbers for the same places.
        indices: whole numbers that name the places; they are broadcast.

    Source:
        The mixing steps of SplitMix64: G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
        generators", OOPSLA 2014, doi:10.1145/2660193.2660195.
    """
    state = _mix(np.atleast_1d(np.uint64(seed)))
    for index in (purpose, *indices):
        state = _mix(state ^ np.asarray(index).astype(np.int64).astype(np.uint64))
    return (state >> np.uint64(11)).astype(np.float64) / 2**53


def sign(seed: int, purpose: int, *indices: npt.ArrayLike) -> Numbers:
    """Return 1 or -1 for each place, as often the one as the other."""
    return np.where(uniform(seed, purpose, *indices) < 0.5, 1.0, -1.0)


def _mix(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    first, second = _MULTIPLIERS
    with np.errstate(over="ignore"):  # it is arithmetic modulo 2**64
        state = state + _STEP
        state = (state ^ (state >> np.uint64(30))) * first
        state = (state ^ (state >> np.uint64(27))) * second
    return np.asarray(state ^ (state >> np.uint64(31)))
