"""Accidents lay bare the ground where they are, and nothing elsewhere."""

import numpy as np
import pytest

from restoration.sample import wear

SHAPE = (120, 160)


def rng():
    return np.random.default_rng(5)


def accidents():
    yield "loss", wear.loss(SHAPE, (80, 60), 20, rng())
    yield "loss over the edge", wear.loss(SHAPE, (0, 3), 20, rng())
    yield "scratch", wear.scratch(SHAPE, (10, 20), (150, 100), 2.0, rng())


@pytest.mark.parametrize("alpha", [pytest.param(alpha, id=name) for name, alpha in accidents()])
def test_only_what_is_worn_changes(alpha):
    image = np.random.default_rng(0).integers(0, 120, (*SHAPE, 3)).astype(np.uint8)
    before = image.copy()
    after = wear.bare(image, alpha, np.ones(SHAPE, np.float32))
    np.testing.assert_array_equal(image, before, "the input was changed in place")
    np.testing.assert_array_equal(after[alpha == 0], image[alpha == 0])
    assert alpha.max() == pytest.approx(1)
    assert after[alpha > 0.9].mean() > image[alpha > 0.9].mean() + 20, "the pale ground does not show"


def test_a_loss_is_as_large_as_asked():
    alpha = wear.loss(SHAPE, (80, 60), 20, rng())
    rows, columns = np.nonzero(alpha > 0.5)
    assert 25 < max(np.ptp(rows), np.ptp(columns)) < 65
    assert np.hypot(columns.mean() - 80, rows.mean() - 60) < 10
