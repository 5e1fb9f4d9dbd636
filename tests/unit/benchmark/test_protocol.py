"""The seed of a protocol fixes the same pictures, details and damage for everybody."""

import numpy as np

from restoration.benchmark.protocol import (
    FULL_PROTOCOL,
    QUICK_PROTOCOL,
    BenchmarkProtocol,
    crop_detail,
    damage_detail,
    list_cases,
)
from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.severity import SEVERITIES

PAINTING = np.random.default_rng(1).integers(60, 200, (200, 260, 3)).astype(np.uint8)
SMALL = BenchmarkProtocol(side=120)


def test_every_painting_has_every_severity_and_all_styles_come_equally_often():
    cases = list(list_cases([f"met_{number}" for number in range(10)], FULL_PROTOCOL))
    assert len(cases) == 10 * len(SEVERITIES)
    for style in CRACK_STYLES:
        assert sum(case.style == style for case in cases) == 10
        assert {case.severity for case in cases if case.style == style} == set(SEVERITIES)


def test_the_quick_run_is_a_small_part():
    assert len(list(list_cases(["a", "b"], QUICK_PROTOCOL))) == 4


def test_a_detail_lies_in_the_picture_and_is_always_the_same():
    detail = crop_detail(PAINTING, "met_1", SMALL)
    assert detail.shape == (120, 120, 3)
    np.testing.assert_array_equal(detail, crop_detail(PAINTING, "met_1", SMALL))
    assert not np.array_equal(detail, crop_detail(PAINTING, "met_2", SMALL))


def test_a_small_picture_is_taken_whole():
    np.testing.assert_array_equal(crop_detail(PAINTING, "met_1", FULL_PROTOCOL), PAINTING)


def test_names_and_seed_fix_the_damage_of_a_case():
    first, second = list_cases(["met_1"], BenchmarkProtocol(side=120, severities=("light", "heavy")))
    detail = crop_detail(PAINTING, "met_1", SMALL)
    pair = damage_detail(detail, first, SMALL)
    np.testing.assert_array_equal(pair.damaged, damage_detail(detail, first, SMALL).damaged)
    assert not np.array_equal(pair.damaged, damage_detail(detail, second, SMALL).damaged)
    assert not np.array_equal(pair.damaged, damage_detail(detail, first, BenchmarkProtocol(seed=1, side=120)).damaged)
    assert (pair.recipe.severity, pair.recipe.style) == (first.severity, first.style)
