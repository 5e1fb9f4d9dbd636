"""The tables for the README and the terminal."""

from dataclasses import asdict

from restoration.benchmark.metric import Metric
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.report import markdown_report, markdown_table
from restoration.benchmark.results import BenchmarkResults, ResultRow
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


def test_a_run_with_strokes_has_a_table_with_a_column_for_each_number():
    values = {("unet", "00"): 0.8, ("unet", "03"): 0.81, ("unet-taught", "03"): 0.93}
    rows = [
        ResultRow("teach", method, "a", count, f"crop {n}", "far_line_f1", value)
        for (method, count), value in values.items()
        for n in (1, 2)
    ]
    methods = [{"method": "unet", "label": "U-Net"}, {"method": "unet-taught", "label": "U-Net, taught"}]
    report = markdown_report(
        BenchmarkResults(rows, [], {"methods": methods, "metrics": [asdict(metric) for metric in METRICS]})
    )
    assert report.splitlines()[0] == "**Cracks on real paintings after a few strokes**"
    assert report.splitlines()[4:] == [
        "| F1 of crack lines far from the strokes ↑ | none | 3 + 3 |",
        "| --- | ---: | ---: |",
        "| U-Net | 0.800 | 0.810 |",
        "| U-Net, taught | - | 0.930 |",
    ]
