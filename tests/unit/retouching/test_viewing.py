"""The width of strokes in a picture, and what a picture looks like from a distance."""

import numpy as np
import pytest

from restoration.errors import BadRequest
from restoration.retouching.recipe import Recipe, stroke_width
from restoration.retouching.viewing import seen_from

RECIPE = Recipe("tratteggio", stroke_mm=0.3)


def test_a_stroke_is_as_wide_as_the_scale_makes_it():
    width = stroke_width(RECIPE, (1000, 1000, 3), 20.0)
    assert (width.px, width.mm, width.is_limited) == (6.0, pytest.approx(0.3), False)
    assert width.merges_from_m == pytest.approx(1.02)


def test_a_stroke_is_never_thinner_than_two_pixels():
    width = stroke_width(RECIPE, (1000, 1000, 3), 4.0)
    assert (width.px, width.mm, width.is_limited) == (2.0, pytest.approx(0.5), True)


def test_without_a_scale_the_width_is_a_share_of_the_diagonal():
    assert stroke_width(RECIPE, (3000, 4000, 3), None).px == pytest.approx(7.5)
    small = stroke_width(RECIPE, (300, 400, 3), None)
    assert (small.px, small.mm, small.merges_from_m) == (2.0, None, None)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_lines_merge_from_their_distance_on(dtype):
    scale, most = 10.0, np.iinfo(dtype).max
    period = 6  # px: 0.6 mm, which merges from 1.02 m
    lines = np.zeros((40, 120, 3), dtype)
    lines[:, np.arange(120) % period < 3] = most
    middle = slice(30, 90)

    def contrast(metres):
        row = seen_from(lines, scale, metres)[20, middle, 0].astype(float)
        return (row.max() - row.min()) / most

    assert contrast(0.3) > 0.5
    assert contrast(1.02) < 0.03
    assert seen_from(lines, scale, 1.02).dtype == dtype


def test_rows_that_are_computed_apart_fit_together(monkeypatch):
    picture = np.random.default_rng(0).integers(0, 256, (70, 50, 3)).astype(np.uint8)
    whole = seen_from(picture, 10.0, 0.5)
    monkeypatch.setattr("restoration.retouching.viewing._STRIP_ROWS", 16)
    assert np.array_equal(whole, seen_from(picture, 10.0, 0.5))


def test_an_impossible_distance_is_refused():
    with pytest.raises(BadRequest, match="0 m is impossible"):
        seen_from(np.zeros((4, 4, 3), np.uint8), 10.0, 0.0)
