"""A pixel of a picture at half its sides is the exact mean of those that it stands for."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.imaging.halving import halve_pixels, halve_strips

shapes = st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(1, 4))
depths = st.sampled_from([np.uint8, np.uint16])


def mean(values, weights):
    """Return the mean of whole numbers, rounded, halves up; weights that are all 0 count alike."""
    weights = weights if any(weights) else [1] * len(weights)
    exact = Fraction(sum(value * weight for value, weight in zip(values, weights, strict=True)), sum(weights))
    return floor(exact + Fraction(1, 2))


@given(st.data(), shapes, depths, st.booleans())
def test_each_pixel_is_the_mean_of_those_that_exist(data, shape, depth, has_alpha):
    extremes = st.sampled_from([0, 1, int(np.iinfo(depth).max)]) | st.integers(0, int(np.iinfo(depth).max))
    pixels = data.draw(arrays(depth, shape, elements=extremes))
    half = halve_pixels(pixels, has_alpha=has_alpha)
    assert (half.dtype, half.shape) == (depth, (-(-shape[0] // 2), -(-shape[1] // 2), shape[2]))
    for row, column, channel in np.ndindex(half.shape):
        block = pixels[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].reshape(-1, shape[2]).tolist()
        is_colour = has_alpha and channel < shape[2] - 1
        weights = [pixel[-1] if is_colour else 1 for pixel in block]
        assert half[row, column, channel] == mean([pixel[channel] for pixel in block], weights)


@pytest.mark.parametrize("height", [1, 2, 37, 64])
def test_strips_give_the_same_as_the_whole(height):
    pixels = np.random.default_rng(height).integers(0, 65536, (height, 9, 4), np.uint16)
    strips = (pixels[top : top + 6] for top in range(0, height, 6))
    np.testing.assert_array_equal(halve_strips(strips, height, has_alpha=True), halve_pixels(pixels, has_alpha=True))
