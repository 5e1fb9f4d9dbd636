"""The numbers of regions beside the picture, and lines from them to the regions that do not cross each other."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from restoration.output.drawing.page import Rect

Spot = tuple[float, float]
"""x and y, mm."""


@dataclass(frozen=True, slots=True)
class Callout:
    """A number beside the picture, and the spot that it means."""

    number: int
    spot: Spot
    label: Spot  # where its line begins
    is_left: bool  # of the picture


def most_callouts(picture: Rect, spacing: float) -> int:
    """Return how many numbers fit beside a picture, `spacing` mm apart."""
    return 2 * (math.floor(picture.height / spacing) + 1)


def place_callouts(spots: dict[int, Spot], picture: Rect, *, distance: float, spacing: float) -> list[Callout]:
    """Return a place for each number beside the picture, the left half of them on its left.

    Straight lines of the least total length never cross: to exchange the ends of two that cross would shorten them.

    Args:
        spots: by number; on the picture, at most `most_callouts` of them.
        picture: mm.
        distance: of the labels from the picture, mm.
        spacing: between two labels, mm.
    """
    by_x = sorted(spots, key=lambda number: (spots[number], number))
    half = (len(by_x) + 1) // 2
    left = {number: spots[number] for number in by_x[:half]}
    right = {number: spots[number] for number in by_x[half:]}
    return [
        *_place_side(left, picture, picture.x - distance, spacing, is_left=True),
        *_place_side(right, picture, picture.right + distance, spacing, is_left=False),
    ]


def _place_side(spots: dict[int, Spot], picture: Rect, x: float, spacing: float, *, is_left: bool) -> list[Callout]:
    if not spots:
        return []
    labels = [(x, y) for y in _spread([y for _, y in spots.values()], picture.y, picture.bottom, spacing)]
    lengths = np.array([[math.dist(spot, label) for label in labels] for spot in spots.values()])
    _, chosen = linear_sum_assignment(lengths)
    return [
        Callout(number, spot, labels[index], is_left)
        for (number, spot), index in zip(spots.items(), chosen.tolist(), strict=True)
    ]


def _spread(places: list[float], top: float, bottom: float, spacing: float) -> list[float]:
    """Return sorted places near the given ones, at least `spacing` apart, between top and bottom."""
    spread: list[float] = []
    for place in sorted(places):
        spread.append(max(place, spread[-1] + spacing if spread else top))
    limit = bottom
    for index in reversed(range(len(spread))):
        spread[index] = min(spread[index], limit)
        limit = spread[index] - spacing
    return spread
