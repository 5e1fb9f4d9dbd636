"""The visible part of a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.editing.viewport import ZOOM_LEVELS, Viewport, place_viewport

sides = st.integers(1, 5000)
rooms = st.tuples(st.integers(100, 900), st.integers(100, 600))
parts = st.floats(0, 1)
zooms = st.sampled_from(list(ZOOM_LEVELS.values()))


@given(sides, sides, zooms, st.tuples(parts, parts), rooms)
def test_it_stays_within_the_picture_and_the_room_on_the_screen(height, width, zoom, centre, room):
    viewport = place_viewport((height, width, 3), zoom, centre, room)
    assert 0 <= viewport.left < viewport.left + viewport.width <= width
    assert 0 <= viewport.top < viewport.top + viewport.height <= height
    assert all(shown <= limit for shown, limit in zip(viewport.shown, room, strict=True))


@given(sides, sides, zooms, st.tuples(parts, parts), rooms)
def test_the_corners_of_the_screen_are_the_corners_of_its_window(height, width, zoom, centre, room):
    viewport = place_viewport((height, width), zoom, centre, room)
    rows, columns = viewport.window
    assert viewport.on_picture(0, 0) == (columns.start, rows.start)
    for corner, end in zip(viewport.on_picture(*viewport.shown), (columns.stop, rows.stop), strict=True):
        assert abs(corner - end) * viewport.scale < 1, "less than a pixel of the screen"


def test_the_chosen_point_is_in_the_middle_if_the_border_is_far():
    assert place_viewport((3000, 4000), 2, (0.25, 0.5), (800, 600)) == Viewport(800, 1350, 400, 300, 2)


@pytest.mark.parametrize(("centre", "left", "top"), [((0, 0), 0, 0), ((1, 1), 3200, 2400)])
def test_at_the_border_it_moves_inwards(centre, left, top):
    assert place_viewport((3000, 4000), 1, centre, (800, 600)) == Viewport(left, top, 800, 600, 1)


def test_fit_shows_the_whole_picture_and_does_not_enlarge_a_small_one():
    assert place_viewport((3000, 4000), None, (0.9, 0.9), (800, 500)) == Viewport(0, 0, 4000, 3000, 500 / 3000)
    assert place_viewport((30, 40), None, (0.9, 0.9), (800, 500)) == Viewport(0, 0, 40, 30, 1)
