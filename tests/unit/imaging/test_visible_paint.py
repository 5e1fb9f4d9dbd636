"""What lies under full transparency is no paint: its colours reach neither fills nor marks nor figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from restoration.imaging.painting import Painting
from restoration.imaging.visible_paint import clear_hidden, extend_paint

SLACK = {1: 2, 2: 64}  # levels, of rounding, by the bytes of a sample

pictures = st.sampled_from([np.uint8, np.uint16]).flatmap(
    lambda dtype: arrays.arrays(dtype, st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(3)))
)


@given(pictures, st.data())
def test_known_paint_stays_and_goes_on_within_its_own_range_whatever_lies_elsewhere(picture, data):
    known = data.draw(arrays.arrays(bool, picture.shape[:2]))
    extended = extend_paint(picture, known)
    assert np.array_equal(extended[known], picture[known])
    if known.any():
        least, most = picture[known].min(0).astype(int), picture[known].max(0).astype(int)
        assert (extended >= least - SLACK[picture.itemsize]).all()
        assert (extended <= most + SLACK[picture.itemsize]).all()
        other = np.where(known[..., None], picture, picture.max() - picture)
        assert np.array_equal(extend_paint(other, known), extended)


def test_the_lightest_paint_goes_on_as_light():
    picture = np.full((1, 2, 3), 65535, np.uint16)
    assert (extend_paint(picture, np.array([[True, False]])) == 65535).all()


def test_plain_paint_goes_on_as_it_is():
    picture = np.full((50, 70, 3), (200, 120, 40), np.uint8)
    known = np.zeros((50, 70), bool)
    known[7:9, 60:63] = True
    picture[~known] = 0
    assert np.abs(extend_paint(picture, known).astype(int) - (200, 120, 40)).max() <= 2


@pytest.mark.parametrize("least", [0, 1])
def test_only_what_is_wholly_transparent_is_hidden(least):
    alpha = np.full((4, 6), 255, np.uint8)
    alpha[:, 2:] = least
    painting = Painting(np.zeros((4, 6, 3), np.uint8), "x.png", "", "PNG", alpha=alpha)
    assert painting.paint_pixels == (24 if least else 8)
    assert (painting.visible is None) == bool(least)
    assert clear_hidden(np.ones((4, 6), np.uint8), painting.visible).sum() == painting.paint_pixels
