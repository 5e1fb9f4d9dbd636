"""Windows of a picture."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.imaging.windows import grow_window, window_within

SHAPE = 30, 40
ROW, COLUMN = np.mgrid[:30, :40]


def spans(length):
    return st.tuples(st.integers(0, length), st.integers(0, length)).filter(lambda ends: ends[0] < ends[1])


windows = st.tuples(spans(30), spans(40)).map(lambda ends: tuple(slice(*pair) for pair in ends))


@given(windows, st.integers(0, 50), st.integers(0, 50))
def test_a_grown_window_holds_all_that_lies_so_near_and_a_window_is_found_in_it(window, down, across):
    outer = grow_window(window, down, across, (*SHAPE, 3))
    rows, columns = window
    near = (rows.start - down <= ROW) & (rows.stop + down > ROW) & (columns.start - across <= COLUMN)
    near &= columns.stop + across > COLUMN
    grown = np.zeros(SHAPE, bool)
    grown[outer] = True
    assert np.array_equal(grown, near)
    assert np.array_equal(ROW[outer][window_within(window, outer)], ROW[window])
    assert np.array_equal(COLUMN[outer][window_within(window, outer)], COLUMN[window])
