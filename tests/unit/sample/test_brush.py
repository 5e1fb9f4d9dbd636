"""Promises of the brush: it follows the form, leaves what is good enough, and repeats itself from the same seed."""

import numpy as np
import pytest

from restoration.sample.brush import paint_motif
from restoration.sample.strokes import Brush, plan_strokes

SIDE = 64
CARE = np.ones((SIDE, SIDE), np.float32)


def stripes():
    """Return a motif of broad vertical bands."""
    bands = 128 + 100 * np.sin(np.arange(SIDE) / 5)
    return np.broadcast_to(bands[None, :, None], (SIDE, SIDE, 3)).astype(np.float32)


def ground(value=40):
    return np.full((SIDE, SIDE, 4), value, np.uint8)


def rng():
    return np.random.default_rng(2)


def test_strokes_run_along_the_form():
    strokes = plan_strokes(
        stripes(), np.zeros((SIDE, SIDE, 3), np.float32), CARE, Brush(4, tolerance=0, longest=6), rng()
    )
    right, down = np.abs(strokes.paths[:, 3] - strokes.paths[:, 0]).mean(axis=0)
    assert down > 4 * right


def test_paint_that_is_good_enough_is_left_as_it_is():
    motif = stripes()
    brush = Brush(4, tolerance=5, longest=6, motif_blur=0.1)
    assert len(plan_strokes(motif, motif, CARE, brush, rng()).lengths) == 0
    assert len(plan_strokes(motif, motif + 60, 0 * CARE, brush, rng()).lengths) == 0, "painted where care is 0"


def test_finer_brushes_come_nearer_to_the_motif():
    motif, brushes = stripes(), [Brush(8, tolerance=0, longest=4), Brush(3, tolerance=5, longest=8)]
    broad, fine = (paint_motif(motif, ground(), CARE, brushes[:count], rng())[..., :3] for count in (1, 2))
    assert np.abs(fine - motif).mean() < np.abs(broad - motif).mean()


def test_the_ground_is_not_changed_and_the_same_seed_paints_the_same():
    before, brushes = ground(), [Brush(6, tolerance=0, longest=5)]
    first, second = (paint_motif(stripes(), before, CARE, brushes, rng()) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(before, ground(), "the ground was changed in place")


@pytest.mark.parametrize("radius", [0.5, 2.0, 12.0])
def test_brushes_of_every_size_can_paint(radius):
    painted = paint_motif(stripes(), ground(), CARE, [Brush(radius, tolerance=0, longest=5)], rng())
    assert not np.array_equal(painted, ground())
