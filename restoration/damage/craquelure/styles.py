"""Styles and looks of craquelure: the pattern of the cracks, and what shows in them.

Patterns are distinguished as conservators do: by direction, order, curvature, spacing and thickness.

Real cracks are seldom black. In photographs of 15th and 16th century paintings they reflect 45 to 80 % of the light of
the paint beside them, and more of the red than of the blue. They show the shadowed, warmer paint of their flanks, dirt,
or a pale ground.

Source:
    S. Bucklow, "The description of craquelure patterns", Studies in Conservation 42(3), 1997, pp. 129-140,
    doi:10.1179/sic.1997.42.3.129.
"""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, make_palette

CRACK_SHADES = 16  # different cracks in one picture, from dark to light
CONTRAST_LEVELS = 16  # along a crack
SHADE_DEVIATION = 0.07  # of the light kept, from crack to crack of one picture


@dataclass(frozen=True, slots=True)
class CrackStyle:
    """What is typical of one tradition of support and ground; lengths in mm on the painting, angles in rad."""

    key: str
    label: str
    direction: float  # of the first cracks; 0 runs across the picture, pi / 2 upwards
    scatter: float  # deviation of a crack's course from that direction
    cross: float  # part of the first cracks that run at right angles to it, 0..1
    bend: float  # how far the direction drifts over the picture
    bend_reach: float  # mm over which it drifts
    kink: float  # deviation of the sudden turns of a jagged crack
    kink_every: float  # mm between them
    width: float  # mm, of the first cracks
    evenness: float  # 0: each crack has its own width; 1: all have the same
    second_spacing: float  # spacing of the second cracks, which bridge the first, over that of the first
    second_order: float  # how closely the second cracks keep to right angles with the first, 0..1
    third_width: float  # width of the third, finest cracks over that of the first
    blows: float = 0.05  # share of pictures that were hit, 0..1
    fans: float = 0.0  # share of pictures that are strained at a corner, 0..1


_STYLES = (
    CrackStyle(
        "italian",
        "Italian panel: across the grain, jagged, a fine net between",
        direction=0.0,
        scatter=0.20,
        cross=0.25,
        bend=0.10,
        bend_reach=60,
        kink=0.25,
        kink_every=1.2,
        width=0.22,
        evenness=0.3,
        second_spacing=0.5,
        second_order=0.7,
        third_width=0.55,
    ),
    CrackStyle(
        "flemish",
        "Flemish panel: along the grain, straight, fine and orderly",
        direction=1.5707963,
        scatter=0.07,
        cross=0.08,
        bend=0.08,
        bend_reach=80,
        kink=0.10,
        kink_every=2.5,
        width=0.18,
        evenness=0.7,
        second_spacing=0.7,
        second_order=0.9,
        third_width=0.5,
    ),
    CrackStyle(
        "dutch",
        "Dutch canvas: a connected net of squares along the weave",
        direction=0.0,
        scatter=0.16,
        cross=0.45,
        bend=0.25,
        bend_reach=70,
        kink=0.18,
        kink_every=1.6,
        width=0.22,
        evenness=0.5,
        second_spacing=0.5,
        second_order=0.85,
        third_width=0.5,
        blows=0.2,
        fans=0.3,
    ),
    CrackStyle(
        "french",
        "French canvas: large islands, smooth curves",
        direction=0.6,
        scatter=0.35,
        cross=0.45,
        bend=0.8,
        bend_reach=45,
        kink=0.06,
        kink_every=3.0,
        width=0.24,
        evenness=0.5,
        second_spacing=0.5,
        second_order=0.5,
        third_width=0.4,
        blows=0.2,
        fans=0.3,
    ),
    CrackStyle(
        "drying",
        "Drying cracks: wide, blunt, without direction, showing the layer beneath",
        direction=0.0,
        scatter=1.6,
        cross=0.5,
        bend=1.5,
        bend_reach=12,
        kink=0.12,
        kink_every=1.5,
        width=0.5,
        evenness=0.1,
        second_spacing=0.5,
        second_order=0.3,
        third_width=0.3,
    ),
)

CRACK_STYLES = {style.key: style for style in _STYLES}
"""The styles by their keys."""


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
