"""Numbers beside the picture, and their lines."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from restoration.output.damage_map.callouts import most_callouts, place_callouts
from restoration.output.drawing.page import Rect

PICTURE = Rect(20, 30, 100, 60)
SPACING = 4.0
places = st.tuples(st.integers(0, 1000), st.integers(0, 600)).map(lambda at: (20 + at[0] / 10, 30 + at[1] / 10))


def side(first, second, point):
    """Return on which side of a line a point lies: above 0, below 0, or 0 on it."""
    (x1, y1), (x2, y2), (x, y) = first, second, point
    return round((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1), 6)


def cross(one, other):
    """Return whether two lines cross each other in the middle."""
    a, b, c, d = one.label, one.spot, other.label, other.spot
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@given(st.lists(places, max_size=most_callouts(PICTURE, SPACING), unique=True))
def test_lines_never_cross_and_numbers_never_overlap(spots):
    callouts = place_callouts(dict(enumerate(spots, start=1)), PICTURE, distance=5, spacing=SPACING)
    assert {callout.number: callout.spot for callout in callouts} == dict(enumerate(spots, start=1))
    assert not any(cross(one, other) for one, other in combinations(callouts, 2))
    for is_left in (True, False):
        heights = sorted(callout.label[1] for callout in callouts if callout.is_left is is_left)
        assert all(lower - upper > SPACING - 1e-6 for upper, lower in pairwise(heights))
        assert all(PICTURE.y - 1e-6 <= height <= PICTURE.bottom + 1e-6 for height in heights)
