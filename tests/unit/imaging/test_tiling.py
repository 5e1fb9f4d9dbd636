"""Tiles cover a picture, are all of one size, and blend into the picture they were cut from."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.imaging.tiling import blend_tile, paste_tile, plan_tiles, read_tile

GRID = 8
sides = st.integers(1, 300)
sizes = st.tuples(st.integers(8, 20), st.integers(0, 2)).map(lambda pair: (GRID * pair[0], GRID * pair[1]))


@given(sides, sides, sizes)
def test_tiles_have_one_size_and_the_overlap_asked_for(height, width, size):
    largest, overlap = size
    tiles = plan_tiles(height, width, largest=largest, overlap=overlap, multiple_of=GRID)
    assert len({(tile.rows.size, tile.columns.size) for tile in tiles}) == 1
    for length, spans in ((height, [tile.rows for tile in tiles]), (width, [tile.columns for tile in tiles])):
        inner = sorted({span.start: span for span in spans}.values(), key=lambda span: span.start)
        assert all(span.size <= largest and span.size % GRID == span.start % GRID == 0 for span in inner)
        assert inner[0].start == 0
        assert length <= inner[-1].start + inner[-1].size < length + GRID
        for span, following in pairwise(inner):
            assert overlap <= span.start + span.size - following.start == span.after == following.before


@given(sides, sides, sizes)
def test_cutting_and_blending_gives_the_picture_back(height, width, size):
    picture = np.random.default_rng(height * width).integers(0, 256, (height, width, 3), np.uint8)
    blended = np.zeros((3, height, width), np.float32)
    for tile in plan_tiles(height, width, largest=size[0], overlap=size[1], multiple_of=GRID):
        blend_tile(blended, tile, np.moveaxis(read_tile(picture, tile), -1, 0).astype(np.float32))
    np.testing.assert_allclose(np.moveaxis(blended, 0, -1), picture, atol=1e-3)


@given(sides, sides, sizes)
def test_every_pixel_is_pasted_once_by_the_tile_with_the_largest_weight(height, width, size):
    tiles = plan_tiles(height, width, largest=size[0], overlap=size[1], multiple_of=GRID)
    times, weight = np.zeros((height, width), np.uint8), np.zeros((1, height, width), np.float32)
    for tile in tiles:
        own, weighed = np.zeros((height, width), np.uint8), np.zeros((1, height, width), np.float32)
        paste_tile(own, tile, np.ones((tile.rows.size, tile.columns.size), np.uint8))
        blend_tile(weighed, tile, np.ones((1, tile.rows.size, tile.columns.size), np.float32))
        times += own
        weight[0][own > 0] = weighed[0][own > 0]
    assert (times == 1).all()
    assert weight.min() > 0.24, "half or more along each side, so a quarter or more in a corner"


@given(sides, sides, sizes)
def test_cutting_and_pasting_gives_the_picture_back(height, width, size):
    picture = np.random.default_rng(height * width).integers(0, 256, (height, width, 3), np.uint8)
    pasted = np.zeros((height, width), np.uint8)
    for tile in plan_tiles(height, width, largest=size[0], overlap=size[1], multiple_of=GRID):
        paste_tile(pasted, tile, read_tile(picture, tile)[..., 0])
    assert np.array_equal(pasted, picture[..., 0])


def test_the_weight_of_a_tile_falls_smoothly_towards_its_neighbour():
    (tile, _) = plan_tiles(8, 100, largest=64, overlap=16, multiple_of=8)
    weights = tile.columns.weights()
    assert (weights[: -tile.columns.after] == 1).all()
    assert weights[-1] == 0
    assert ((np.diff(weights) <= 0) & (np.diff(weights) > -0.2)).all()


def test_beyond_the_border_the_picture_is_mirrored():
    picture = np.arange(9, dtype=np.uint8).repeat(3).reshape(3, 3, 3)
    (tile,) = plan_tiles(3, 3, largest=8, overlap=0, multiple_of=8)
    assert read_tile(picture, tile)[0, :, 0].tolist() == [0, 1, 2, 1, 0, 1, 2, 1]


@pytest.mark.parametrize(("largest", "overlap"), [(64, 24), (60, 8), (64, 12)])
def test_an_impossible_overlap_is_refused(largest, overlap):
    with pytest.raises(ValueError, match=f"{overlap} px"):
        plan_tiles(100, 100, largest=largest, overlap=overlap, multiple_of=8)
