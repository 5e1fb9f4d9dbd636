"""Promises of craquelure: it meets the coverage, and its figures are those of real cracks."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.crack_appearance import appearance_percentiles, measure_crack_appearance
from restoration.benchmark.crack_pattern import measure_crack_pattern
from restoration.damage.craquelure import CRACK_STYLES, draw_craquelure, sample_craquelure
from restoration.damage.craquelure.impacts import sample_blow, sample_fan
from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA, compose
from restoration.damage.light import Optics
from restoration.damage.procedural import value_noise
from restoration.damage.severity import SEVERITIES
from restoration.domain import DamageKind

SHAPE = (300, 400)
TRADITIONS = ("italian", "flemish", "dutch", "french")


def recipe_of(seed=1, style="dutch", severity="moderate", scale=10.0, look=None):
    rng = np.random.default_rng(seed)
    return sample_craquelure(rng, scale=scale, severity=SEVERITIES[severity], style=style, look=look)


def cracks_in(layers):
    return next(layer for layer in layers if layer.kind is DamageKind.CRACK)


def as_bytes(layers):
    return [layer.alpha.tobytes() + layer.tones.tobytes() + layer.palette.keep.tobytes() for layer in layers]


def test_the_same_recipe_draws_the_same_net_whatever_the_global_random_state():
    once = as_bytes(draw_craquelure(recipe_of(), SHAPE))
    np.random.seed(7)  # noqa: NPY002 - the global state is what must not matter
    assert as_bytes(draw_craquelure(recipe_of(), SHAPE)) == once
    assert as_bytes(draw_craquelure(replace(recipe_of(), seed=4), SHAPE)) != once


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("style", CRACK_STYLES)
def test_cracks_meet_the_coverage_of_the_severity(style, severity):
    alpha = cracks_in(draw_craquelure(recipe_of(3, style, severity), (400, 400))).alpha
    assert (alpha >= HALF_ALPHA).mean() == pytest.approx(SEVERITIES[severity].cracks, rel=0.1)


@cache
def patterns(style):
    """Measure the patterns of two nets in a style, without cracks that have a cause at one point."""
    recipes = [replace(recipe_of(seed, style), blows=(), fans=()) for seed in (1, 2)]
    alphas = [cracks_in(draw_craquelure(recipe, (800, 800))).alpha for recipe in recipes]
    return [measure_crack_pattern(alpha > FULL_ALPHA // 8) for alpha in alphas]


@pytest.mark.parametrize("style", TRADITIONS)
def test_the_net_is_built_like_a_real_one(style):
    assert np.mean([net.crossing_share for net in patterns(style)]) <= 0.06
    assert 0.6 <= np.mean([net.ends_per_junction for net in patterns(style)]) <= 1.2
    assert 20 <= np.mean([net.island_in_widths for net in patterns(style)]) <= 75


def test_flemish_cracks_have_one_direction_and_french_cracks_have_none():
    flemish, french = (np.mean([net.anisotropy for net in patterns(style)]) for style in ("flemish", "french"))
    assert flemish > 0.2 > french


def test_faint_cracks_look_like_those_of_real_paintings():
    """The expected percentiles are means over 13 crops of real paintings with dark cracks."""
    drops, widths, colours = [], [], []
    for seed, style in enumerate(TRADITIONS):
        rng = np.random.default_rng(seed)
        skin = np.clip(np.array([200, 160, 128]) * (1 + 0.05 * value_noise((500, 500), 40, rng)[..., None]), 0, 255)
        layers = draw_craquelure(recipe_of(seed, style, scale=11.0, look="faint"), (500, 500))
        appearance = measure_crack_appearance(
            compose(skin.astype(np.uint8), layers, Optics(blur=0.65, sharpening=0.4)),
            cracks_in(layers).alpha >= HALF_ALPHA,
        )
        drops.append(appearance_percentiles(appearance.drop))
        widths.append(appearance_percentiles(appearance.width))
        colours.append(np.median(appearance.colour_ratio, axis=0))
    assert np.mean(drops, axis=0) == pytest.approx([4.4, 6.6, 9.6, 13.5, 17.4], abs=2.5)
    assert np.mean(widths, axis=0) == pytest.approx([1.5, 1.85, 2.3, 2.8, 3.4], abs=0.7)
    red, green, blue = np.mean(colours, axis=0)
    assert [red, green, blue] == pytest.approx([0.73, 0.69, 0.62], abs=0.06)
    assert red > green > blue


def test_the_look_decides_what_shows_in_a_crack():
    light_in = {}
    for look in ("open", "faint", "pale"):
        layers = draw_craquelure(recipe_of(look=look), SHAPE)
        for paint in (60, 180):
            after = compose(np.full((*SHAPE, 3), paint, np.uint8), layers, Optics(blur=0.6, sharpening=0.0))
            light_in[look, paint] = after[cracks_in(layers).alpha >= HALF_ALPHA].mean()
    assert max(light_in["open", 60], light_in["faint", 60]) < 60 - 5, "cracks darken even dark paint"
    assert light_in["pale", 60] > 60 + 5, "a pale ground lightens dark paint"
    assert light_in["open", 180] < light_in["faint", 180] - 10


def test_lifted_rims_are_lit_from_the_upper_left():
    """Paint rises towards a crack: at an island's lower right it faces the light, at its upper left it does not."""
    lifted = replace(recipe_of(5, "italian"), cupping=0.08, lifted=1.0, haze=0.0, blows=(), fans=())
    *reliefs, cracks = draw_craquelure(lifted, SHAPE)
    light = np.ones((*SHAPE, 3), np.float32)
    for relief in reliefs:
        assert relief.kind is DamageKind.RELIEF
        relief.composite(light, np.zeros_like(light))
    rows, columns = np.nonzero(cracks.alpha[2:-2, 2:-2] >= HALF_ALPHA)
    assert light[rows, columns].mean() > 1.01, "2 px above a crack, on its left"
    assert light[rows + 4, columns + 4].mean() < 0.99, "2 px below a crack, on its right"


