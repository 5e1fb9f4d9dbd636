"""Drawn cracks whose junctions and ends are known."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.centrelines import centre_lines
from restoration.benchmark.crack_junctions import find_junctions


def drawn(*cracks, width=1, side=120):
    """Return a mask of polylines; the width is odd."""
    canvas = np.zeros((side, side), np.uint8)
    cv2.polylines(canvas, [np.array(crack, np.int32) for crack in cracks], False, 1)
    return cv2.dilate(canvas, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))) > 0


def counted(mask, width=3.0):
    """Return the number of arms of every junction, and the number of ends."""
    found = find_junctions(centre_lines(mask), np.full(mask.shape, width, np.float32))
    return sorted(found.arms.tolist()), found.ends


SPINE = [[10, 60], [110, 60]]


@pytest.mark.parametrize("width", [1, 3, 7])
def test_a_comb_has_a_junction_and_an_end_for_each_tooth(width):
    teeth = [[[x, 60], [x, 90]] for x in (30, 50, 70, 90)]
    assert counted(drawn(SPINE, *teeth, width=width), float(width)) == ([3, 3, 3, 3], 6)


@given(st.floats(0, np.pi), st.floats(1.1, np.pi - 1.1), st.sampled_from([1, 3, 5, 7]))
def test_two_cracks_that_cross_make_one_crossing(angle, turn, width):
    ways = [np.array([np.cos(way), np.sin(way)]) * 40 for way in (angle, angle + turn)]
    mask = drawn(*([60 - way, 60 + way] for way in ways), width=width)
    assert counted(mask, max(3.0, float(width))) == ([4], 4)


def test_two_cracks_that_meet_a_third_apart_make_two_junctions():
    assert counted(drawn(SPINE, [[50, 60], [50, 20]], [[60, 60], [60, 100]])) == ([3, 3], 4)
    assert counted(drawn(SPINE, [[50, 60], [50, 20]], [[53, 60], [53, 100]])) == ([4], 4)


def test_a_twig_shorter_than_the_crack_is_wide_does_not_count():
    mask = drawn(SPINE, [[50, 60], [50, 63]])
    assert counted(mask, 3.0) == ([], 2)
    assert counted(mask, 2.0) == ([3], 3)


def test_a_ragged_rim_makes_neither_junctions_nor_ends():
    mask = drawn(SPINE, width=7)
    mask[56, 20:100:9] = mask[55, 20:100:18] = mask[64, 25:100:7] = True
    assert counted(mask, 7.0) == ([], 2)


def test_a_bend_is_no_junction():
    assert counted(drawn([[10, 10], [50, 10], [50, 50], [90, 70], [60, 110]])) == ([], 2)


def test_a_forked_tip_is_one_end():
    assert counted(drawn(SPINE, [[110, 60], [112, 58]], [[110, 60], [112, 62]])) == ([], 2)


@pytest.mark.parametrize("width", [1, 5])
def test_a_crack_that_the_border_cuts_does_not_end_there(width):
    assert counted(drawn([[0, 60], [119, 60]], [[60, 60], [60, 119]], width=width), float(width)) == ([3], 0)
