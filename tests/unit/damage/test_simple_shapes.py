"""Promises of the simple masks: their coverage, their kind, one flat grey."""

import itertools
import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage import simple_shapes
from restoration.damage.coverage import add_coverage
from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA
from restoration.domain import DamageKind

SHAPE = (300, 400)


def recipe_of(seed, **changes):
    return replace(simple_shapes.sample_simple_shapes(np.random.default_rng(seed), coverage=0.05), **changes)


@pytest.mark.parametrize("form", simple_shapes.FORMS)
@pytest.mark.parametrize("coverage", [0.02, 0.2])
def test_every_form_meets_the_coverage(form, coverage):
    (layer,) = simple_shapes.draw_simple_shapes(recipe_of(1, form=form, coverage=coverage), SHAPE)
    assert (layer.alpha >= HALF_ALPHA).mean() == pytest.approx(coverage, rel=0.05)
    assert layer.kind == (DamageKind.SCRATCH if form == "segments" else DamageKind.LOSS)


@pytest.mark.parametrize("form", simple_shapes.FORMS)
@pytest.mark.parametrize("shape", [(1, 300), (2, 300), (300, 6)])
def test_a_narrow_strip_needs_only_a_few_pieces_for_each_pixel(form, shape, monkeypatch):
    pieces = itertools.count(1)

    def count_pieces(*arguments):
        assert next(pieces) < 5 * shape[0] * shape[1], "the drawing does not end"
        return add_coverage(*arguments)

    monkeypatch.setattr(simple_shapes, "add_coverage", count_pieces)
    (layer,) = simple_shapes.draw_simple_shapes(recipe_of(1, form=form, coverage=0.2, size=0.05), shape)
    assert (layer.alpha >= HALF_ALPHA).mean() == pytest.approx(0.2, rel=0.1)


@pytest.mark.parametrize("form", simple_shapes.FORMS)
def test_the_same_recipe_draws_the_same_shapes(form):
    (first,), (again,), (other,) = (
        simple_shapes.draw_simple_shapes(recipe_of(seed, form=form), SHAPE) for seed in (2, 2, 3)
    )
    assert first.alpha.tobytes() == again.alpha.tobytes()
    assert not np.array_equal(first.alpha, other.alpha)


@pytest.mark.parametrize("grey", simple_shapes.GREYS)
def test_shapes_cover_the_paint_with_one_grey(grey):
    (layer,) = simple_shapes.draw_simple_shapes(recipe_of(4, form="discs", grey=grey), SHAPE)
    kept, added = np.ones((*SHAPE, 3), np.float32), np.zeros((*SHAPE, 3), np.float32)
    layer.composite(kept, added)
    covered = added[layer.alpha == FULL_ALPHA]
    assert (kept[layer.alpha == FULL_ALPHA] == 0).all() and np.ptp(covered) < 1e-6
    assert covered[0, 0] == pytest.approx({0: 0, 128: 0.2159, 255: 1}[grey], abs=1e-4)


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.3))
def test_sampled_recipes_stay_in_their_ranges_and_survive_json(seed, coverage):
    recipe = simple_shapes.sample_simple_shapes(np.random.default_rng(seed), coverage=coverage)
    assert simple_shapes.SimpleShapesRecipe(**json.loads(json.dumps(asdict(recipe)))) == recipe
    assert recipe.form in simple_shapes.FORMS
    assert recipe.grey in simple_shapes.GREYS
    assert 0 < recipe.size < 1