def test_clouds_lie_beside_cracks_and_do_not_count_as_damage():
    hazy = replace(recipe_of(5), haze=0.1, cupping=0.0, blows=(), fans=())
    cloud, cracks = draw_craquelure(hazy, SHAPE)
    assert cloud.kind is DamageKind.RELIEF and cloud.alpha.max() <= 0.25 * FULL_ALPHA
    assert ((cloud.alpha > 0) & (cracks.alpha == 0)).any()


def test_a_blow_makes_cracks_around_its_point():
    hit = replace(recipe_of(), coverage=0.008, blows=(replace(sample_blow(np.random.default_rng(1)), x=0.5, y=0.5),))
    rows, columns = np.nonzero(cracks_in(draw_craquelure(hit, SHAPE)).alpha >= HALF_ALPHA)
    near = np.sqrt((rows - 150) ** 2 + (columns - 200) ** 2) < 60
    assert near.sum() / (np.pi * 60**2) > 2 * len(rows) / (SHAPE[0] * SHAPE[1])


def test_a_strained_corner_has_more_cracks():
    fan = replace(sample_fan(np.random.default_rng(1)), right=True, bottom=False, radius=15.0, arcs=6)
    strained = replace(recipe_of(), coverage=0.015, fans=(fan,))
    alpha = cracks_in(draw_craquelure(strained, SHAPE)).alpha >= HALF_ALPHA
    assert alpha[:100, -100:].mean() > 2 * alpha.mean()


def test_a_picture_too_small_for_a_crack_gets_no_layers():
    assert draw_craquelure(recipe_of(), (2, 2)) == []


@given(st.integers(0, 2**32 - 1), st.sampled_from(list(CRACK_STYLES)), st.sampled_from(list(SEVERITIES)))
def test_sampled_recipes_stay_in_their_ranges(seed, style, severity):
    recipe = recipe_of(seed, style, severity)
    assert recipe.coverage == SEVERITIES[severity].cracks
    assert 0.05 < recipe.width < 1.2 and 0 < recipe.kept < 1 and 0 <= recipe.warmth <= 0.4
    assert recipe.haze <= 0.15 and recipe.cupping <= 0.08
