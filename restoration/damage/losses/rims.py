"""The rim of a loss: light from the upper left throws its shadow inwards there, and strikes the rim across."""

import numpy as np

from restoration.damage.layer import FULL, Alpha, Kind, Layer, palette

SHADE, GLINT = 0, 1  # rows of the palette


def rims(lost: Alpha, depth: float) -> Layer:
    """Shadow at the upper left rims and light at the lower right ones, about as wide as the loss is deep (px)."""
    reach = max(round(depth), 1)
    shade = _behind(lost, reach) // 2 + _behind(lost, 2 * reach) // 2
    glint = _behind(lost[::-1, ::-1], 1)[::-1, ::-1]
    is_shade = shade >= glint
    alpha = np.where(is_shade, shade, glint)
    look = palette([[0.42], [1.22]], [[0.0], [0.03]])
    return Layer(Kind.RELIEF, alpha, np.where(is_shade, SHADE, GLINT).astype(np.uint8), look)


def _behind(lost: Alpha, reach: int) -> Alpha:
    """How far each pixel of a loss lies within `reach` px of its upper left rim."""
    moved = np.full_like(lost, FULL)
    moved[reach:, reach:] = lost[:-reach, :-reach]
    return np.minimum(lost, FULL - moved)
