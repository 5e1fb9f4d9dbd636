"""Outlines along the edges of pixels."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from restoration.editing.regions import find_regions
from restoration.editing.regions.outline import ring_area, trace_outline

masks = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14).flatmap(lambda shape: arrays(np.bool_, shape))
HOLED_AND_TOUCHED = np.zeros((8, 8), np.bool_)  # a block with a hole, and a pixel that touches its corner
HOLED_AND_TOUCHED[1:6, 1:6] = HOLED_AND_TOUCHED[6, 6] = True
HOLED_AND_TOUCHED[3, 3] = False


def inside(rings, shape):
    """Return the pixels whose centre has an odd number of edges to its left."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    crossings = np.zeros(shape, int)
    for ring in rings:
        for (x0, y0), (_, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            crossings += (x0 < x) & (min(y0, y1) < y) & (y < max(y0, y1))
    return crossings % 2 == 1


@given(masks)
def test_drawing_the_outline_gives_the_same_pixels(mask):
    polygons = trace_outline(mask)
    assert np.array_equal(inside([ring for polygon in polygons for ring in polygon], mask.shape), mask)


@given(masks)
@example(HOLED_AND_TOUCHED)
def test_polygons_are_simple_and_holes_lie_in_their_own(mask):
    total = np.zeros(mask.shape, int)
    for outer, *holes in trace_outline(mask):
        assert all(len(set(ring)) == len(ring) >= 4 for ring in (outer, *holes))
        assert ring_area(outer) > 0
        assert all(ring_area(hole) < 0 for hole in holes)
        area = sum(map(ring_area, (outer, *holes)))
        covered = inside([outer, *holes], mask.shape)
        assert area == covered.sum(), "a hole lies outside its polygon"
        total += covered
    assert total.max(initial=0) <= 1


@given(masks, st.integers(0, 50), st.integers(0, 50))
def test_the_outline_of_a_window_lies_where_the_window_lies(mask, left, top):
    moved = [[[(x - left, y - top) for x, y in ring] for ring in polygon] for polygon in trace_outline(mask, left, top)]
    assert moved == trace_outline(mask)


def test_a_region_with_a_hole_and_what_lies_in_it():
    kinds = np.zeros((9, 9), np.uint8)
    kinds[1:8, 1:8] = 1
    kinds[3:6, 3:6] = 0
    kinds[4, 4] = 1
    regions = find_regions(kinds)
    ((outer, hole),) = regions.outline(regions.at(1, 1).number)
    assert set(outer) == {(1, 1), (8, 1), (8, 8), (1, 8)}
    assert set(hole) == {(3, 3), (6, 3), (6, 6), (3, 6)}
    assert regions.outline(regions.at(4, 4).number) == [[[(4, 4), (5, 4), (5, 5), (4, 5)]]]
