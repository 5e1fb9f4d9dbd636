"""A photograph has a scale only if it has the painting's own shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.museum.photograph import pixels_per_mm

sides = st.floats(5, 300)  # cm
scales = st.floats(2, 40)  # px/mm


@given(sides, sides, scales)
def test_the_scale_of_a_photograph_of_the_whole_painting_is_found(width, height, scale):
    found = pixels_per_mm(round(width * 10 * scale), round(height * 10 * scale), width, height)
    assert found == pytest.approx(scale, rel=0.01)


@given(sides, sides, scales, st.floats(1.07, 3))
def test_a_photograph_of_more_than_the_painting_has_no_scale(width, height, scale, wider):
    assert pixels_per_mm(round(width * 10 * scale * wider), round(height * 10 * scale), width, height) is None


def test_a_painting_that_was_not_measured_has_no_scale():
    assert pixels_per_mm(3000, 4000, None, 40.0) is None
    assert pixels_per_mm(3000, 4000, 30.0, None) is None
