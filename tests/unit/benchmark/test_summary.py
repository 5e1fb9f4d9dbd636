"""Averages over paintings, and what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import ALL, bootstrap_interval, summarise

FIGURES = st.lists(st.floats(-100, 100), min_size=1, max_size=12)


def cell(picture, value, severity="light", style="dutch", metric="psnr"):
    return ResultRow("fill", "telea", picture, severity, style, metric, value)


def averages(cells):
    return {(one.severity, one.style): (one.paintings, one.mean) for one in summarise(cells)}


def test_a_painting_with_many_cases_weighs_no_more_than_one_with_a_single_case():
    cells = [cell("a", 10.0), cell("a", 20.0, "heavy"), cell("a", 30.0, "heavy", "french"), cell("b", 40.0)]
    found = averages(cells)
    assert found[ALL, ALL] == (2, 30.0)
    assert found["heavy", ALL] == (1, 25.0)
    assert found[ALL, "dutch"] == (2, 27.5)
    assert found["light", "dutch"] == (2, 25.0)


def test_what_has_neither_severity_nor_style_is_averaged_once():
    assert averages([cell("a", 1.0, "", ""), cell("b", 3.0, "", "")]) == {(ALL, ALL): (2, 2.0)}


def test_a_metric_that_nobody_has_is_absent():
    assert {one.metric for one in summarise([cell("a", 1.0), cell("b", 0.5, metric="ssim")])} == {"psnr", "ssim"}
    assert summarise([]) == []


@given(st.data())
def test_the_order_of_the_rows_does_not_matter_to_the_last_digit(data):
    cells = [cell(f"met_{n % 4}", value, ("light", "heavy")[n % 2]) for n, value in enumerate(data.draw(FIGURES))]
    assert summarise(data.draw(st.permutations(cells))) == summarise(cells)


@given(FIGURES)
def test_the_interval_lies_among_the_paintings(values):
    found = bootstrap_interval(values)
    for smaller, larger in ((min(values), found.low), (found.low, found.high), (found.high, max(values))):
        assert smaller <= larger + 1e-9


def test_the_interval_is_that_of_theory_where_values_are_normal():
    values = np.random.default_rng(3).normal(30, 2, 60).tolist()
    found = bootstrap_interval(values)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * np.std(values) / 60**0.5, rel=0.07)


def test_one_painting_gives_an_interval_without_width():
    assert bootstrap_interval([31.5]) == (31.5, 31.5, 31.5)
