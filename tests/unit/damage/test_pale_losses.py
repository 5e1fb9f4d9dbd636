"""Promises of pale losses: chips are tiny and angular, plaster crumbles, and gilding goes through bole to gesso."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.layer import HALF_ALPHA
from restoration.damage.losses import (
    draw_chips,
    draw_crumbling,
    sample_chips,
    sample_gilding_losses,
    sample_plaster_losses,
)
from restoration.damage.materials import MATERIALS
from restoration.domain import DamageKind

SHAPE = (400, 380)
SORTS = {
    "chips": (sample_chips, draw_chips),
    "plaster": (sample_plaster_losses, draw_crumbling),
    "gilding": (sample_gilding_losses, draw_crumbling),
}


def recipe_of(sort, seed, coverage=0.02, **changes):
    return replace(SORTS[sort][0](np.random.default_rng(seed), scale=10.0, coverage=coverage), **changes)


def draw(sort, seed, shape=SHAPE, **changes):
    return SORTS[sort][1](recipe_of(sort, seed, **changes), shape)


def hole_sizes(alpha):
    """Areas of the connected holes, px, largest first."""
    stats = cv2.connectedComponentsWithStats((alpha >= HALF_ALPHA).astype(np.uint8), connectivity=8)[2]
    return np.sort(stats[1:, cv2.CC_STAT_AREA])[::-1]


def mean_colour(layer):
    return layer.palette.add[layer.tones[layer.alpha >= HALF_ALPHA]].mean(axis=0)


@pytest.mark.parametrize("coverage", [0.004, 0.02, 0.1])
@pytest.mark.parametrize("sort", SORTS)
def test_pale_losses_meet_the_coverage(sort, coverage):
    lost = draw(sort, 1, coverage=coverage)[0]
    assert lost.kind is DamageKind.LOSS
    assert (lost.alpha >= HALF_ALPHA).mean() == pytest.approx(coverage, rel=0.05)


@pytest.mark.parametrize("sort", SORTS)
def test_the_same_recipe_loses_the_same_paint(sort):
    first, again, other = (draw(sort, seed) for seed in (3, 3, 4))
    for layer, twin in zip(first, again, strict=True):
        assert layer.alpha.tobytes() == twin.alpha.tobytes()
        assert layer.tones.tobytes() == twin.tones.tobytes()
    assert not np.array_equal(first[0].alpha, other[0].alpha)


def test_chips_are_many_and_from_two_px_across():
    sizes = hole_sizes(draw("chips", 2, largest=8.0, spread=100.0)[0].alpha)
    assert len(sizes) > 60
    assert np.median(sizes) < 16
    assert sizes[0] < 200


def test_only_larger_chips_have_a_rim_in_shadow():
    lost, rims = draw("chips", 2, largest=12.0)
    assert rims.kind is DamageKind.RELIEF and rims.alpha.any()
    assert (rims.alpha <= lost.alpha).all()
    assert not draw("chips", 2, largest=5.0)[1].alpha.any()


def test_plaster_crumbles_into_large_holes_with_small_ones_around():
    sizes = hole_sizes(draw("plaster", 5, coverage=0.05, reach=100.0, roughness=0.7)[0].alpha)
    assert sizes[0] > 1000
    assert (sizes < 20).sum() > 10


def test_gilding_shows_red_bole_around_cores_of_pale_gesso():
    bole, gesso = draw("gilding", 6, coverage=0.1, core=0.4, material="red bole", leaf=0.0, depth=0.0)
    assert (gesso.alpha <= bole.alpha).all()
    assert 0.2 < (gesso.alpha >= HALF_ALPHA).sum() / (bole.alpha >= HALF_ALPHA).sum() < 0.6
    red, _, blue = mean_colour(bole)
    assert red > 3 * blue
    assert mean_colour(gesso).min() > red


def test_gold_wears_off_first_where_leaves_lap():
    columns = (draw("gilding", 7, coverage=0.05, leaf=100.0, tilt=0.0)[0].alpha >= HALF_ALPHA).sum(axis=1)
    assert columns.max() > 4 * columns.mean(), "no row of the picture stands out"


@given(st.sampled_from([*SORTS]), st.integers(0, 2**32 - 1), st.sampled_from([(1, 1), (3, 90), (40, 7)]))
def test_a_picture_of_any_size_can_have_pale_losses(sort, seed, shape):
    recipe = recipe_of(sort, seed, coverage=0.05)
    assert recipe.material in MATERIALS
    for layer in SORTS[sort][1](recipe, shape):
        assert layer.alpha.shape == layer.tones.shape == shape
