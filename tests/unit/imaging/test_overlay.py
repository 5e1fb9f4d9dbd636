"""Pictures for display: overlays of damage, downscaled copies, a fill at partial strength."""

import numpy as np
import pytest

from restoration.domain import DAMAGE_KINDS, Damage, Restoration
from restoration.imaging.overlay import (
    DAMAGE_RED,
    KIND_COLOURS,
    as_8_bit,
    blend_images,
    downscale,
    downscale_kinds,
    downscale_mask,
    outline_kinds,
    overlay_kinds,
    overlay_mask,
    with_strength,
)


def test_the_overlay_covers_the_mask_and_nothing_else(painting, hole):
    shown = overlay_mask(painting, hole, opacity=1.0)
    assert (shown[hole] == DAMAGE_RED).all()
    assert np.array_equal(shown[~hole], painting[~hole])


def test_each_kind_has_its_colour_and_the_rest_none(painting):
    kinds = np.zeros(painting.shape[:2], np.uint8)
    for number in range(1, len(DAMAGE_KINDS) + 1):
        kinds[number] = number
    shown = overlay_kinds(painting, kinds, opacity=1.0)
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        assert (shown[number] == KIND_COLOURS[kind]).all(), kind
    assert np.array_equal(shown[kinds == 0], painting[kinds == 0])


def test_a_map_of_cracks_looks_like_a_mask(painting, hole):
    assert np.array_equal(overlay_kinds(painting, hole.astype(np.uint8)), overlay_mask(painting, hole))


def test_an_outline_is_the_rim_inside_the_marked_area():
    kinds = np.zeros((7, 8), np.uint8)
    kinds[1:6, 1:7] = 2
    kinds[1:6, 4:7] = 3
    expected = kinds.copy()
    expected[2:5, 2:6] = 0
    assert np.array_equal(outline_kinds(kinds), expected)


def test_sixteen_bits_become_eight_without_a_shift():
    levels = np.arange(256, dtype=np.uint16).repeat(3).reshape(16, 16, 3)
    assert np.array_equal(as_8_bit(levels * 257), levels)


def test_a_line_of_one_pixel_survives_the_smallest_preview():
    mask = np.zeros((1000, 1600), bool)
    mask[:, 801] = True
    small = downscale_mask(mask, 100)
    assert small.shape == (62, 100)
    assert small.any(axis=1).all()
    assert small.sum() <= 2 * 62


@pytest.mark.parametrize("width", [2, 3, 7, 10])
def test_a_line_of_any_kind_stays_visible_at_every_position(width):
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


def test_picture_and_mask_are_downscaled_alike_and_never_enlarged(painting, hole):
    assert downscale(painting, 20).shape[:2] == downscale_mask(hole, 20).shape == (15, 20)
    assert np.array_equal(downscale(painting, 500), painting)
    assert np.array_equal(downscale_mask(hole, 500), hole)


BOTH_DEPTHS = pytest.mark.parametrize("depth", [np.uint8, np.uint16])


def all_values(depth):
    """A picture that holds every value of its type."""
    side = 16 if depth == np.uint8 else 256
    return np.arange(side * side, dtype=depth).reshape(side, side, 1).repeat(3, axis=2)


@BOTH_DEPTHS
def test_equal_pixels_stay_exactly_as_they_are_at_every_strength(depth):
    picture = all_values(depth)
    for hundredths in range(0, 101, 7):
        assert np.array_equal(blend_images(picture, picture.copy(), hundredths / 100), picture), hundredths


@BOTH_DEPTHS
def test_strength_0_gives_the_picture_before_and_1_the_one_after(depth):
    before, after = all_values(depth), all_values(depth)[::-1, ::-1]
    assert np.array_equal(blend_images(before, after, 0.0), before)
    assert np.array_equal(blend_images(before, after, 1.0), after)


@BOTH_DEPTHS
def test_a_strength_between_gives_the_weighted_mean(depth):
    before, after = all_values(depth), all_values(depth)[::-1]
    blended = blend_images(before, after, 0.3)
    assert blended.dtype == depth
    np.testing.assert_allclose(blended, before * 0.7 + after * 0.3, atol=0.51)


def test_a_restoration_at_another_strength_is_a_new_one_that_states_it(painting, hole):
    filled = painting.copy()
    filled[hole] = 0
    full = Restoration(painting, filled, Damage(hole), "telea", 1.0)
    half = with_strength(full, 0.5)
    assert half.strength == 0.5
    assert np.array_equal(half.after, blend_images(painting, filled, 0.5))
    assert np.array_equal(half.after[~hole], painting[~hole])
    assert full.strength == 1.0
    assert np.array_equal(full.after, filled)
