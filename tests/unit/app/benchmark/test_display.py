"""The table of averages as HTML."""

from restoration.app.benchmark.display import table_html
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary

PSNR = Metric("psnr", "PSNR", "dB", "higher", "Closeness.")
SEAM = Metric("seam", "Seam", "", "lower", "Steps.")


def summary(method, metric, mean, severity=ALL, paintings=12):
    return Summary("fill", method, severity, ALL, metric, paintings, mean, mean - 1, mean + 2)


def table(summaries, methods, paper_urls=None):
    return table_html(summaries, [PSNR, SEAM], methods, paper_urls or {}, "Filling")


def test_the_best_of_each_column_is_bold_and_a_baseline_never_is():
    rows = [
        *(summary(key, "psnr", mean) for key, mean in (("nothing", 40.0), ("telea", 28.0), ("ns", 29.0))),
        *(summary(key, "seam", mean) for key, mean in (("nothing", 1.0), ("telea", 4.0), ("ns", 5.0))),
        summary("telea", "psnr", 99.0, severity="heavy"),
    ]
    html = table(rows, {"nothing": "Do nothing", "telea": "Telea", "ns": "Navier-Stokes"})
    assert html.count("<strong>") == 2
    assert "<strong>29.0</strong><small>28.0 to 31.0</small>" in html and "<strong>4.00</strong>" in html
    assert "PSNR <span>dB</span> ↑" in html and "Seam ↓" in html


def test_one_painting_has_no_interval_and_a_single_method_is_not_the_best():
    html = table([summary("telea", "psnr", 28.0, paintings=1)], {"telea": "Telea"})
    assert "<td>28.0</td><td>-</td>" in html


def test_each_method_of_a_pair_links_to_its_own_paper():
    html = table([], {"opencv+telea": "Morphology, then Telea"}, {"telea": "https://doi.org/10.1/a'b"})
    assert "Morphology, then <a href='https://doi.org/10.1/a&#x27;b' target='_blank' rel='noreferrer'>Telea</a>" in html


def test_no_text_of_a_run_becomes_markup():
    html = table([], {"telea": "<script>alert(1)</script>"})
    assert "<script>" not in html and "&lt;script&gt;" in html
