"""The brush: it keeps to the form, it leaves what is good enough, and it repeats itself from the same chance."""

import numpy as np
import pytest

from restoration.sample.brush import paint_motif
from restoration.sample.strokes import Brush, plan_strokes

SIDE = 64
CARE = np.ones((SIDE, SIDE), np.float32)


def striped():
    """Broad bands that run from top to bottom."""
    bands = 128 + 100 * np.sin(np.arange(SIDE) / 5)
    return np.broadcast_to(bands[None, :, None], (SIDE, SIDE, 3)).astype(np.float32)


def ground(value=40):
    return np.full((SIDE, SIDE, 4), value, np.uint8)


def rng():
    return np.random.default_rng(2)


def test_strokes_run_along_the_form():
    strokes = plan_strokes(
        striped(), np.zeros((SIDE, SIDE, 3), np.float32), CARE, Brush(4, tolerance=0, longest=6), rng()
    )
    right, down = np.abs(strokes.paths[:, 3] - strokes.paths[:, 0]).mean(axis=0)
    assert down > 4 * right


def test_paint_that_is_good_enough_is_left_alone():
    motif = striped()
    brush = Brush(4, tolerance=5, longest=6, motif_blur=0.1)
    assert len(plan_strokes(motif, motif, CARE, brush, rng()).lengths) == 0
    assert len(plan_strokes(motif, motif + 60, 0 * CARE, brush, rng()).lengths) == 0, "painted where nobody cares"


def test_finer_brushes_come_nearer_to_the_motif():
    motif, brushes = striped(), [Brush(8, tolerance=0, longest=4), Brush(3, tolerance=5, longest=8)]
    broad, fine = (paint_motif(motif, ground(), CARE, brushes[:count], rng())[..., :3] for count in (1, 2))
    assert np.abs(fine - motif).mean() < np.abs(broad - motif).mean()


def test_the_ground_is_kept_and_the_same_chance_paints_the_same():
    before, brushes = ground(), [Brush(6, tolerance=0, longest=5)]
    first, second = (paint_motif(striped(), before, CARE, brushes, rng()) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(before, ground(), "the ground was changed in place")


@pytest.mark.parametrize("radius", [0.5, 2.0, 12.0])
def test_brushes_of_every_size_can_paint(radius):
    painted = paint_motif(striped(), ground(), CARE, [Brush(radius, tolerance=0, longest=5)], rng())
    assert not np.array_equal(painted, ground())
