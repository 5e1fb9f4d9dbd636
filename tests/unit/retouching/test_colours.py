"""Partitive mixtures: strokes of a few colours whose mean is the target."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.retouching.chance import uniform
from restoration.retouching.colours import WATERCOLOURS, Mixing, apart_from, mixture_shares

colours = hnp.arrays(np.float64, st.tuples(st.integers(1, 6), st.just(3)), elements=st.floats(0.01, 0.99))


@given(hnp.arrays(np.float64, (3,), elements=st.floats(0, 1)), colours)
def test_shares_are_a_mixture_and_no_other_one_of_the_palette_is_nearer(target, palette):
    shares = mixture_shares(target[None], palette[None])[0]
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(), 1)
    gradient = 2 * palette @ (shares @ palette - target)  # at the least-squares solution, no share wants to move
    assert (gradient - shares @ gradient >= -2e-3).all()


@given(hnp.arrays(np.float64, (4,), elements=st.floats(0.05, 1)))
def test_what_a_palette_can_mix_is_mixed_exactly(weights):
    palette = WATERCOLOURS[:4].astype(np.float64)
    target = weights / weights.sum() @ palette
    shares = mixture_shares(target[None], palette[None])[0]
    np.testing.assert_allclose(shares @ palette, target, atol=1e-4)


@given(st.lists(st.floats(0.03, 0.9), min_size=3, max_size=3), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_the_mean_of_many_strokes_is_the_target(target, seed):
    mixing = Mixing(WATERCOLOURS, 0.75)
    targets = np.tile(np.array(target, np.float32), (4000, 1))
    chances = (np.arange(4000) + 0.5) / 4000
    np.testing.assert_allclose(mixing.offsets(targets, chances).mean(0), 0, atol=2e-3)
    sides = [mixing.side_offsets(targets, chances, lighter=lighter).mean(0) for lighter in (True, False)]
    np.testing.assert_allclose(sum(sides) / 2, 0, atol=2e-3)


@given(
    hnp.arrays(np.float32, (5, 3), elements=st.floats(0, 1, width=32)),
    hnp.arrays(np.float32, (5, 3), elements=st.floats(-1, 1, width=32)),
)
def test_a_colour_moves_as_far_as_the_gamut_allows(targets, offsets):
    moved = apart_from(targets, offsets)
    assert (moved >= -1e-6).all() and (moved <= 1 + 1e-6).all()
    free = ((targets + offsets >= 0) & (targets + offsets <= 1)).all(1)
    np.testing.assert_allclose(moved[free], (targets + offsets)[free], atol=1e-6)


def test_chance_depends_on_the_place_alone():
    places = np.arange(1000)
    numbers = uniform(7, 1, places)
    assert np.array_equal(numbers[500:], uniform(7, 1, places[500:]))
    assert numbers.min() >= 0 and numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 0.03
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.08
    assert not np.array_equal(numbers, uniform(8, 1, places))
    assert not np.array_equal(numbers, uniform(7, 2, places))
