"""Hysteresis at every threshold at once, and the lines that may be cracks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label, regionprops

from restoration.detection.components import DOUBTFUL_LIKELIHOOD, MIN_LINE_AREA, doubtful_lines, hysteresis


def highest_thresholds(row, floors=(1, 3, 5), drop=2, length=3.0):
    """Return the result of the hysteresis in a picture one pixel high."""
    return hysteresis(np.array([row], np.uint8), floors, drop, length)[0].tolist()


def test_a_faint_stretch_is_kept_where_it_leads_to_a_clear_one():
    assert highest_thresholds([4, 4, 9, 4, 0, 4, 4, 4]) == [6, 6, 7, 6, 0, 4, 4, 4]


def test_a_stretch_without_a_clear_part_is_dropped():
    assert not any(highest_thresholds([2, 2, 2, 2]))


def test_a_short_line_is_dropped_even_if_it_is_clear():
    assert not any(highest_thresholds([9, 9, 0, 0], length=3.0))


def hysteresis_by_definition(strength, floors, drop, length):
    """Try every threshold and every line."""
    highest = np.zeros_like(strength)
    for threshold in range(floors[0] + drop, int(strength.max()) + 1):
        floor = max((floor for floor in floors if floor + drop < threshold), default=floors[0])
        for line in regionprops(label(strength >= floor, connectivity=2), intensity_image=strength):
            top, left, bottom, right = line.bbox
            if np.hypot(bottom - top, right - left) >= length and line.intensity_max >= threshold:
                kept = (line.image_intensity >= threshold - drop) & line.image
                highest[line.slice][kept] = threshold
    return highest


@given(arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 6)), elements=st.sampled_from([0, 0, 0, 2, 4, 9])))
def test_all_thresholds_at_once_give_what_each_threshold_gives_alone(strength):
    expected = hysteresis_by_definition(strength, (1, 3, 5), 2, 3.0)
    assert np.array_equal(hysteresis(strength, (1, 3, 5), 2, 3.0), expected)


def likelihood(rows, columns, value=DOUBTFUL_LIKELIHOOD):
    field = np.zeros((80, 80), np.float32)
    field[rows, columns] = value
    return field


def test_a_doubtful_line_includes_the_pixels_beside_it():
    doubtful = doubtful_lines(likelihood(40, slice(20, 60)))
    assert np.array_equal(np.argwhere(doubtful)[[0, -1]], [[39, 19], [41, 60]])
    assert doubtful.sum() == 3 * 42


@pytest.mark.parametrize(
    "field",
    [
        likelihood(40, slice(20, 60), DOUBTFUL_LIKELIHOOD - 0.01),
        likelihood(40, slice(20, 19 + MIN_LINE_AREA)),
        likelihood(slice(20, 50), slice(20, 50), 1.0),
    ],
    ids=["unlikely", "short", "wide"],
)
def test_other_parts_are_not_doubtful(field):
    assert not doubtful_lines(field).any()


def test_a_line_beside_a_wide_part_is_doubtful_and_the_wide_part_is_not():
    both = np.maximum(likelihood(slice(20, 50), slice(20, 50)), likelihood(35, slice(50, 79)))
    doubtful = doubtful_lines(both)
    assert doubtful[35, 60:79].all()
    assert not doubtful[25:45, 25:45].any()
