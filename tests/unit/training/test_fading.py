"""Cracks that come and go."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.damage.layer import FULL, Kind, Layer, palette
from restoration.training import fading
from restoration.training.fading import Fading
from restoration.training.sheets import film
from restoration.training.tinting import Tint
from restoration.training.views import View

WHOLE = View(0, 0, 96)


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_a_fading_leaves_between_all_and_nothing_and_is_the_same_each_time(seed):
    sampled = [fading.sample(np.random.default_rng(seed)) for _ in range(2)]
    assert sampled[0] == sampled[1]
    if sampled[0]:
        cells = sampled[0].cells
        assert (cells >= 0).all()
        assert (cells <= 1).all()
        assert np.array_equal(cells, sampled[1].cells)


def test_a_faded_crack_is_seen_in_pieces_and_a_loss_does_not_fade():
    alpha = np.full((96, 96), FULL, np.uint16)
    crack, loss = (
        film(Layer(kind, alpha, np.zeros((96, 96), np.uint8), palette(0.2))).seen(WHOLE, Tint(), Fading(3, 1.0, 0.0))
        for kind in (Kind.CRACK, Kind.LOSS)
    )
    along = crack.alpha[48] / FULL
    assert along.min() < 0.2
    assert along.max() > 0.8
    assert np.array_equal(loss.alpha, alpha)


def test_the_larger_the_share_the_less_is_left():
    left = [Fading(5, 1.0, share).cells.mean() for share in (-1.0, 0.0, 1.0)]
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1] + 0.3
