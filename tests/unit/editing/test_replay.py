"""The pixels that steps change: exactly those that the brush covers."""

import math
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.domain import DAMAGE_KINDS, DamageKind, kind_number
from restoration.editing.history import Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.replay import apply_steps, draw_stroke
from restoration.imaging.masks import count_components
from tests.unit.editing.strategies import HEIGHT, WIDTH, areas, lines, steps, strokes, widths

FOUND = np.random.default_rng(7).integers(0, 4, (HEIGHT, WIDTH), np.uint8)
CLEAR = MaskOperation(OperationKind.CLEAR)


@given(steps)
def test_the_found_mask_is_not_changed(step):
    before = FOUND.copy()
    apply_steps(FOUND, (step,))
    assert np.array_equal(FOUND, before)


def test_steps_are_applied_in_order():
    stroke = Stroke(((0, 6), (WIDTH, 6)), 2, DamageKind.CRACK)
    assert apply_steps(FOUND, (CLEAR, stroke)).any()
    assert not apply_steps(FOUND, (stroke, CLEAR)).any()


ON_A_RIM = 1e-9  # px; closer to the rim of a line, rounding decides


def drawn(stroke, height=HEIGHT, width=WIDTH):
    """Return (H, W) uint8: a stroke on an empty map."""
    kinds = np.zeros((height, width), np.uint8)
    draw_stroke(stroke, kinds)
    return kinds


def moved(stroke, right, down):
    return replace(stroke, points=tuple((x + right, y + down) for x, y in stroke.points))


def distance(x, y, start, end):
    """Return the distance of a point from a segment, px, computed in another way than in the code under test."""
    (ax, ay), (bx, by) = start, end
    length = math.hypot(bx - ax, by - ay)
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length if length else 0
    if 0 < along < length:
        return abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length
    return min(math.hypot(x - ax, y - ay), math.hypot(x - bx, y - by))


@given(lines.map(lambda line: replace(line, kind=DamageKind.LOSS)))
def test_a_line_marks_the_pixels_within_half_its_width_and_those_with_its_points(line):
    marked, reach = drawn(line), max(line.width, 1) / 2
    segments = list(pairwise(line.points)) or [line.points * 2]
    touched = {(math.floor(y), math.floor(x)) for x, y in line.points}
    for (row, column), number in np.ndenumerate(marked):
        far = min(distance(column + 0.5, row + 0.5, *segment) for segment in segments)
        if (row, column) in touched or far < reach - ON_A_RIM:
            assert number == DAMAGE_KINDS.index(DamageKind.LOSS) + 1
        elif far > reach + ON_A_RIM:
            assert number == 0


@given(areas.map(lambda area: replace(area, kind=DamageKind.CRACK)))
def test_an_area_marks_the_pixels_with_a_centre_inside_the_outline(area):
    marked = drawn(area) > 0
    outline = np.array(area.points, np.float32)
    for row, column in np.ndindex(marked.shape):
        inwards = cv2.pointPolygonTest(outline, (column + 0.5, row + 0.5), measureDist=False)
        if inwards:  # 0 on the outline itself
            assert marked[row, column] == (inwards > 0)


@given(st.lists(st.tuples(st.floats(0, 299.9), st.floats(0, 29.9)), min_size=1, max_size=4), widths)
def test_the_finest_line_has_no_gap_at_any_length(points, width):
    assert count_components(drawn(Stroke(tuple(points), width / 10, DamageKind.CRACK), 30, 300) > 0) == 1


def test_a_long_line_has_the_same_width_everywhere():
    long = drawn(Stroke(((10.0, 5.5), (390.0, 5.5)), 5, DamageKind.SCRATCH), 11, 400) > 0
    assert long[3:8, 10:390].all()
    assert long.any(axis=1).sum() == 5


@given(strokes)
def test_the_eraser_removes_a_stroke_completely(stroke):
    kinds = drawn(stroke)
    draw_stroke(replace(stroke, kind=None), kinds)
    assert not kinds.any()


@given(lines, strokes)
def test_parts_outside_the_picture_are_left_out(line, stroke):
    whole = drawn(moved(line, 40, 40), HEIGHT + 80, WIDTH + 80)
    assert np.array_equal(drawn(line), whole[40:-40, 40:-40])
    assert not drawn(moved(stroke, -1e6, 0)).any()


@pytest.mark.parametrize(("number", "kind"), list(enumerate(DAMAGE_KINDS, start=1)))
def test_a_stroke_gives_its_kind_to_all_pixels_that_it_covers(number, kind):
    kinds = np.full((HEIGHT, WIDTH), 9, np.uint8)
    draw_stroke(Stroke(((0, 6), (WIDTH, 6)), 4, kind), kinds)
    assert (kinds[4:8] == number).all()
    assert (np.delete(kinds, slice(4, 8), axis=0) == 9).all()


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(steps.filter(lambda step: getattr(step, "protected", ())))
def test_a_protected_kind_stays_as_it_is(step):
    numbers = [kind_number(kind) for kind in step.protected]
    is_protected = np.isin(FOUND, numbers)
    after, without = apply_steps(FOUND, (step,)), apply_steps(FOUND, (replace(step, protected=()),))
    assert np.array_equal(after, np.where(is_protected, FOUND, without))
