"""What is said of the best two: painting by painting, and only where that can be said."""

import pytest

from restoration.app.benchmark.comparison import best_methods_sentence
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import summarise

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
SEAM = Metric("seam", "Seam", "", "lower", "")
METHODS = {"nothing": "Do nothing", "telea": "Telea", "ns": "Navier-Stokes"}


def cells(metric, **values):
    return [
        ResultRow("fill", method, f"met_{number}", "", "", metric, value)
        for method, found in values.items()
        for number, value in enumerate(found)
    ]


@pytest.mark.parametrize(("metric", "best"), [(PSNR, "Telea"), (SEAM, "Navier-Stokes")])
def test_the_better_direction_is_heeded_and_baselines_are_left_out(metric, best):
    given = cells(metric.key, nothing=[0.0, 99.0, 0.0], telea=[31.0, 33.0, 29.0], ns=[30.0, 31.0, 28.0])
    told = best_methods_sentence(summarise(given), given, metric, METHODS)
    assert told.startswith(f"{best} is the best, by 1.33") and "100 % of 3 paintings" in told


def test_what_these_paintings_do_not_tell_apart_is_not_ranked():
    given = cells("psnr", telea=[31.0, 27.0, 29.5], ns=[28.0, 31.0, 28.0])
    assert "do not tell them apart" in best_methods_sentence(summarise(given), given, PSNR, METHODS)


def test_one_method_has_nobody_to_beat():
    given = cells("psnr", nothing=[1.0], telea=[2.0])
    assert best_methods_sentence(summarise(given), given, PSNR, METHODS) is None
