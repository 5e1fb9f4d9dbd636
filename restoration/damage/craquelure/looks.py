"""What shows in a crack: the shadowed, warmer paint of its flanks, dirt, or a pale ground.

Real cracks are seldom black: in photographs of 15th and 16th century paintings they let through 45 to 80 % of the light
of the paint beside them, more of the red than of the blue.
"""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, make_palette

CRACK_SHADES = 16  # of cracks in one picture
CONTRAST_LEVELS = 16  # of contrast along a crack


@dataclass(frozen=True, slots=True)
class CrackLook:
    """What fills the cracks of a picture; parts of linear light, 0..1."""

    kept: tuple[
        float, float
    ]  # of the green light, in a crack wide enough to see its ground: mean, deviation by picture
    warmth: tuple[float, float]  # red keeps this part more than green, blue as much less: mean, deviation
    filling: tuple[float, float, float]  # light of what lies in the crack, whatever the paint; R G B
    narrowing: float = 1.0  # how wide such cracks are against others


FAINT = CrackLook(kept=(0.37, 0.10), warmth=(0.25, 0.08), filling=(0.005, 0.004, 0.003))
OPEN = CrackLook(kept=(0.17, 0.06), warmth=(0.30, 0.10), filling=(0.006, 0.004, 0.003))
FILLED = CrackLook(kept=(0.26, 0.08), warmth=(0.28, 0.08), filling=(0.030, 0.021, 0.012))
PALE = CrackLook(kept=(0.55, 0.10), warmth=(0.05, 0.05), filling=(0.21, 0.185, 0.14), narrowing=0.65)

CRACK_LOOKS = {"faint": FAINT, "open": OPEN, "filled": FILLED, "pale": PALE}
"""From a key to a look: hardly open, gaping, filled with dirt, filled with dust or chalk."""

VARIETY = 0.07  # deviation of the light kept, from crack to crack of one picture


def crack_palette(kept: float, warmth: float, filling: tuple[float, float, float], rng: np.random.Generator) -> Palette:
    """(KINDS * LEVELS) rows: for each kind of crack, the darkest first, its contrast from hardly visible to full."""
    green = np.clip(kept + VARIETY * np.sort(rng.normal(size=CRACK_SHADES)), 0.05, 0.9)
    warmths = np.clip(warmth + rng.normal(0, 0.03, CRACK_SHADES), -0.02, 0.4)
    keep = np.clip(green[:, None] * (1 + warmths[:, None] * np.array([1, 0, -1])), 0, 1)
    add = (1 - keep) * np.array(filling)
    contrast = ((np.arange(CONTRAST_LEVELS) + 1) / CONTRAST_LEVELS)[:, None]
    return make_palette((1 - contrast * (1 - keep[:, None])).reshape(-1, 3), (contrast * add[:, None]).reshape(-1, 3))
