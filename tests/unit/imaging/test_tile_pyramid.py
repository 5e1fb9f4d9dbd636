"""Tiles of a picture and of its mask: together they are the whole, at any level."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.imaging import tile_pyramid
from restoration.imaging.mask_tiles import mask_tile
from restoration.imaging.tile_pyramid import TilePyramid, count_levels, halve, level_shape

SIDE = 8  # px of a tile in these tests
sides = st.integers(1, 40)


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    monkeypatch.setattr(tile_pyramid, "TILE_SIDE", SIDE)


def joined(tile_at, shape, level):
    """Return all tiles of a level as one array."""
    rows, columns = (-(-side // SIDE) for side in level_shape(shape, level))
    assert tile_at(level, columns, 0) is None and tile_at(level, 0, rows) is None
    return np.concatenate(
        [np.concatenate([tile_at(level, column, row) for column in range(columns)], axis=1) for row in range(rows)]
    )


@given(sides, sides, st.sampled_from([np.uint8, np.uint16]), st.integers(0, 99))
def test_the_tiles_of_a_level_are_the_picture_at_its_size(height, width, dtype, seed):
    image = np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, (height, width, 3), dtype, endpoint=True)
    pyramid, shown = TilePyramid(image, None), tile_pyramid.as_8_bit(image)
    for level in range(count_levels(image.shape)):
        assert np.array_equal(joined(pyramid.tile, image.shape, level), shown)
        shown = halve(shown)
    assert max(level_shape(image.shape, count_levels(image.shape) - 1)) <= SIDE


@given(sides, sides, st.sampled_from([np.uint8, np.uint16]), st.data())
def test_tiles_follow_a_picture_that_changes_in_some_boxes(height, width, dtype, data):
    image = np.zeros((height, width, 3), dtype)
    pyramid, top = TilePyramid(image, None), count_levels(image.shape) - 1
    pyramid.tile(data.draw(st.integers(0, top)), 0, 0)  # the other levels are computed later
    boxes = []
    for value in range(data.draw(st.integers(0, 3))):
        x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
        boxes.append((x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y))))
        image[y : y + boxes[-1][3], x : x + boxes[-1][2]] = np.iinfo(dtype).max - 40 * value
    pyramid.refresh(boxes)
    fresh = TilePyramid(image, None)
    for level in range(top + 1):
        expected = joined(fresh.tile, image.shape, level)
        assert np.array_equal(joined(pyramid.tile, image.shape, level), expected)


@given(sides, sides, st.integers(0, 3), st.integers(0, 99))
def test_a_tile_of_the_mask_says_how_much_is_marked(height, width, level, seed):
    kinds = np.random.default_rng(seed).integers(0, 5, (height, width), np.uint8)
    kinds[np.random.default_rng(seed).random((height, width)) < 0.7] = 0
    if level >= count_levels(kinds.shape):
        assert mask_tile(kinds, level, 0, 0) is None
        return
    codes, side = joined(lambda *tile: mask_tile(kinds, *tile), kinds.shape, level), 1 << level
    for (row, column), code in np.ndenumerate(codes):
        block = kinds[row * side : (row + 1) * side, column * side : (column + 1) * side]
        assert abs(code % 64 - 63 * np.count_nonzero(block) / side**2) <= 1.5
        if code:
            counts = np.bincount(block[block > 0], minlength=5)
            assert counts[code // 64 + 1] == counts.max()
        else:
            assert not block.any()


def test_halving_keeps_the_mean_of_a_large_picture():
    image = np.random.default_rng(1).integers(0, 256, (1300, 10, 3), np.uint8)
    blocks = image.reshape(650, 2, 5, 2, 3).mean(axis=(1, 3))
    assert np.abs(halve(image) - blocks).max() <= 0.5


def test_tiles_that_are_asked_for_at_once_come_from_the_right_level(monkeypatch):
    def halve_slowly(image):
        sleep(0.01)  # the other threads ask meanwhile
        return halve(image)

    monkeypatch.setattr(tile_pyramid, "halve", halve_slowly)
    image = np.random.default_rng(2).integers(0, 256, (40, 40, 3), np.uint8)
    pyramid = TilePyramid(image, None)
    with ThreadPoolExecutor(4) as threads:
        tiles = list(threads.map(lambda _: pyramid.tile(2, 0, 0), range(4)))
    assert all(np.array_equal(tile, halve(halve(image))[:SIDE, :SIDE]) for tile in tiles)
