"""The tables for the README and the terminal."""

from restoration.benchmark.metric import Metric
from restoration.benchmark.report import markdown_table
from restoration.benchmark.summary import ALL, Summary

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
ERROR = Metric("error", "Colour error", "", "lower", "")
LPIPS = Metric("lpips", "LPIPS", "", "lower", "")


def test_a_table_has_means_with_intervals_and_no_empty_column_or_row():
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
