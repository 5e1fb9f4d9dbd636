"""The sentence on the two best methods."""

import pytest

from restoration.app.benchmark.comparison import best_methods_sentence
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import summarise

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
SEAM = Metric("seam", "Seam", "", "lower", "")
METHODS = {"nothing": "Do nothing", "telea": "Telea", "ns": "Navier-Stokes"}


def score_rows(metric, **values):
    return [
        ResultRow("fill", method, f"met_{number}", "", "", metric, value)
        for method, scores in values.items()
        for number, value in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("metric", "start"),
    [(PSNR, "Telea is the best, 1.33 dB ahead of Navier"), (SEAM, "Navier-Stokes is the best, 1.33 ahead of Telea")],
)
def test_the_best_method_depends_on_the_metrics_direction_and_is_no_baseline(metric, start):
    rows = score_rows(metric.key, nothing=[0.0, 99.0, 0.0], telea=[31.0, 33.0, 29.0], ns=[30.0, 31.0, 28.0])
    sentence = best_methods_sentence(summarise(rows), rows, metric, METHODS)
    assert sentence.startswith(start) and "100 % of 3 paintings" in sentence


def test_methods_without_a_clear_difference_are_not_ranked():
    rows = score_rows("psnr", telea=[31.0, 27.0, 29.5], ns=[28.0, 31.0, 28.0])
    assert "neither is clearly better" in best_methods_sentence(summarise(rows), rows, PSNR, METHODS)


def test_one_method_alone_gets_no_sentence():
    rows = score_rows("psnr", nothing=[1.0], telea=[2.0])
    assert best_methods_sentence(summarise(rows), rows, PSNR, METHODS) is None
