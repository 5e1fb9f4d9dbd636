"""The last step of every mode with strokes: the tone is corrected where the strokes missed it, as seen from afar."""

import numpy as np

from restoration.domain import Mask
from restoration.linear_light import Light
from restoration.retouching.smoothing import blur_inside, gaussian_radius

_ROUNDS = 3  # the later ones correct what the gamut cut off in the first


STROKE_PERIOD = 2.0  # stroke widths, from one stroke to the next of its colour
_NEIGHBOURHOOD = 1.6  # stroke widths, sigma: less would level the strokes themselves


def balance_strokes(painted: Light, target: Light, mask: Mask, width: float) -> Light:
    """Return strokes of that width, px, balanced over somewhat more than one; see `balance_tone`."""
    return balance_tone(painted, target, mask, _NEIGHBOURHOOD * width)


def balance_tone(painted: Light, target: Light, mask: Mask, sigma: float) -> Light:
    """Return painted (h, w, 3) light whose local mean inside the mask is that of the target.

    Only slow differences are corrected, so the strokes keep their colours.

    Args:
        painted: (h, w, 3) linear light.
        target: (h, w, 3).
        mask: (h, w).
        sigma: px, of the neighbourhood.
    """
    wanted = blur_inside(target, mask, sigma)
    balanced = np.clip(painted, 0, 1)
    for _ in range(_ROUNDS):
        balanced = np.clip(balanced + wanted - blur_inside(balanced, mask, sigma), 0, 1)
    return balanced


def stroke_reach(width: float, mixed: float) -> int:
    """Return how far, px, a pixel may lie from those that it depends on.

    Args:
        width: px, of a stroke.
        mixed: stroke widths, side of the box in which the colours of the fill are mixed.
    """
    return int(np.ceil(mixed * width / 2)) + 1 + (_ROUNDS + 1) * gaussian_radius(_NEIGHBOURHOOD * width)
