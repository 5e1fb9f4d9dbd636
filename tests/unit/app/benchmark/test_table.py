"""The table as HTML: nothing that a run tells can become markup."""

from restoration.app.benchmark.display import table_html
from restoration.benchmark.metric import Metric
from restoration.benchmark.summary import ALL, Summary

PSNR = Metric("psnr", "PSNR", "dB", "higher", "Closeness.")
SEAM = Metric("seam", "Seam", "", "lower", "Steps.")


def summary(method, metric, mean, severity=ALL, paintings=12):
    return Summary("fill", method, severity, ALL, metric, paintings, mean, mean - 1, mean + 2)


def table(summaries, methods, addresses=None):
    return table_html(summaries, [PSNR, SEAM], methods, addresses or {}, "Filling")


def test_the_best_of_each_column_stands_out_and_a_baseline_never_does():
    given = [
        *(summary(key, "psnr", mean) for key, mean in (("nothing", 40.0), ("telea", 28.0), ("ns", 29.0))),
        *(summary(key, "seam", mean) for key, mean in (("nothing", 1.0), ("telea", 4.0), ("ns", 5.0))),
        summary("telea", "psnr", 99.0, severity="heavy"),
    ]
    html = table(given, {"nothing": "Do nothing", "telea": "Telea", "ns": "Navier-Stokes"})
    assert html.count("<strong>") == 2
    assert "<strong>29.0</strong><small>28.0 to 31.0</small>" in html and "<strong>4.00</strong>" in html
    assert "PSNR <span>dB</span> ↑" in html and "Seam ↓" in html


def test_one_painting_has_no_interval_and_a_lonely_method_is_not_the_best():
    html = table([summary("telea", "psnr", 28.0, paintings=1)], {"telea": "Telea"})
    assert "<td>28.0</td><td>-</td>" in html


def test_a_method_links_to_its_paper_and_a_pair_to_both():
    html = table([], {"opencv+telea": "Morphology, then Telea"}, {"telea": "https://doi.org/10.1/a'b"})
    assert "Morphology, then <a href='https://doi.org/10.1/a&#x27;b' target='_blank' rel='noopener'>Telea</a>" in html


def test_what_a_run_tells_is_never_markup():
    html = table([], {"telea": "<script>alert(1)</script>"})
    assert "<script>" not in html and "&lt;script&gt;" in html
