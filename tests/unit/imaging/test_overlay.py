"""The damage map."""

import numpy as np

from restoration.imaging.overlay import RED, as_8_bit, reduce, reduce_mask, tint


def test_the_tint_covers_the_mask_and_nothing_else(painting, hole):
    shown = tint(painting, hole, opacity=1.0)
    assert (shown[hole] == RED).all()
    assert np.array_equal(shown[~hole], painting[~hole])


def test_sixteen_bits_become_eight_without_a_shift():
    levels = np.arange(256, dtype=np.uint16).repeat(3).reshape(16, 16, 3)
    assert np.array_equal(as_8_bit(levels * 257), levels)


def test_a_hairline_survives_the_smallest_preview():
    mask = np.zeros((1000, 1600), bool)
    mask[:, 801] = True
    small = reduce_mask(mask, 100)
    assert small.shape == (62, 100)
    assert small.any(axis=1).all()
    assert small.sum() <= 2 * 62


def test_picture_and_mask_are_reduced_alike_and_never_enlarged(painting, hole):
    assert reduce(painting, 20).shape[:2] == reduce_mask(hole, 20).shape == (15, 20)
    assert np.array_equal(reduce(painting, 500), painting)
    assert np.array_equal(reduce_mask(hole, 500), hole)
