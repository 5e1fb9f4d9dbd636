"""Damage through which nothing shows."""

import numpy as np
import pytest

from restoration.training.augment.opaque import cover_opaquely, draw_strokes, harden, sample_strokes


def test_where_the_cover_is_full_every_paint_looks_alike_and_where_there_is_none_nothing_changes():
    cover = np.zeros((8, 9), np.uint8)
    cover[2:4], cover[4] = 255, 128
    dark, light = (np.full((8, 9, 3), level, np.uint8) for level in (30, 200))
    on_dark, on_light = (cover_opaquely(paint, cover, np.random.default_rng(1)) for paint in (dark, light))
    assert np.array_equal(on_dark[2:4], on_light[2:4])
    assert np.array_equal(on_dark[cover == 0], dark[cover == 0])
    np.testing.assert_allclose(on_light[4].astype(float) - on_dark[4], 170 * (1 - 128 / 255), atol=1)


def test_hardening_leaves_a_body_and_a_rim_and_removes_thin_dirt():
    assert harden(np.array([[0, 20, 96, 160, 255]], np.uint8)).tolist() == [[0, 0, 128, 255, 255]]


@pytest.mark.parametrize("side", [64, 160])
def test_strokes_follow_from_the_seed_and_are_mostly_narrow(side):
    drawn = [draw_strokes(sample_strokes(side, np.random.default_rng(seed)), side) for seed in range(20)]
    again = draw_strokes(sample_strokes(side, np.random.default_rng(3)), side)
    assert np.array_equal(drawn[3], again)
    assert again.shape == (side, side)
    assert 0.01 < np.mean([cover.mean() / 255 for cover in drawn]) < 0.5
