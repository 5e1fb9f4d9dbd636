"""Directions as steps: rounded, so that the sines of every machine agree."""

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""(..., 2) x, y in px."""


def heading(angles: npt.ArrayLike) -> Points:
    """(..., 2) steps x, y of length 1 along `angles` (rad, from the right towards below)."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).round(9)


def turned(offsets: Points, angles: npt.ArrayLike) -> Points:
    """(..., 2) the offsets x, y, turned by `angles` (rad), which broadcast over all but the last axis."""
    step = heading(angles)
    x, y, cos, sin = offsets[..., 0], offsets[..., 1], step[..., 0], step[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)
