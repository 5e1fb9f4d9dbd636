"""The promises of the thin cracks: same recipe, same cracks; nothing changes away from them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

from restoration.damage import hairlines
from restoration.damage.light import decode, encode
from restoration.damage.touch import touched

SHAPE = (240, 320)


def recipe_of(seed, coverage=0.04):
    return hairlines.sample(np.random.default_rng(seed), coverage=coverage)


def painting(dtype):
    top = np.iinfo(dtype).max
    return np.random.default_rng(1).integers(top // 4, top * 3 // 4, (*SHAPE, 3)).astype(dtype)


def test_the_same_recipe_draws_the_same_cracks():
    recipe = recipe_of(3)
    assert hairlines.draw(recipe, SHAPE).tobytes() == hairlines.draw(recipe, SHAPE).tobytes()


def test_chance_of_other_people_changes_nothing():
    recipe = recipe_of(3)
    before = hairlines.draw(recipe, SHAPE)
    np.random.seed(7)  # noqa: NPY002 - the global state is what must not matter
    np.testing.assert_array_equal(hairlines.draw(recipe, SHAPE), before)


def test_another_seed_draws_other_cracks():
    recipe = recipe_of(3)
    assert not np.array_equal(hairlines.draw(recipe, SHAPE), hairlines.draw(replace(recipe, seed=4), SHAPE))


@pytest.mark.parametrize("coverage", [0.01, 0.04, 0.1])
@pytest.mark.parametrize("seed", range(4))
def test_coverage_is_what_was_asked_for(seed, coverage):
    alpha = hairlines.draw(recipe_of(seed, coverage), SHAPE)
    assert alpha.shape == SHAPE
    assert alpha.dtype == np.float32
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    assert (alpha >= 0.5).mean() == pytest.approx(coverage, rel=0.1)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_paint_away_from_the_cracks_is_untouched(dtype):
    image, recipe = painting(dtype), recipe_of(5)
    before, alpha = image.copy(), hairlines.draw(recipe, SHAPE)
    after = hairlines.apply(image, alpha, recipe)
    np.testing.assert_array_equal(image, before, "the input was changed in place")
    assert after.dtype == dtype
    near = binary_dilation(alpha > 0, np.ones((3, 3), bool))
    np.testing.assert_array_equal(after[~near], image[~near])
    assert touched(image, after)[alpha >= 0.5].mean() > 0.99


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_cracks_are_darker_and_warmer_than_their_paint(dtype):
    image = np.full((*SHAPE, 3), np.iinfo(dtype).max * 3 // 5, dtype)
    recipe = replace(recipe_of(6), blur=0.01)
    alpha = hairlines.draw(recipe, SHAPE)
    deep = alpha > 0.97
    red, green, blue = (decode(hairlines.apply(image, alpha, recipe))[deep] / decode(image)[deep]).mean(axis=0)
    assert blue < green < red < 1
    assert green == pytest.approx(1 - recipe.darkness, abs=0.03)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_light_can_be_encoded_as_it_was(dtype):
    image = np.arange(0, np.iinfo(dtype).max + 1).astype(dtype)
    steps = np.abs(encode(decode(image), image.dtype).astype(int) - image)
    assert steps.max() == 0


def test_a_picture_smaller_than_a_crack_is_no_error():
    assert hairlines.draw(recipe_of(1), (3, 5)).shape == (3, 5)
