"""Strokes on a map: exactly what the brush covers, at any size and anywhere."""

import math
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.editing.history import Stroke
from restoration.editing.rasterize import draw_stroke
from restoration.imaging.masks import count_components
from tests.unit.editing.touches import HEIGHT, WIDTH, areas, lines, strokes, widths

ON_A_RIM = 1e-9  # px; nearer to the rim of a line, rounding decides


def drawn(stroke, height=HEIGHT, width=WIDTH):
    """(H, W) uint8: a stroke on an empty map."""
    kinds = np.zeros((height, width), np.uint8)
    draw_stroke(stroke, kinds)
    return kinds


def moved(stroke, right, down):
    return replace(stroke, points=tuple((x + right, y + down) for x, y in stroke.points))


def distance(x, y, start, end):
    """Px from a place to a stretch, by the angle that the three enclose."""
    (ax, ay), (bx, by) = start, end
    length = math.hypot(bx - ax, by - ay)
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length if length else 0
    if 0 < along < length:
        return abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length
    return min(math.hypot(x - ax, y - ay), math.hypot(x - bx, y - by))


@given(lines.map(lambda line: replace(line, kind=DamageKind.LOSS)))
def test_a_line_marks_the_pixels_within_half_its_width_and_those_its_points_lie_in(line):
    marked, reach = drawn(line), max(line.width, 1) / 2
    stretches = list(pairwise(line.points)) or [line.points * 2]
    touched = {(math.floor(y), math.floor(x)) for x, y in line.points}
    for (row, column), number in np.ndenumerate(marked):
        far = min(distance(column + 0.5, row + 0.5, *stretch) for stretch in stretches)
        if (row, column) in touched or far < reach - ON_A_RIM:
            assert number == DAMAGE_KINDS.index(DamageKind.LOSS) + 1
        elif far > reach + ON_A_RIM:
            assert number == 0


@given(areas.map(lambda area: replace(area, kind=DamageKind.CRACK)))
def test_an_area_marks_the_pixels_whose_centre_lies_in_the_outline(area):
    marked = drawn(area) > 0
    outline = np.array(area.points, np.float32)
    for row, column in np.ndindex(marked.shape):
        inwards = cv2.pointPolygonTest(outline, (column + 0.5, row + 0.5), measureDist=False)
        if inwards:  # 0 on the outline itself
            assert marked[row, column] == (inwards > 0)


@given(st.lists(st.tuples(st.floats(0, 299.9), st.floats(0, 29.9)), min_size=1, max_size=4), widths)
def test_the_finest_line_has_no_gap_however_long_it_is(points, width):
    assert count_components(drawn(Stroke(tuple(points), width / 10, DamageKind.CRACK), 30, 300) > 0) == 1


def test_a_long_line_is_as_wide_everywhere_as_a_short_one():
    long = drawn(Stroke(((10.0, 5.5), (390.0, 5.5)), 5, DamageKind.SCRATCH), 11, 400) > 0
    assert long[3:8, 10:390].all()
    assert long.any(axis=1).sum() == 5


@given(strokes)
def test_what_was_drawn_can_be_erased_without_a_trace(stroke):
    kinds = drawn(stroke)
    draw_stroke(replace(stroke, kind=None), kinds)
    assert not kinds.any()


@given(lines, strokes)
def test_what_lies_beyond_the_picture_is_left_out_and_does_no_harm(line, stroke):
    whole = drawn(moved(line, 40, 40), HEIGHT + 80, WIDTH + 80)
    assert np.array_equal(drawn(line), whole[40:-40, 40:-40])
    assert not drawn(moved(stroke, -1e6, 0)).any()


@pytest.mark.parametrize(("number", "kind"), list(enumerate(DAMAGE_KINDS, start=1)))
def test_a_stroke_gives_its_kind_to_all_it_covers(number, kind):
    kinds = np.full((HEIGHT, WIDTH), 9, np.uint8)
    draw_stroke(Stroke(((0, 6), (WIDTH, 6)), 4, kind), kinds)
    assert (kinds[4:8] == number).all()
    assert (np.delete(kinds, slice(4, 8), axis=0) == 9).all()
