"""Promises of scratches: as thin as their recipe says, interrupted, and dark where dirt fills them."""

import json
from dataclasses import asdict, replace

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.layer import HALF_ALPHA
from restoration.damage.scratches import MAX_LINES, ScratchRecipe, draw_scratches, sample_scratches
from restoration.domain import DamageKind

SHAPE = (500, 500)


def recipe_of(seed, **changes):
    return replace(sample_scratches(np.random.default_rng(seed), scale=10.0, bundles=8.0), **changes)


def test_the_same_recipe_draws_the_same_scratches():
    first, again, other = (draw_scratches(recipe_of(seed, has_burr=True), SHAPE) for seed in (1, 1, 2))
    assert [layer.kind for layer in first] == [DamageKind.SCRATCH, DamageKind.RELIEF]
    for layer, twin in zip(first, again, strict=True):
        assert layer.alpha.tobytes() == twin.alpha.tobytes()
        assert layer.tones.tobytes() == twin.tones.tobytes()
    assert not np.array_equal(first[0].alpha, other[0].alpha)


def test_even_a_small_picture_gets_one_bundle():
    assert any(draw_scratches(recipe_of(seed, bundles=0.01), (120, 120))[0].alpha.any() for seed in range(3))


def test_scratches_are_no_wider_than_their_recipe():
    recipe = recipe_of(3, bundles=1.0, lines=1, width=0.3, duty=0.95, has_burr=False)
    alpha = draw_scratches(recipe, SHAPE)[0].alpha
    depth = cv2.distanceTransform((alpha >= HALF_ALPHA).astype(np.uint8), cv2.DIST_L1, 3)
    assert 1 <= depth.max() <= 3


def test_a_tool_that_skips_scratches_less():
    areas = [
        (draw_scratches(recipe_of(4, duty=duty, length=40.0), SHAPE)[0].alpha >= HALF_ALPHA).mean()
        for duty in (0.3, 0.6, 0.95)
    ]
    assert areas[0] < 0.75 * areas[1] < 0.75 * 0.85 * areas[2]


def test_dirty_scratches_are_darker_than_bare_ones():
    for dirty, is_dark in ((0.0, False), (1.0, True)):
        layer = draw_scratches(recipe_of(5, dirty=dirty), SHAPE)[0]
        light = layer.palette.add[layer.tones[layer.alpha >= HALF_ALPHA]].mean()
        assert bool(light < 0.05) is is_dark


@given(st.integers(0, 2**32 - 1), st.floats(2, 40), st.floats(0.1, 20))
def test_sampled_recipes_stay_in_their_ranges_and_survive_json(seed, scale, bundles):
    recipe = sample_scratches(np.random.default_rng(seed), scale=scale, bundles=bundles)
    assert ScratchRecipe(**json.loads(json.dumps(asdict(recipe)))) == recipe
    assert 1 <= recipe.lines <= MAX_LINES
    assert 0.05 <= recipe.width <= 0.25 <= recipe.length
    assert 0.2 <= recipe.spacing <= 1
    assert 0.6 <= recipe.duty <= 0.95
