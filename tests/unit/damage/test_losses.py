"""Promises of paint losses: they meet the coverage, take whole islands, and bare ground only where paint is lost."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA, DamageLayer, make_palette
from restoration.damage.losses import LossRecipe, draw_losses, sample_losses
from restoration.damage.losses.rendering import SMALLEST
from restoration.damage.losses.shapes import find_islands
from restoration.damage.materials import MATERIALS
from restoration.domain import DamageKind

SHAPE = (720, 700)


def recipe_of(seed, coverage=0.02, **changes):
    return replace(sample_losses(np.random.default_rng(seed), scale=10.0, coverage=coverage), **changes)


def craquelure(shape=SHAPE, pitch=20, width=2):
    """A net of straight cracks, `pitch` px apart."""
    alpha = np.zeros(shape, np.uint16)
    for offset in range(width):
        alpha[offset::pitch] = FULL_ALPHA
        alpha[:, offset::pitch] = FULL_ALPHA
    return DamageLayer(DamageKind.CRACK, alpha, np.zeros(shape, np.uint8), make_palette(0.4))


@pytest.mark.parametrize("coverage", [0.005, 0.05, 0.1])
@pytest.mark.parametrize("below", [[], [craquelure()]], ids=["sound", "cracked"])
def test_losses_meet_the_coverage(coverage, below):
    lost = draw_losses(recipe_of(1, coverage, flecks=1.0, largest=8.0), SHAPE, below)[0]
    assert (lost.alpha >= HALF_ALPHA).mean() == pytest.approx(coverage, rel=0.03)


@pytest.mark.parametrize("below", [[], [craquelure()]], ids=["sound", "cracked"])
def test_the_same_recipe_loses_the_same_paint(below):
    first, again, other = (draw_losses(recipe_of(seed), SHAPE, below) for seed in (3, 3, 4))
    for layer, twin in zip(first, again, strict=True):
        assert layer.alpha.tobytes() == twin.alpha.tobytes()
        assert layer.tones.tobytes() == twin.tones.tobytes()
    assert not np.array_equal(first[0].alpha, other[0].alpha)


def test_ground_and_rims_appear_only_where_paint_is_lost():
    lost, bare, rim = draw_losses(recipe_of(5, coverage=0.05, steps=0.8), SHAPE)
    assert [layer.kind for layer in (lost, bare, rim)] == [DamageKind.LOSS, DamageKind.LOSS, DamageKind.RELIEF]
    assert (bare.alpha <= lost.alpha).all()
    assert (rim.alpha <= lost.alpha).all()
    assert (bare.alpha[lost.alpha >= HALF_ALPHA] < HALF_ALPHA).any(), "no step shows the underlayer"


def test_islands_fall_off_whole():
    net = craquelure()
    recipe = recipe_of(2, coverage=0.1, islands=1.0, flecks=0.0, largest=0.5, spread=0.5)
    lost = draw_losses(recipe, SHAPE, [net])[0].alpha
    found = find_islands(net.alpha > 0)
    part = np.bincount(found.labels.ravel(), (lost == FULL_ALPHA).ravel()) / np.bincount(found.labels.ravel())
    assert (part[1:] == 1).mean() == pytest.approx(0.1, abs=0.03)
    assert (part[1:] > 0).mean() < 0.15, "most of the loss is not whole islands"


def test_paint_falls_off_along_cracks():
    shape = (400, 400)
    alpha = np.zeros(shape, np.uint16)
    alpha[:, 199:202] = FULL_ALPHA
    crack = DamageLayer(DamageKind.CRACK, alpha, np.zeros(shape, np.uint8), make_palette(0.4))
    lost = draw_losses(recipe_of(3, coverage=0.01, spread=4.0, largest=1.0), shape, [crack])[0].alpha
    assert (lost[:, 190:211] >= HALF_ALPHA).sum() > 0.72 * (lost >= HALF_ALPHA).sum()


def test_upper_left_rims_lie_in_shadow_as_light_comes_from_there():
    lost, _, rim = draw_losses(recipe_of(7, coverage=0.05), SHAPE)
    rows, columns = np.nonzero(rim.alpha >= HALF_ALPHA)
    is_shade = rim.palette.keep[rim.tones[rows, columns], 0] < 1
    padded = np.pad(lost.alpha >= HALF_ALPHA, 3)
    sound_above = ~padded[rows + 1, columns + 1]
    assert sound_above[is_shade].mean() > 0.8
    assert sound_above[~is_shade].mean() < 0.5


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (40, 7)])
def test_a_picture_of_any_size_can_lose_paint(shape):
    for layer in draw_losses(recipe_of(8, coverage=0.1), shape):
        assert layer.alpha.shape == layer.tones.shape == shape


def test_a_coverage_of_0_loses_nothing():
    assert draw_losses(recipe_of(9, coverage=0.0), SHAPE, [craquelure()]) == []


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.15), st.floats(2, 40))
def test_sampled_recipes_stay_in_their_ranges_and_survive_json(seed, coverage, scale):
    recipe = sample_losses(np.random.default_rng(seed), scale=scale, coverage=coverage)
    assert LossRecipe(**json.loads(json.dumps(asdict(recipe)))) == recipe
    assert recipe.material in MATERIALS
    assert SMALLEST < recipe.largest <= 15
    assert 0 < recipe.depth < recipe.largest
    assert all(0 <= part <= 1 for part in (recipe.islands, recipe.steps, recipe.flecks, recipe.dirt, recipe.clinging))


@pytest.mark.parametrize("seed", range(40))
def test_losses_of_a_small_picture_have_its_shape(seed):
    """The last piece may exceed the goal, on a small picture by much; drawing must cope with that."""
    recipe = sample_losses(np.random.default_rng(seed), scale=10.0, coverage=0.005)
    assert all(layer.alpha.shape == (48, 48) for layer in draw_losses(recipe, (48, 48)))
