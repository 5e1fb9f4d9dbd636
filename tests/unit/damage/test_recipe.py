"""The promises of a recipe: small, exact, the same everywhere; and of the truth that is drawn from it."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.layer import HALF_ALPHA
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
)
def test_a_recipe_survives_being_written(seed, severity, style, distracted):
    recipe = recipe_of(seed, severity, style=style, distracted=distracted)
    written = json.dumps(recipe_to_json(recipe))
    assert recipe_from_json(json.loads(written)) == recipe
    assert len(written) < 4000


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("optics"),
        lambda data: data.update(generator=99),
        lambda data: data.update(scale="large"),
        lambda data: data.update(scale=float("nan")),
        lambda data: data["layers"][0].update(kind="magic"),
        lambda data: data["layers"][0].update(seed=1.5),
        lambda data: data["layers"][0].update(blows=[3]),
    ],
)
def test_what_is_no_recipe_is_refused_with_a_sentence(spoil):
    data = recipe_to_json(recipe_of())
    spoil(data)
    with pytest.raises(BadRequest, match="recipe"):
        recipe_from_json(data)


@pytest.mark.parametrize("written", [None, [], "text", 3])
def test_another_json_is_no_recipe(written):
    with pytest.raises(BadRequest):
        recipe_from_json(written)


@pytest.mark.parametrize("seed", range(6))
def test_where_nothing_was_touched_the_pictures_are_equal(seed):
    severity = list(SEVERITIES)[seed % 5]
    pair = apply_damage(
        PAINTING, recipe_of(seed, severity, style=SIMPLE_STYLE if seed == 5 else None, distracted=seed % 2 == 0)
    )
    np.testing.assert_array_equal(pair.after[~pair.truth.touch], pair.before[~pair.truth.touch])
    assert (pair.after != pair.before).any(axis=2)[pair.truth.touch].all()


def test_all_that_is_damaged_is_in_the_truth():
    truth = apply_damage(PAINTING, recipe_of(3, "heavy")).truth
    assert set(truth.alphas) == set(DAMAGE_KINDS)
    np.testing.assert_array_equal(truth.hard, np.any([alpha >= HALF_ALPHA for alpha in truth.alphas.values()], axis=0))
    np.testing.assert_array_equal(truth.classes > 0, truth.hard)
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        assert (truth.alphas[kind][truth.classes == number] >= HALF_ALPHA).all()
    assert truth.share(DamageKind.LOSS) > 0 and truth.share(DamageKind.CRACK) > 0


def test_an_undamaged_picture_has_an_empty_truth():
    pair = apply_damage(PAINTING, recipe_of(severity=UNDAMAGED))
    np.testing.assert_array_equal(pair.after, PAINTING)
    assert not pair.truth.touch.any() and not pair.truth.hard.any()


def test_what_is_painted_is_no_damage():
    pair = apply_damage(PAINTING, recipe_of(2, UNDAMAGED, distracted=True))
    assert (pair.before != PAINTING).any()
    np.testing.assert_array_equal(pair.after, pair.before)


def test_one_more_kind_does_not_change_the_others():
    with_hair, without = recipe_of(4, distracted=True), recipe_of(4)
    assert with_hair.layers[1:] == without.layers
    assert with_hair.optics == without.optics


def test_a_16_bit_painting_gets_the_same_damage():
    recipe = recipe_of(5, "heavy")
    eight, sixteen = apply_damage(PAINTING, recipe), apply_damage(PAINTING.astype(np.uint16) * 257, recipe)
    assert sixteen.after.dtype == np.uint16
    np.testing.assert_array_equal(sixteen.truth.hard, eight.truth.hard)
    assert np.abs(sixteen.after / 257 - eight.after).max() <= 0.51


DIGESTS = """
import hashlib, numpy as np
from restoration.damage.pair import apply_damage as damage
from restoration.damage.recipe import sample_recipe as sample
painting = np.random.default_rng(1).integers(60, 200, (120, 160, 3)).astype(np.uint8)
for seed, severity in enumerate(("light", "heavy", "severe")):
    recipe = sample(np.random.SeedSequence(seed), severity=severity, distracted=True)
    pair = damage(painting, recipe)
    parts = [pair.after, pair.before, pair.truth.alpha, pair.truth.touch]
    print(hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest())
"""


def digests(**environment):
    command, every = [sys.executable, "-c", DIGESTS], os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=every, capture_output=True, text=True, check=True).stdout.split()


def test_a_machine_without_vector_units_draws_the_same_bytes():
    """Sines, sums and filters that come out otherwise on another processor must not reach the picture."""
    plain = digests(
        NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        OPENCV_CPU_DISABLE="AVX,AVX2,FP16,SSE4.1,SSE4.2,AVX512-SKX",
        OPENCV_IPP="disabled",
    )
    assert plain == digests() and len(plain) == 3


def test_the_seed_decides():
    assert recipe_of(1) != recipe_of(2)
    assert recipe_of(1).layers[0] == replace(recipe_of(1)).layers[0]
