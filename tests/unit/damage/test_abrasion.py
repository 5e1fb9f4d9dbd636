"""Promises of abrasion: it meets the coverage, thins the paint without removing it, and wears the tops of the weave."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.abrasion import AbrasionRecipe, draw_abrasion, sample_abrasion
from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA
from restoration.damage.materials import MATERIALS
from restoration.domain import DamageKind

SHAPE = (300, 400)


def recipe_of(seed, **changes):
    return replace(sample_abrasion(np.random.default_rng(seed), scale=10.0, coverage=0.05), **changes)


@pytest.mark.parametrize("coverage", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("thread", [0.0, 0.8])
def test_abrasion_meets_the_coverage(coverage, thread):
    (layer,) = draw_abrasion(recipe_of(1, coverage=coverage, thread=thread), SHAPE)
    assert layer.kind == DamageKind.ABRASION
    assert (layer.alpha >= HALF_ALPHA).mean() == pytest.approx(coverage, rel=0.05)


def test_the_same_recipe_wears_the_same_places():
    (first,), (again,), (other,) = (draw_abrasion(recipe_of(seed), SHAPE) for seed in (2, 2, 3))
    assert first.alpha.tobytes() == again.alpha.tobytes()
    assert first.tones.tobytes() == again.tones.tobytes()
    assert not np.array_equal(first.alpha, other.alpha)


def test_paint_never_disappears_completely():
    (layer,) = draw_abrasion(recipe_of(4, thinnest=0.7), SHAPE)
    assert HALF_ALPHA < layer.alpha.max() <= 0.7 * FULL_ALPHA + 1


def test_the_threads_of_the_canvas_wear_and_the_gaps_do_not():
    pitch = 20  # px
    (layer,) = draw_abrasion(recipe_of(5, thread=pitch / 10, coverage=0.2, tops=4.0), SHAPE)
    worn = (layer.alpha >= HALF_ALPHA).astype(float)
    strength = np.abs(np.fft.rfft(worn - worn.mean(axis=1, keepdims=True), axis=1)).mean(axis=0)
    assert strength[SHAPE[1] // pitch - 2 : SHAPE[1] // pitch + 3].max() > 2 * np.median(strength[5:60])


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.3), st.floats(2, 40))
def test_sampled_recipes_stay_in_their_ranges_and_survive_json(seed, coverage, scale):
    recipe = sample_abrasion(np.random.default_rng(seed), scale=scale, coverage=coverage)
    assert AbrasionRecipe(**json.loads(json.dumps(asdict(recipe)))) == recipe
    assert recipe.material in MATERIALS
    assert recipe.thread == 0 or 0.5 <= recipe.thread <= 1
    assert 0.5 < recipe.thinnest < 1
