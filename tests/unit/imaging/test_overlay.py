"""The damage map."""

import numpy as np
import pytest

from restoration.domain import DAMAGE_KINDS
from restoration.imaging.overlay import (
    DAMAGE_RED,
    KIND_COLOURS,
    as_8_bit,
    downscale,
    downscale_kinds,
    downscale_mask,
    outline_kinds,
    overlay_kinds,
    overlay_mask,
)


def test_the_tint_covers_the_mask_and_nothing_else(painting, hole):
    shown = overlay_mask(painting, hole, opacity=1.0)
    assert (shown[hole] == DAMAGE_RED).all()
    assert np.array_equal(shown[~hole], painting[~hole])


def test_each_kind_wears_its_colour_and_the_rest_none(painting):
    kinds = np.zeros(painting.shape[:2], np.uint8)
    for number in range(1, len(DAMAGE_KINDS) + 1):
        kinds[number] = number
    shown = overlay_kinds(painting, kinds, opacity=1.0)
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        assert (shown[number] == KIND_COLOURS[kind]).all(), kind
    assert np.array_equal(shown[kinds == 0], painting[kinds == 0])


def test_one_kind_is_tinted_as_a_mask_is(painting, hole):
    assert np.array_equal(overlay_kinds(painting, hole.astype(np.uint8)), overlay_mask(painting, hole))


def test_an_outline_is_the_rim_inside_what_is_marked():
    kinds = np.zeros((7, 8), np.uint8)
    kinds[1:6, 1:7] = 2
    kinds[1:6, 4:7] = 3
    expected = kinds.copy()
    expected[2:5, 2:6] = 0
    assert np.array_equal(outline_kinds(kinds), expected)


def test_sixteen_bits_become_eight_without_a_shift():
    levels = np.arange(256, dtype=np.uint16).repeat(3).reshape(16, 16, 3)
    assert np.array_equal(as_8_bit(levels * 257), levels)


def test_a_hairline_survives_the_smallest_preview():
    mask = np.zeros((1000, 1600), bool)
    mask[:, 801] = True
    small = downscale_mask(mask, 100)
    assert small.shape == (62, 100)
    assert small.any(axis=1).all()
    assert small.sum() <= 2 * 62


@pytest.mark.parametrize("width", [2, 3, 7, 10])
def test_a_hairline_of_any_kind_stays_visible_wherever_it_runs(width):
    for column in range(11):
        kinds = np.zeros((22, 11), np.uint8)
        kinds[:, column] = 1 + column % 4
        small = downscale_kinds(kinds, width, 2 * width)
        assert small.shape == (2 * width, width)
        assert small.any(axis=1).all(), column
        assert set(small[small > 0]) == {1 + column % 4}


def test_of_two_kinds_in_one_place_the_higher_is_shown():
    kinds = np.zeros((40, 40), np.uint8)
    kinds[5], kinds[:, 5] = 3, 1
    small = downscale_kinds(kinds, 4, 4)
    assert small.tolist() == [[3, 3, 3, 3], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]]


def test_picture_and_mask_are_reduced_alike_and_never_enlarged(painting, hole):
    assert downscale(painting, 20).shape[:2] == downscale_mask(hole, 20).shape == (15, 20)
    assert np.array_equal(downscale(painting, 500), painting)
    assert np.array_equal(downscale_mask(hole, 500), hole)
