"""The magic wand: laws of a selection by colour, and a slow computation that it must equal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.errors import BadRequest
from restoration.imaging.difference import as_lab
from restoration.segmentation import wand
from restoration.segmentation.wand import ColourDistance, select_similar

HEIGHT, WIDTH = 14, 17
pictures = st.builds(
    lambda seed, spread: np.random.default_rng(seed).integers(100, 100 + spread, (HEIGHT, WIDTH, 3), np.uint8),
    st.integers(0, 999),
    st.sampled_from([2, 12, 40, 120]),
)
points = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))
tolerances = st.integers(0, 60).map(lambda halves: halves / 2)
some = settings(max_examples=40)


@pytest.fixture(autouse=True)
def small_reach(monkeypatch):
    """Let the window grow in small pictures, too."""
    monkeypatch.setattr(wand, "FIRST_REACH", 2)


def naive(image, point, tolerance, *, contiguous, diagonal):
    """Compare all pixels, then walk from neighbour to neighbour."""
    (x, y), lab = point, as_lab(image)
    colour = lab[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].reshape(-1, 3).mean(axis=0)
    similar = np.linalg.norm(lab - colour, axis=2) <= tolerance
    similar[y, x] = True
    if not contiguous:
        return similar
    steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if diagonal or not i or not j]
    reached, waiting = np.zeros_like(similar), [(y, x)]
    while waiting:
        row, column = waiting.pop()
        if 0 <= row < HEIGHT and 0 <= column < WIDTH and similar[row, column] and not reached[row, column]:
            reached[row, column] = True
            waiting += [(row + i, column + j) for i, j in steps]
    return reached


@given(pictures, points, tolerances, st.booleans(), st.booleans())
def test_the_wand_selects_what_a_slow_computation_selects(image, point, tolerance, contiguous, diagonal):
    way = {"contiguous": contiguous, "diagonal": diagonal}
    selected = select_similar(image, point, tolerance, **way)
    assert np.array_equal(selected, naive(image, point, tolerance, **way))
    assert selected[point[::-1]]


@some
@given(pictures, points, tolerances, tolerances, st.integers(0, 6), st.integers(0, 2))
def test_a_larger_tolerance_selects_more(image, point, tolerance, other, close_holes, grow):
    distance, finish = ColourDistance(image, point), {"close_holes": close_holes, "grow": grow}
    less, more = (distance.at(each, **finish).in_picture(image.shape) for each in sorted((tolerance, other)))
    assert not (less & ~more).any()


@some
@given(pictures, points, tolerances)
def test_what_is_connected_is_part_of_what_is_similar_anywhere(image, point, tolerance):
    distance = ColourDistance(image, point)
    sides, corners = (distance.at(tolerance, diagonal=each).in_picture(image.shape) for each in (False, True))
    anywhere = distance.at(tolerance, contiguous=False).in_picture(image.shape)
    assert not (sides & ~corners).any() and not (corners & ~anywhere).any()


@some
@given(pictures, points, tolerances, st.integers(0, 9), st.integers(0, 9))
def test_a_moved_picture_gives_the_moved_selection(image, point, tolerance, down, across):
    moved = np.zeros((HEIGHT + 12, WIDTH + 12, 3), np.uint8)  # black, which no tolerance here reaches
    place = slice(down + 1, down + 1 + HEIGHT), slice(across + 1, across + 1 + WIDTH)
    moved[place] = image
    inside = np.zeros(moved.shape[:2], bool)
    inside[place] = True
    selected = select_similar(moved, (point[0] + across + 1, point[1] + down + 1), tolerance, within=inside)
    assert np.array_equal(selected[place], select_similar(image, point, tolerance))
    assert not selected[~inside].any()


@some
@given(pictures, points, tolerances, st.integers(0, 9), st.integers(0, 3), st.data())
def test_nothing_is_selected_where_the_picture_is_transparent(image, point, tolerance, close_holes, grow, data):
    visible = np.random.default_rng(data.draw(st.integers(0, 99))).random((HEIGHT, WIDTH)) < 0.7
    selected = select_similar(image, point, tolerance, within=visible, close_holes=close_holes, grow=grow)
    assert not (selected & ~visible).any()
    assert selected[point[::-1]] == visible[point[::-1]] == selected.any()


@some
@given(pictures, points, tolerances)
def test_sixteen_bits_are_selected_like_eight(image, point, tolerance):
    deep = select_similar(image.astype(np.uint16) * 257, point, tolerance)
    assert np.array_equal(deep, select_similar(image, point, tolerance))


def test_small_holes_are_closed_and_the_rim_grows():
    image = np.full((20, 30, 3), 200, np.uint8)
    image[4:16, 4:26] = 90
    image[8:10, 8:10] = image[7:13, 15:21] = 200  # holes of 4 and 36 px
    expected = (image == 90).all(axis=2)
    assert np.array_equal(select_similar(image, (5, 5), 5), expected)
    expected[8:10, 8:10] = True
    assert np.array_equal(select_similar(image, (5, 5), 5, close_holes=4), expected)
    grown = select_similar(image, (5, 5), 5, close_holes=4, grow=2)
    assert grown[2, 10] and not grown[1, 10] and grown[8, 16] and not grown[9, 17]


def test_wrong_requests_are_one_sentence(painting):
    with pytest.raises(BadRequest, match="outside the picture"):
        ColourDistance(painting, (64, 3))
    with pytest.raises(BadRequest, match=r"does not lie in 0\.\.100"):
        ColourDistance(painting, (3, 3)).at(float("nan"))
