"""Writes names beside the points of a scatter, each where it covers the least."""

from collections.abc import Sequence
from typing import NamedTuple

_LETTER = 6.5  # px, as wide as a letter of 13 px is on average
_LINE = 15.0  # px
_POINT = 6.0  # px, half of one
_WHISKER = 1.0  # px, half of one
_GAP = 8.0  # px from the middle of a point to its name
_ROUNDS = 3
_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}
"""Plotly's names of the places around a point, the best first, and which way they lie: to the right, and up."""


class Mark(NamedTuple):
    """A point and its upright whisker, in px from the plot's lower left corner."""

    x: float
    y: float
    low: float
    high: float


class Box(NamedTuple):
    """What a mark or a name covers, in px."""

    left: float
    bottom: float
    right: float
    top: float


def sides(marks: Sequence[Mark], names: Sequence[str], plot: Box) -> list[str]:
    """The side of each mark on which its name stands, as plotly's `textposition`.

    One after the other takes the side where it covers the least of the marks, of the other names, and of what lies
    outside the plot; a few rounds of that, as each choice makes room or takes it.
    """
    drawn = [box for mark in marks for box in _drawn(mark)]
    chosen: dict[int, tuple[str, Box]] = {}
    for index in [*range(len(marks))] * _ROUNDS:
        others = [box for other, (_, box) in chosen.items() if other != index]
        places = [(side, _written(marks[index], names[index], *way)) for side, way in _SIDES.items()]
        chosen[index] = min(places, key=lambda place: _harm(place[1], [*drawn, *others], plot))
    return [side for side, _ in chosen.values()]


def _drawn(mark: Mark) -> tuple[Box, Box]:
    """What a point and its whisker cover."""
    point = Box(mark.x - _POINT, mark.y - _POINT, mark.x + _POINT, mark.y + _POINT)
    return point, Box(mark.x - _WHISKER, mark.low, mark.x + _WHISKER, mark.high)


def _written(mark: Mark, name: str, across: int, up: int) -> Box:
    """What a name covers on one side of its mark."""
    half_width, half_height = _LETTER * len(name) / 2, _LINE / 2
    x, y = mark.x + across * (_GAP + half_width), mark.y + up * (_GAP + half_height)
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _harm(box: Box, taken: Sequence[Box], plot: Box) -> float:
    """Px² of others that a name covers, or that lie outside."""
    return sum(_shared(box, other) for other in taken) + _shared(box, box) - _shared(box, plot)


def _shared(one: Box, other: Box) -> float:
    """Px² that two boxes have in common."""
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    return max(across, 0.0) * max(up, 0.0)
