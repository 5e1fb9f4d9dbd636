"""Promises of distractors: they are painted, never count as damage, and are as thin as cracks."""

import json
from dataclasses import asdict, replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.distractors import DistractorRecipe, draw_distractors, sample_distractors
from restoration.damage.layer import HALF_ALPHA
from restoration.domain import DAMAGE_KINDS

SHAPE = (500, 500)
FIRM = ("profiles", "ribbons", "hatchings", "highlights", "dots", "haloes")
STROKES = ("hairs", "contours", "letterings", "laces", *FIRM)
NOTHING = dict.fromkeys((*STROKES, "weave"), 0.0)


def recipe_of(seed, **changes):
    return replace(sample_distractors(np.random.default_rng(seed), scale=10.0), **changes)


@given(st.integers(0, 2**32 - 1))
def test_nothing_painted_counts_as_damage(seed):
    for layer in draw_distractors(recipe_of(seed), (96, 96)):
        assert layer.kind not in DAMAGE_KINDS


@pytest.mark.parametrize("motif", STROKES)
def test_every_motif_consists_of_thin_lines(motif):
    (layer,) = draw_distractors(recipe_of(1, **NOTHING | {motif: 60.0}), SHAPE)
    covered = (layer.alpha >= HALF_ALPHA).astype(np.uint8)
    assert 0.001 < covered.mean() < 0.5
    narrow = cv2.distanceTransform(covered, cv2.DIST_L1, 3)[covered > 0] <= 4
    assert narrow.mean() > 0.95


def test_firm_strokes_hide_what_is_below_them():
    (layer,) = draw_distractors(recipe_of(1, **NOTHING | {"profiles": 60.0}), SHAPE)
    assert layer.palette.keep[layer.tones[layer.alpha >= HALF_ALPHA]].max() < 0.1


def test_a_recipe_from_before_firm_strokes_paints_none():
    written = asdict(recipe_of(3))
    before = {key: value for key, value in written.items() if key not in FIRM}
    assert DistractorRecipe(**before) == recipe_of(3, **dict.fromkeys(FIRM, 0.0))


def test_the_weave_is_faint_and_shows_only_between_threads():
    (layer,) = draw_distractors(recipe_of(2, **NOTHING | {"weave": 0.1}), SHAPE)
    kept = np.ones((*SHAPE, 3), np.float32)
    layer.composite(kept, np.zeros_like(kept))
    assert kept.min() >= 0.9 - 1e-6
    assert 0.05 < (kept < 1).mean() < 0.6


def test_the_same_recipe_paints_the_same():
    everything = dict.fromkeys(STROKES, 3.0) | {"weave": 0.1}
    first, again, other = (draw_distractors(recipe_of(seed, **everything), SHAPE) for seed in (3, 3, 4))
    for layer, twin in zip(first, again, strict=True):
        assert layer.alpha.tobytes() == twin.alpha.tobytes()
        assert layer.tones.tobytes() == twin.tones.tobytes()
    assert not np.array_equal(first[0].alpha, other[0].alpha)


def test_a_recipe_of_nothing_paints_nothing():
    assert draw_distractors(recipe_of(5, **NOTHING), SHAPE) == []


@given(st.integers(0, 2**32 - 1), st.floats(2, 40))
def test_sampled_recipes_stay_in_their_ranges_and_survive_json(seed, scale):
    recipe = sample_distractors(np.random.default_rng(seed), scale=scale)
    assert DistractorRecipe(**json.loads(json.dumps(asdict(recipe)))) == recipe
    assert 0 <= recipe.weave <= 0.2
    assert all(0 <= getattr(recipe, motif) <= 12 for motif in STROKES)
    assert 0.5 <= recipe.thread <= 1
