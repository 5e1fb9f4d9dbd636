"""Promises of coverage: a piece covers the pixels within it, and every damaged pixel is counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.coverage import add_coverage, rasterize_polygon, remove_coverage, threshold_for_share
from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA

SHAPE = (12, 16)
corners = st.tuples(st.floats(-20, 30), st.floats(-20, 30))


def rectangle(left, top, right, bottom):
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)


def test_a_pixel_is_covered_by_the_part_inside_the_polygon():
    alpha = np.zeros(SHAPE, np.uint16)
    add_coverage(alpha, *rasterize_polygon(rectangle(3, 2, 5.5, 8), SHAPE))
    assert alpha[4, 3] == FULL_ALPHA
    assert alpha[4, 5] == pytest.approx(FULL_ALPHA / 2, abs=FULL_ALPHA / 4)
    assert alpha.sum() / FULL_ALPHA == pytest.approx(15, rel=0.15)
    assert not alpha[:, 7:].any()
    assert not alpha[9:].any()


@given(st.lists(st.lists(corners, min_size=3, max_size=6), min_size=1, max_size=4))
def test_every_pixel_added_or_removed_is_counted(polygons):
    alpha = np.zeros(SHAPE, np.uint16)
    pieces = [rasterize_polygon(np.array(polygon), SHAPE) for polygon in polygons]
    before = sum(add_coverage(alpha, *piece) for piece in pieces)
    assert before == np.count_nonzero(alpha >= HALF_ALPHA)
    assert before - remove_coverage(alpha, *pieces[0]) == np.count_nonzero(alpha >= HALF_ALPHA)


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_the_given_share_of_values_exceeds_the_threshold(seed, share):
    values = np.random.default_rng(seed).random(1000)
    assert (values > threshold_for_share(values, share)).mean() == pytest.approx(share, abs=0.0021)
