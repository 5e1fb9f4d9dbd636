"""Patterns of craquelure, distinguished as conservators do: by direction, order, curvature, spacing and thickness.

Source:
    S. Bucklow, "The description of craquelure patterns", Studies in Conservation 42(3), 1997, pp. 129-140,
    doi:10.1179/sic.1997.42.3.129.
"""

from dataclasses import dataclass


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


_ALL = (
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

CRACK_STYLES = {style.key: style for style in _ALL}
"""The styles by their keys."""
