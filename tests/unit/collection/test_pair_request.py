"""Seed, painting and number determine the recipe of a pair, and nothing else but the request does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.collection.pair_request import MIXED, PairRequest, recipe_for
from restoration.damage.recipe import GivenDamage
from restoration.damage.scratches import ScratchRecipe
from restoration.damage.severity import SEVERITIES
from restoration.errors import BadRequest

names = st.text(min_size=1, max_size=20)
numbers = st.integers(0, 1000)
seeds = st.integers(0, 2**64)


@given(names, numbers, seeds)
@settings(max_examples=15)
def test_seed_painting_and_number_determine_the_recipe(painting, number, seed):
    recipe = recipe_for(painting, number, PairRequest(seed=seed))
    assert recipe == recipe_for(painting, number, PairRequest(seed=seed, per_image=9))
    others = [(painting, number + 1, seed), (painting + "b", number, seed), (painting, number, seed + 1)]
    assert all(recipe != recipe_for(*other[:2], PairRequest(seed=other[2])) for other in others)


@given(names, numbers, st.floats(0, 1))
@settings(max_examples=15)
def test_leaving_some_pairs_undamaged_does_not_change_the_others(painting, number, share):
    recipe = recipe_for(painting, number, PairRequest(undamaged=share))
    assert recipe.severity == "none" or recipe == recipe_for(painting, number, PairRequest())


def test_about_the_requested_share_is_undamaged_and_every_severity_occurs():
    request = PairRequest(severity=MIXED, undamaged=0.25)
    severities = [recipe_for("madonna", number, request).severity for number in range(400)]
    assert 70 < severities.count("none") < 130
    assert set(severities) == {"none", *SEVERITIES}


def test_the_recipe_has_the_requested_severity_style_scale_and_look():
    recipe = recipe_for("madonna", 3, PairRequest(severity="heavy", style="dutch", look="pale", scale=9.5))
    assert (recipe.severity, recipe.style, recipe.scale) == ("heavy", "dutch", 9.5)
    assert recipe.layers[0].look == "pale"


@given(names, numbers)
@settings(max_examples=15)
def test_what_is_given_is_in_the_recipe_and_changes_nothing_else(painting, number):
    size = GivenDamage(crack_width=3.0, density=0.06, scratch_length=120.0)
    free, fixed = (recipe_for(painting, number, PairRequest(given=given)) for given in (GivenDamage(), size))
    cracks = fixed.layers[0]
    assert (cracks.width * fixed.scale, cracks.coverage) == (pytest.approx(3), 0.06)
    assert replace(cracks, width=free.layers[0].width, coverage=free.layers[0].coverage) == free.layers[0]
    [scratches] = [layer for layer in fixed.layers if isinstance(layer, ScratchRecipe)]
    assert scratches.length * fixed.scale == pytest.approx(120)
    assert [layer for layer in fixed.layers[1:] if layer is not scratches] == [
        layer for layer in free.layers[1:] if not isinstance(layer, ScratchRecipe)
    ]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"severity": "awful"}, "moderate"),
        ({"style": "cubist"}, "flemish"),
        ({"look": "golden"}, "faint"),
        ({"per_image": 0}, "at least one pair"),
        ({"undamaged": 1.5}, "share"),
        ({"seed": -1}, "seed"),
        ({"scale": 0.5}, "from 2 to 200"),
        ({"scale": float("nan")}, "from 2 to 200"),
        ({"given": GivenDamage(crack_width=0.5)}, "from 1 to 30"),
        ({"given": GivenDamage(density=0.9)}, "from 0.001 to 0.3"),
        ({"given": GivenDamage(scratch_length=float("nan"))}, "from 5 to 20000"),
        ({"given": GivenDamage(density=0.1), "style": "simple"}, "another style"),
    ],
)
def test_an_impossible_request_is_refused_with_a_hint(wrong, hint):
    with pytest.raises(BadRequest) as caught:
        PairRequest(**wrong)
    assert hint in caught.value.sentence
