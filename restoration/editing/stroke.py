"""One touch of the hand on a mask."""

from dataclasses import dataclass

from restoration.damage.layer import Kind

Point = tuple[float, float]
"""x and y in px of the picture; (0, 0) is the upper left corner of its first pixel, (0.5, 0.5) that pixel's centre."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line as wide as the brush, or an area within an outline."""

    points: tuple[Point, ...]  # at least one
    width: float  # px of the picture; of no account to an area
    kind: Kind | None  # of damage that it marks; None takes marks away
    is_area: bool = False
