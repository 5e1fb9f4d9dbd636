"""Hysteresis at every threshold at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label, regionprops

from restoration.detection.components import hysteresis


def heights(row, floors=(1, 3, 5), drop=2, length=3.0):
    """Heights of a picture one pixel high."""
    rungs = np.array([row], np.uint8)
    return hysteresis(rungs, floors, drop, length)[0].tolist()


def test_a_faint_stretch_is_kept_where_it_leads_to_a_clear_one():
    assert heights([4, 4, 9, 4, 0, 4, 4, 4]) == [6, 6, 7, 6, 0, 4, 4, 4]


def test_a_stretch_that_never_gets_clear_is_dropped():
    assert not any(heights([2, 2, 2, 2]))


def test_a_short_line_is_dropped_however_clear():
    assert not any(heights([9, 9, 0, 0], length=3.0))


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40))
def test_a_height_is_reached_by_its_own_line(row):
    for rung, height in zip(row, heights(row), strict=True):
        assert height <= max(row)
        assert height == 0 or rung > 0, "ground between the lines was kept"


def kept_one_threshold_at_a_time(rungs, floors, drop, length):
    """Heights by the definition: every threshold, every line."""
    heights = np.zeros_like(rungs)
    for threshold in range(floors[0] + drop, int(rungs.max()) + 1):
        floor = max((one for one in floors if one + drop < threshold), default=floors[0])
        for line in regionprops(label(rungs >= floor, connectivity=2), intensity_image=rungs):
            top, left, bottom, right = line.bbox
            if np.hypot(bottom - top, right - left) >= length and line.intensity_max >= threshold:
                kept = (line.image_intensity >= threshold - drop) & line.image
                heights[line.slice][kept] = threshold
    return heights


@given(arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 6)), elements=st.sampled_from([0, 0, 0, 2, 4, 9])))
def test_all_thresholds_at_once_give_what_each_gives_alone(rungs):
    expected = kept_one_threshold_at_a_time(rungs, (1, 3, 5), 2, 3.0)
    assert np.array_equal(hysteresis(rungs, (1, 3, 5), 2, 3.0), expected)
