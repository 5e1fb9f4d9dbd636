"""What shows in a crack: the shadowed, warmer paint of its flanks, dirt, or a pale ground.

Real cracks are seldom black. In photographs of 15th and 16th century paintings they reflect 45 to 80 % of the light of
the paint beside them, and more of the red than of the blue.
"""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, make_palette

CRACK_SHADES = 16  # different cracks in one picture, from dark to light
CONTRAST_LEVELS = 16  # along a crack
SHADE_DEVIATION = 0.07  # of the light kept, from crack to crack of one picture


@dataclass(frozen=True, slots=True)
class CrackLook:
    """What fills the cracks of a picture; parts of linear light, 0..1."""

    kept: tuple[float, float]  # green light kept where a crack is wide enough to show its ground: mean, deviation
    warmth: tuple[float, float]  # red keeps this part more than green, blue this part less: mean, deviation
    filling: tuple[float, float, float]  # light of what lies in the crack, whatever the paint; R G B
    narrowing: float = 1.0  # width of such cracks relative to others


_FAINT = CrackLook(kept=(0.37, 0.10), warmth=(0.25, 0.08), filling=(0.005, 0.004, 0.003))
_OPEN = CrackLook(kept=(0.17, 0.06), warmth=(0.30, 0.10), filling=(0.006, 0.004, 0.003))
_FILLED = CrackLook(kept=(0.26, 0.08), warmth=(0.28, 0.08), filling=(0.030, 0.021, 0.012))
_PALE = CrackLook(kept=(0.55, 0.10), warmth=(0.05, 0.05), filling=(0.21, 0.185, 0.14), narrowing=0.65)

CRACK_LOOKS = {"faint": _FAINT, "open": _OPEN, "filled": _FILLED, "pale": _PALE}
"""The looks by their keys: hardly open, wide open, filled with dirt, filled with dust or chalk."""


def crack_palette(kept: float, warmth: float, filling: tuple[float, float, float], rng: np.random.Generator) -> Palette:
    """Return a palette of CRACK_SHADES * CONTRAST_LEVELS rows: for each shade, darkest first, contrast low to full.

    Args:
        kept: part of the green light that a full crack keeps on average, 0..1.
        warmth: part by which red keeps more than green, and blue less.
        filling: linear light of what lies in the crack, R G B.
        rng: source of randomness.
    """
    green = np.clip(kept + SHADE_DEVIATION * np.sort(rng.normal(size=CRACK_SHADES)), 0.05, 0.9)
    warmths = np.clip(warmth + rng.normal(0, 0.03, CRACK_SHADES), -0.02, 0.4)
    keep = np.clip(green[:, None] * (1 + warmths[:, None] * np.array([1, 0, -1])), 0, 1)
    add = (1 - keep) * np.array(filling)
    contrast = ((np.arange(CONTRAST_LEVELS) + 1) / CONTRAST_LEVELS)[:, None]
    return make_palette((1 - contrast * (1 - keep[:, None])).reshape(-1, 3), (contrast * add[:, None]).reshape(-1, 3))
