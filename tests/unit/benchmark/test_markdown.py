"""The table for the README, and the words in it."""

import pytest

from restoration.benchmark import labels
from restoration.benchmark.metric import Metric, format_value
from restoration.benchmark.report import markdown_table
from restoration.benchmark.results import BenchmarkResults, ResultRow
from restoration.benchmark.summary import ALL, Summary

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
ERROR = Metric("error", "Colour error", "", "lower", "")
LPIPS = Metric("lpips", "LPIPS", "", "lower", "")


def test_a_table_has_means_with_intervals_and_no_column_that_nobody_has():
    summaries = [
        Summary("fill", "telea", ALL, ALL, "psnr", 12, 28.61, 27.49, 29.7),
        Summary("fill", "telea", "heavy", ALL, "psnr", 12, 1.0, 1.0, 1.0),
        Summary("fill", "telea", ALL, ALL, "error", 1, 0.0512, 0.0512, 0.0512),
        Summary("fill", "ns", ALL, ALL, "psnr", 12, 29.0, 28.0, 30.0),
    ]
    methods = {"ns": "Navier-Stokes", "telea": "Telea", "absent": "Absent"}
    assert markdown_table(summaries, [PSNR, LPIPS, ERROR], methods).splitlines() == [
        "| Method | PSNR, dB ↑ | Colour error ↓ |",
        "| --- | ---: | ---: |",
        "| Navier-Stokes | 29.0 (28.0 to 30.0) | - |",
        "| Telea | 28.6 (27.5 to 29.7) | 0.0512 |",
    ]


@pytest.mark.parametrize(
    ("value", "told"), [(0, "0"), (28.614, "28.6"), (-0.91249, "-0.912"), (0.000312, "0.000312"), (12345.6, "12346")]
)
def test_three_digits_are_told(value, told):
    assert format_value(value) == told


def test_a_run_names_its_methods_metrics_and_pictures():
    cells = [
        ResultRow("restore", "opencv+telea", "a", "", "", "psnr", 1.0),
        ResultRow("fill", "ns", "a", "", "", "psnr", 1.0),
    ]
    about = {
        "methods": [
            {"task": "fill", "method": "telea", "label": "Telea", "source": "doi:10.1/2"},
            {"task": "fill", "method": "ns", "label": "Navier-Stokes", "source": ""},
            {"task": "detect", "method": "opencv", "label": "Morphology", "source": ""},
        ],
        "metrics": [{"key": "psnr", "label": "PSNR", "unit": "dB", "better": "higher", "summary": "", "source": ""}],
        "pictures": [{"picture": "a", "title": "A Lady"}],
    }
    run = BenchmarkResults(cells, [], about)
    assert labels.method_labels(run, "restore") == {"opencv+telea": "Morphology, then Telea"}
    assert labels.method_labels(run, "fill") == {"ns": "Navier-Stokes"}
    assert labels.metrics_by_key(run) == {"psnr": PSNR}
    assert labels.picture_titles(run) == {"a": "A Lady"}
    assert labels.method_urls(run) == {"telea": "https://doi.org/10.1/2", "ns": "", "opencv": ""}


@pytest.mark.parametrize(
    ("method", "is_one"), [("nothing", True), ("true-mask+telea", True), ("opencv+telea", False), ("telea", False)]
)
def test_a_baseline_is_known_alone_and_in_a_pair(method, is_one):
    assert labels.is_baseline(method) is is_one
