"""A protocol is settled by its seed: the same pictures, details and damage for everybody."""

import numpy as np

from restoration.benchmark.protocol import FULL, QUICK, Protocol, cases, damaged, detail
from restoration.damage.craquelure import STYLES
from restoration.damage.severity import SEVERITIES

PAINTING = np.random.default_rng(1).integers(60, 200, (200, 260, 3)).astype(np.uint8)
SMALL = Protocol(side=120)


def test_every_painting_meets_every_severity_and_every_style_as_often():
    all_cases = list(cases([f"met_{number}" for number in range(10)], FULL))
    assert len(all_cases) == 10 * len(SEVERITIES)
    for style in STYLES:
        assert sum(case.style == style for case in all_cases) == 10
        assert {case.severity for case in all_cases if case.style == style} == set(SEVERITIES)


def test_the_quick_run_is_a_small_part():
    assert len(list(cases(["a", "b"], QUICK))) == 4


def test_a_detail_lies_in_the_picture_and_never_moves():
    window = detail(PAINTING, "met_1", SMALL)
    assert window.shape == (120, 120, 3)
    np.testing.assert_array_equal(window, detail(PAINTING, "met_1", SMALL))
    assert not np.array_equal(window, detail(PAINTING, "met_2", SMALL))


def test_a_small_picture_is_taken_whole():
    np.testing.assert_array_equal(detail(PAINTING, "met_1", FULL), PAINTING)


def test_the_damage_of_a_case_is_settled_by_names_and_seed():
    first, second = cases(["met_1"], Protocol(side=120, severities=("light", "heavy")))
    window = detail(PAINTING, "met_1", SMALL)
    pair = damaged(window, first, SMALL)
    np.testing.assert_array_equal(pair.after, damaged(window, first, SMALL).after)
    assert not np.array_equal(pair.after, damaged(window, second, SMALL).after)
    assert not np.array_equal(pair.after, damaged(window, first, Protocol(seed=1, side=120)).after)
    assert (pair.recipe.severity, pair.recipe.style) == (first.severity, first.style)
