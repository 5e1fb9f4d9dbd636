"""The direction of lines."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.centrelines import centre_lines, line_directions


@given(st.floats(-np.pi / 2, np.pi / 2), st.integers(1, 5))
def test_a_straight_crack_has_its_direction_everywhere(angle, width):
    canvas = np.zeros((61, 61), np.uint8)
    reach = 60 * np.array([np.cos(angle), np.sin(angle)])
    start, stop = (np.rint(30 + side * reach).astype(int).tolist() for side in (-1, 1))
    cv2.line(canvas, start, stop, 1, width)
    lines = centre_lines(canvas > 0)
    inside = np.zeros_like(lines)
    inside[10:-10, 10:-10] = True
    found = line_directions(lines)[inside[lines]]
    assert found.size >= 30
    assert np.abs(np.sin(found - angle)).max() < 0.2
