"""Promises of a recipe: small, exact, the same on every machine; and of the ground truth of what it draws."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.layer import HALF_ALPHA
from restoration.damage.losses import ChipRecipe, CrumblingRecipe, LossRecipe
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import SIMPLE_STYLE, sample_recipe
from restoration.damage.serialization import recipe_from_json, recipe_to_json
from restoration.damage.severity import SEVERITIES, UNDAMAGED
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.errors import BadRequest

ROOT = Path(__file__).parents[3]
PAINTING = np.random.default_rng(1).integers(60, 200, (160, 200, 3)).astype(np.uint8)


def recipe_of(seed=1, severity="moderate", **settings):
    return sample_recipe(np.random.SeedSequence(seed), severity=severity, **settings)


@given(
    st.integers(0, 2**64),
    st.sampled_from([*SEVERITIES, UNDAMAGED]),
    st.sampled_from([*CRACK_STYLES, SIMPLE_STYLE, None]),
    st.booleans(),
    st.sampled_from([0.0, 1.0]),
)
def test_a_recipe_survives_json_and_is_small(seed, severity, style, distracted, pale):
    recipe = recipe_of(seed, severity, style=style, distracted=distracted, pale=pale)
    text = json.dumps(recipe_to_json(recipe))
    assert recipe_from_json(json.loads(text)) == recipe
    assert len(text) < 4000


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data.pop("optics"), "missing required field `optics`"),
        (lambda data: data.pop("generator"), "missing required field `generator`"),
        (lambda data: data.update(generator=99), "Version 99 of the generator wrote"),
        (lambda data: data.update(scale="large"), "expected `float`, got `str`"),
        (lambda data: data.update(scale=True), "expected `float`, got `bool`"),
        (lambda data: data.update(scale=float("nan")), "a number that is not finite"),
        (lambda data: data["layers"][0].update(width=float("inf")), "a number that is not finite"),
        (lambda data: data["layers"][0].update(kind="magic"), "unknown kind 'magic'"),
        (lambda data: data["layers"][0].pop("kind"), "missing required field `kind`"),
        (lambda data: data["layers"][0].update(seed=1.5), "expected `int`, got `float`"),
        (lambda data: data["layers"][0].update(blows=[3]), "expected `object`, got `int`"),
        (lambda data: data["layers"][-1].pop("depth"), "missing required field `depth`"),
    ],
)
def test_broken_recipes_are_refused_with_a_sentence(spoil, sentence):
    data = recipe_to_json(recipe_of())
    spoil(data)
    with pytest.raises(BadRequest, match=f"damage recipe.*{sentence}|{sentence}.*damage recipe"):
        recipe_from_json(data)


@pytest.mark.parametrize("data", [None, [], "text", 3, {}])
def test_other_json_is_refused(data):
    with pytest.raises(BadRequest, match="damage recipe"):
        recipe_from_json(data)


@pytest.mark.parametrize("seed", range(6))
def test_pictures_are_equal_outside_the_touch_mask(seed):
    severity, style = list(SEVERITIES)[seed % 5], SIMPLE_STYLE if seed == 5 else None
    pair = apply_damage(PAINTING, recipe_of(seed, severity, style=style, distracted=seed % 2 == 0))
    np.testing.assert_array_equal(pair.damaged[~pair.truth.touch], pair.clean[~pair.truth.touch])
    assert (pair.damaged != pair.clean).any(axis=2)[pair.truth.touch].all()


def test_the_ground_truth_holds_all_damage():
    truth = apply_damage(PAINTING, recipe_of(3, "heavy")).truth
    assert set(truth.alphas) == set(DAMAGE_KINDS)
    np.testing.assert_array_equal(truth.hard, np.any([alpha >= HALF_ALPHA for alpha in truth.alphas.values()], axis=0))
    np.testing.assert_array_equal(truth.classes > 0, truth.hard)
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        assert (truth.alphas[kind][truth.classes == number] >= HALF_ALPHA).all()
    assert truth.share(DamageKind.LOSS) > 0 and truth.share(DamageKind.CRACK) > 0


def test_an_undamaged_picture_has_an_empty_ground_truth():
    pair = apply_damage(PAINTING, recipe_of(severity=UNDAMAGED))
    np.testing.assert_array_equal(pair.damaged, PAINTING)
    assert not pair.truth.touch.any() and not pair.truth.hard.any()


def test_distractors_are_painted_on_both_pictures():
    pair = apply_damage(PAINTING, recipe_of(2, UNDAMAGED, distracted=True))
    assert (pair.clean != PAINTING).any()
    np.testing.assert_array_equal(pair.damaged, pair.clean)


def test_distractors_do_not_change_the_damage():
    distracted, plain = recipe_of(4, distracted=True), recipe_of(4)
    assert distracted.layers[1:] == plain.layers
    assert distracted.optics == plain.optics


def test_pale_losses_take_the_place_of_flakes_and_change_nothing_else():
    flakes, pale = recipe_of(4, "heavy"), recipe_of(4, "heavy", pale=1.0)
    assert isinstance(flakes.layers[-1], LossRecipe)
    assert all(isinstance(layer, ChipRecipe | CrumblingRecipe) for layer in pale.layers[len(flakes.layers) - 1 :])
    assert pale.layers[: len(flakes.layers) - 1] == flakes.layers[:-1]
    assert pale.optics == flakes.optics


def test_a_16_bit_painting_gets_the_same_damage():
    recipe = recipe_of(5, "heavy")
    eight, sixteen = apply_damage(PAINTING, recipe), apply_damage(PAINTING.astype(np.uint16) * 257, recipe)
    assert sixteen.damaged.dtype == np.uint16
    np.testing.assert_array_equal(sixteen.truth.hard, eight.truth.hard)
    assert np.abs(sixteen.damaged / 257 - eight.damaged).max() <= 0.51


def test_the_seed_decides():
    assert recipe_of(1) == recipe_of(1) != recipe_of(2)


DIGESTS = """
import hashlib, numpy as np
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import sample_recipe
painting = np.random.default_rng(1).integers(60, 200, (120, 160, 3)).astype(np.uint8)
for seed, severity in enumerate(("light", "heavy", "severe", "moderate", "heavy")):
    recipe = sample_recipe(np.random.SeedSequence(seed), severity=severity, distracted=True, pale=1.0 - seed % 2)
    pair = apply_damage(painting, recipe)
    parts = [pair.damaged, pair.clean, pair.truth.alpha, pair.truth.touch]
    print(hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest())
"""


def digests(**environment):
    command, every = [sys.executable, "-c", DIGESTS], os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=every, capture_output=True, text=True, check=True).stdout.split()


def test_a_machine_without_vector_units_draws_the_same_bytes():
    """Sines, sums and filters that differ on another processor must not reach the picture."""
    plain = digests(
        NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        OPENCV_CPU_DISABLE="AVX,AVX2,FP16,SSE4.1,SSE4.2,AVX512-SKX",
        OPENCV_IPP="disabled",
    )
    assert plain == digests() and len(plain) == 5


def test_endless_nesting_is_refused():
    nested: list = []
    for _ in range(5000):
        nested = [nested]
    with pytest.raises(BadRequest, match="nested"):
        recipe_from_json(recipe_to_json(recipe_of()) | {"extra": nested})
