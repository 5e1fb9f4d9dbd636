"""Two methods painting by painting."""

import pytest

from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import compare_methods

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
ERROR = Metric("error", "Error", "", "lower", "")


def cells(method, values, metric=PSNR, severity="light"):
    return [
        ResultRow("fill", method, f"met_{number}", severity, "dutch", metric.key, value)
        for number, value in enumerate(values)
    ]


def test_a_small_steady_gain_is_told_from_none_however_much_paintings_differ():
    found = compare_methods([*cells("a", [20.5, 30.5, 40.5]), *cells("b", [20.0, 30.0, 40.0])], PSNR, "a", "b")
    assert found.difference == (0.5, 0.5, 0.5)
    assert (found.paintings, found.wins) == (3, 1.0)


@pytest.mark.parametrize(("metric", "wins"), [(PSNR, 0.25), (ERROR, 0.5)])
def test_the_metric_says_who_wins_and_a_tie_is_no_win(metric, wins):
    ours, theirs = cells("a", [3.0, 1.0, 2.0, 0.0], metric), cells("b", [2.0, 2.0, 2.0, 2.0], metric)
    found = compare_methods([*ours, *theirs], metric, "a", "b")
    assert found.wins == wins
    assert found.difference.mean == -0.5
    assert found.difference.low < 0 < found.difference.high


def test_only_cases_that_both_did_count():
    both = [*cells("a", [2.0, 5.0]), *cells("b", [1.0])]
    alone = cells("a", [90.0], severity="heavy")
    assert compare_methods([*both, *alone], PSNR, "a", "b").difference == (1.0, 1.0, 1.0)


def test_methods_without_a_common_case_cannot_be_compared():
    with pytest.raises(ValueError, match="no case in common"):
        compare_methods(cells("a", [1.0]), PSNR, "a", "b")
