"""Where to cut a detail from a painting."""

import numpy as np


def detail_in(shape: tuple[int, ...], side: int, rng: np.random.Generator) -> tuple[slice, slice]:
    """Rows and columns of a window of `side` px somewhere in the middle half; all of a side that is shorter."""
    rows, columns = (_span(length, min(side, length), rng) for length in shape[:2])
    return rows, columns


def _span(length: int, side: int, rng: np.random.Generator) -> slice:
    start = int(rng.integers((length - side) // 4, (length - side) * 3 // 4 + 1))
    return slice(start, start + side)
