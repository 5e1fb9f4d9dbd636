"""Hysteresis at every threshold at once, in strips as in one."""

from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label, regionprops

from restoration.detection import hysteresis as hysteresis_module
from restoration.detection.hysteresis import hysteresis


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
    for strip_pixels in (1, 2 * strength.shape[1], hysteresis_module.STRIP_PIXELS):
        with mock.patch.object(hysteresis_module, "STRIP_PIXELS", strip_pixels):
            assert np.array_equal(hysteresis(strength, (1, 3, 5), 2, 3.0), expected)
