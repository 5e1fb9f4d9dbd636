"""Means over paintings with their intervals, and the comparison of two methods."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import ALL, bootstrap_interval, compare_methods, summarise

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
ERROR = Metric("error", "Error", "", "lower", "")
VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=12)


def row(picture, value, severity="light", style="dutch", metric="psnr"):
    return ResultRow("fill", "telea", picture, severity, style, metric, value)


def means(rows):
    return {(summary.severity, summary.style): (summary.paintings, summary.mean) for summary in summarise(rows)}


def test_a_painting_with_many_cases_weighs_no_more_than_one_with_a_single_case():
    found = means([row("a", 10.0), row("a", 20.0, "heavy"), row("a", 30.0, "heavy", "french"), row("b", 40.0)])
    assert found[ALL, ALL] == (2, 30.0)
    assert found["heavy", ALL] == (1, 25.0)
    assert found[ALL, "dutch"] == (2, 27.5)
    assert found["light", "dutch"] == (2, 25.0)


def test_rows_without_severity_and_style_have_one_mean():
    assert means([row("a", 1.0, "", ""), row("b", 3.0, "", "")]) == {(ALL, ALL): (2, 2.0)}


def test_only_metrics_that_have_values_have_a_mean():
    assert {summary.metric for summary in summarise([row("a", 1.0), row("b", 0.5, metric="ssim")])} == {"psnr", "ssim"}
    assert summarise([]) == []


@given(st.data())
def test_the_order_of_the_rows_does_not_matter_to_the_last_digit(data):
    rows = [row(f"met_{n % 4}", value, ("light", "heavy")[n % 2]) for n, value in enumerate(data.draw(VALUES))]
    assert summarise(data.draw(st.permutations(rows))) == summarise(rows)


@given(VALUES)
def test_the_interval_lies_among_the_paintings(values):
    found = bootstrap_interval(values)
    for smaller, larger in ((min(values), found.low), (found.low, found.high), (found.high, max(values))):
        assert smaller <= larger + 1e-9


def test_the_interval_is_that_of_theory_for_normal_values():
    values = np.random.default_rng(3).normal(30, 2, 60).tolist()
    found = bootstrap_interval(values)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * np.std(values) / 60**0.5, rel=0.07)


def test_one_painting_gives_an_interval_without_width():
    assert bootstrap_interval([31.5]) == (31.5, 31.5, 31.5)


def rows_of(method, values, metric=PSNR, severity="light"):
    return [
        ResultRow("fill", method, f"met_{number}", severity, "dutch", metric.key, value)
        for number, value in enumerate(values)
    ]


def test_a_small_constant_gain_is_found_however_much_paintings_differ():
    rows = [*rows_of("a", [20.5, 30.5, 40.5]), *rows_of("b", [20.0, 30.0, 40.0])]
    found = compare_methods(rows, PSNR, "a", "b")
    assert found.difference == (0.5, 0.5, 0.5)
    assert (found.paintings, found.wins) == (3, 1.0)


@pytest.mark.parametrize(("metric", "wins"), [(PSNR, 0.25), (ERROR, 0.5)])
def test_the_direction_of_the_metric_decides_who_wins_and_a_tie_is_no_win(metric, wins):
    rows = [*rows_of("a", [3.0, 1.0, 2.0, 0.0], metric), *rows_of("b", [2.0, 2.0, 2.0, 2.0], metric)]
    found = compare_methods(rows, metric, "a", "b")
    assert found.wins == wins
    assert found.difference.mean == -0.5
    assert found.difference.low < 0 < found.difference.high


def test_only_cases_that_both_methods_have_count():
    both = [*rows_of("a", [2.0, 5.0]), *rows_of("b", [1.0])]
    alone = rows_of("a", [90.0], severity="heavy")
    assert compare_methods([*both, *alone], PSNR, "a", "b").difference == (1.0, 1.0, 1.0)


def test_methods_without_a_common_case_cannot_be_compared():
    with pytest.raises(ValueError, match="no case in common"):
        compare_methods(rows_of("a", [1.0]), PSNR, "a", "b")
