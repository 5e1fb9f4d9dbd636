"""Lengths and widths against lines whose length is known."""

import math
from itertools import pairwise

import numpy as np
import pytest

from restoration.domain import DamageKind
from restoration.editing.history import Stroke
from restoration.editing.regions import find_regions
from restoration.editing.replay import draw_stroke

SIDE = 400
ROUND_END = math.pi / 4  # what the round ends of a line add to its length, in widths: length x width is the area


def measure(points, width):
    kinds = np.zeros((SIDE, SIDE), np.uint8)
    draw_stroke(Stroke(tuple(points), width, DamageKind.CRACK), kinds)
    [region] = find_regions(kinds).regions
    return region


def true_length(points):
    return sum(math.dist(a, b) for a, b in pairwise(points))


@pytest.mark.parametrize("width", [1.5, 2, 3, 5, 9])
@pytest.mark.parametrize("degrees", range(0, 180, 15))
def test_a_straight_crack_in_any_direction(width, degrees):
    angle = math.radians(degrees)
    points = [(200 + sign * 140 * math.cos(angle), 200 + sign * 140 * math.sin(angle)) for sign in (-1, 1)]
    region = measure(points, width)
    assert region.length == pytest.approx(280 + ROUND_END * width, rel=0.035)
    assert region.width * region.length == pytest.approx(region.area)


@pytest.mark.parametrize("width", [2, 4, 7])
def test_curves_and_spirals(width):
    wave = [(20 + x, 200 + 60 * math.sin(x / 25)) for x in range(0, 360, 2)]
    spiral = [(200 + t * 6 * math.cos(t), 200 + t * 6 * math.sin(t)) for t in np.arange(3, 25, 0.05)]
    for points in (wave, spiral):
        region = measure(points, width)
        assert region.length == pytest.approx(true_length(points) + ROUND_END * width, rel=0.02)
        assert region.width == pytest.approx(width, rel=0.06)


def test_a_ring_is_as_long_as_its_middle_line():
    circle = [(200 + 120 * math.cos(t), 200 + 120 * math.sin(t)) for t in np.arange(0, 6.3, 0.01)]
    assert measure(circle, 4).length == pytest.approx(2 * math.pi * 120, rel=0.01)


@pytest.mark.parametrize(("width", "spacing"), [(1, 60), (3, 60), (5, 60), (4, 14)])
def test_a_net_is_as_long_as_its_lines_without_their_crossings(width, spacing):
    kinds = np.zeros((SIDE, SIDE), np.uint8)
    for place in range(20, 380, spacing):
        kinds[place : place + width, 20:381] = kinds[20:381, place : place + width] = 1
    [region] = find_regions(kinds).regions
    assert region.length == pytest.approx(region.area / width, rel=0.04)


@pytest.mark.parametrize("radius", [8, 20, 100])
def test_a_disc_is_as_long_as_it_is_wide(radius):
    y, x = np.ogrid[:SIDE, :SIDE]
    [region] = find_regions(((x - 200) ** 2 + (y - 200) ** 2 <= radius**2).astype(np.uint8)).regions
    assert region.length == pytest.approx(2 * radius + 1, rel=0.12)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 2), (1, 40), (2, 40), (7, 40), (30, 30)])
def test_an_upright_block(height, width):
    kinds = np.zeros((50, 50), np.uint8)
    kinds[3 : 3 + height, 4 : 4 + width] = 1
    [region] = find_regions(kinds).regions
    assert region.length == pytest.approx(width, rel=0.04)
    assert region.width == pytest.approx(height, rel=0.04)
