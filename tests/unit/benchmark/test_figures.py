"""The figures of the benchmark page."""

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.figures import (
    bar_chart,
    learning_curve,
    lines_as_svg,
    precision_recall_plot,
    score_against_speed,
    score_over_strokes,
    strip_plot,
)
from restoration.benchmark.figures.speed import PlotBox, PlotPoint, place_labels
from restoration.benchmark.figures.style import BASELINE_COLOUR, METHOD_COLOURS, OTHER_COLOUR, WIDE, Look, choose_ticks
from restoration.benchmark.metric import Metric
from restoration.benchmark.precision_recall import RECALLS, precision_at_key
from restoration.benchmark.results import ResultRow
from restoration.benchmark.summary import ALL, Summary, summarise

PSNR = Metric("psnr", "PSNR", "dB", "higher", "")
SECONDS = Metric("seconds", "Time", "s", "lower", "")
METHODS = {"nothing": "Do nothing", "telea": "Telea", "ns": "Navier-Stokes"}


def summary(method, mean, severity=ALL, metric="psnr", half=1.0, paintings=12):
    return Summary("fill", method, severity, ALL, metric, paintings, mean, mean - half, mean + 2 * half)


def test_bars_show_the_gain_over_doing_nothing_from_the_mildest_severity_to_the_worst():
    means = {"telea": 28.0, "nothing": 17.0}
    summaries = [summary(key, means[key], severity) for severity in ("heavy", ALL, "trace") for key in means]
    figure = bar_chart(summaries, PSNR, METHODS)
    assert [note.text for note in figure.layout.annotations[:2]] == ["trace", "heavy"]
    assert len(figure.data) == 2
    panel = figure.data[0]
    assert (panel.base, list(panel.x), list(panel.y)) == (17.0, [11.0, 0.0], [1, 0])
    assert (list(panel.error_x.arrayminus), list(panel.error_x.array)) == ([1.0, 1.0], [2.0, 2.0])
    assert list(panel.marker.color) == [WIDE.colour("telea"), BASELINE_COLOUR[0]]
    assert panel.hovertext[0] == "<b>Telea</b><br>28.0 dB, mean of 12 paintings<br>95 % interval 27.0 to 30.0"


def test_wide_losses_have_a_panel_for_each_size_from_the_smaller_to_the_wider():
    summaries = [summary("telea", 20.0, size) for size in ("60-200 px", ALL, "15-60 px")]
    figure = bar_chart(summaries, PSNR, METHODS)
    assert [note.text for note in figure.layout.annotations[:2]] == ["15-60 px", "60-200 px"]


def test_bars_begin_at_zero_where_doing_nothing_was_not_measured():
    figure = bar_chart([summary("telea", 28.0)], PSNR, METHODS)
    assert (figure.data[0].base, list(figure.data[0].x)) == (0.0, [28.0])
    assert figure.layout.yaxis.ticktext == ("Do nothing", "Telea", "Navier-Stokes")


def test_a_method_keeps_its_colour_in_a_pair_and_baselines_are_grey():
    colour = WIDE.colour
    assert colour("opencv+telea") == colour("telea") != colour("ns")
    assert colour("median") == colour("everything") == colour("opencv+median") == BASELINE_COLOUR[0]


@pytest.mark.parametrize("colours", [*METHOD_COLOURS.values(), BASELINE_COLOUR, OTHER_COLOUR], ids=str)
def test_every_colour_contrasts_with_the_page_in_both_themes(colours):
    for colour, page in zip(colours, ("#e4e4e4", "#2e2e2e"), strict=True):
        assert contrast(colour, page) >= 3, "WCAG 1.4.11"


def contrast(one, other):
    """Return the contrast of two colours as WCAG 2 defines it."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722


@given(st.floats(-100, 100), st.floats(1e-3, 100), st.integers(2, 8))
def test_an_axis_has_a_few_round_marks_and_shows_all_values(low, span, most):
    ticks, (first, last) = choose_ticks(low, low + span, most)
    assert 1 <= len(ticks) <= most + 2
    assert first <= low + 1e-9 and low + span <= last + 1e-9
    assert all(first <= tick <= last for tick in ticks)


def test_an_axis_of_shares_ends_at_one():
    assert choose_ticks(0.0, 0.91, 6) == ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], (0.0, 1.0))
    assert choose_ticks(0.0, 0.75, 3) == ([0.0, 0.5, 1.0], (0.0, 1.0))


def test_a_narrow_page_has_one_panel_with_the_mean_and_its_labels_above_the_rows():
    summaries = [summary("telea", mean, severity) for mean, severity in ((20.0, "trace"), (30.0, ALL))]
    figure = bar_chart(summaries, PSNR, {"telea": "Telea"}, Look(width=360))
    (panel,) = figure.data
    assert list(panel.x) == [30.0]
    assert figure.layout.annotations[-1].text == "Telea" and not figure.layout.yaxis.showticklabels


def test_a_narrow_page_numbers_the_points_and_names_them_below():
    pairs = [(metric, 10.0 + n, method) for n, method in enumerate(("telea", "ns")) for metric in ("psnr", "seconds")]
    summaries = [summary(method, mean, metric=metric) for metric, mean, method in pairs]
    figure = score_against_speed(summaries, PSNR, SECONDS, METHODS, Look(width=360))
    assert list(figure.data[1].text) == ["1", "2"]
    assert [trace.name for trace in figure.data[2:]] == ["1  Telea", "2  Navier-Stokes"]


def test_a_method_without_a_time_has_no_point_in_score_against_speed():
    summaries = [summary("telea", 28.0), summary("ns", 29.0), summary("telea", 0.3, metric="seconds", half=0.01)]
    figure = score_against_speed(summaries, PSNR, SECONDS, METHODS)
    points, names = figure.data
    assert (list(points.x), list(points.y), list(names.text)) == ([0.3], [28.0], ["Telea"])
    assert points.hovertext[0].endswith("95 % interval 27.0 to 30.0<br>0.300 s")
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.title.text == "Time (s), lower is better"


@pytest.mark.parametrize("gap", [0, 4, 12])
def test_labels_of_close_points_do_not_cover_each_other(gap):
    points = [
        PlotPoint(300.0, 170.0, 160.0, 180.0),
        PlotPoint(300.0 + gap, 170.0, 160.0, 180.0),
        PlotPoint(595.0, 20.0, 10.0, 30.0),
    ]
    right, left, last = place_labels(points, ["Telea", "IOPaint", "FSR"], PlotBox(0, 0, 600, 340))
    assert right != left
    assert last == "middle left"


def test_a_label_does_not_cover_the_next_point():
    points = [PlotPoint(x, 170.0, 100.0, 240.0) for x in (300.0, 330.0)]
    assert place_labels(points, ["Telea", "IOPaint"], PlotBox(0, 0, 600, 340)) == ["middle left", "middle right"]


def test_a_point_of_the_strip_plot_has_the_key_of_its_painting_and_the_same_height_in_every_row():
    rows = [
        ResultRow("fill", method, f"met_{number}", severity, "dutch", "psnr", value + 10.0 * number)
        for method in ("telea", "ns")
        for number in range(5)
        for severity, value in (("light", 21.0), ("heavy", 19.0))
    ]
    figure = strip_plot(rows, PSNR, METHODS, {"met_1": "A Lady"})
    nothing, telea, ns = figure.data
    assert len(nothing.x) == 0
    assert list(telea.x) == [20.0, 30.0, 40.0, 50.0, 60.0]
    assert [picture for (picture,) in telea.customdata] == ["met_0", "met_1", "met_2", "met_3", "met_4"]
    assert telea.hovertext[:2] == ("<b>met_0</b><br>Telea: 20.0 dB", "<b>A Lady</b><br>Telea: 30.0 dB")
    assert [y - 1 for y in telea.y] == pytest.approx([y - 2 for y in ns.y])
    assert telea.y[0] < telea.y[1] < telea.y[2] < telea.y[3] < telea.y[4]


def test_the_chosen_painting_stands_out_in_every_row():
    rows = [
        ResultRow("fill", method, f"met_{n}", "", "", "psnr", 1.0 * n) for method in ("telea", "ns") for n in range(3)
    ]
    for row in strip_plot(rows, PSNR, METHODS, {}, chosen="met_1").data[1:]:
        small, large, _ = row.marker.size
        assert large > small == row.marker.size[2]
        assert row.marker.opacity[1] > row.marker.opacity[0]


def test_a_short_time_axis_still_has_ticks():
    summaries = [
        entry
        for key, seconds in (("telea", 0.2), ("ns", 0.6))
        for entry in (summary(key, 28.0), summary(key, seconds, metric="seconds", half=0.01))
    ]
    axis = score_against_speed(summaries, PSNR, SECONDS, METHODS).layout.xaxis
    shown = [value for value in axis.tickvals if axis.range[0] <= math.log10(value) <= axis.range[1]]
    assert shown == [0.2, 0.5]


def test_a_curve_has_a_band_and_a_point_at_the_default_sensitivity():
    curve = [summary("opencv", 1 - recall / 2, metric=precision_at_key(recall), half=0.05) for recall in RECALLS]
    default = [summary("opencv", 0.8, metric="precision"), summary("opencv", 0.6, metric="recall")]
    band, line, point = precision_recall_plot([*curve, *default], {"opencv": "Morphology", "absent": "Absent"}).data
    assert (line.name, list(line.x), line.y[-1]) == ("Morphology", list(RECALLS), 0.5)
    assert list(zip(band.x, band.y, strict=True))[19:21] == [(1.0, 0.5 + 0.1), (1.0, 0.5 - 0.05)]
    assert (point.x, point.y) == ((0.6,), (0.8,))
    assert "finds 60% of the damage" in point.hovertext[0]


def test_a_line_over_strokes_goes_from_none_to_the_most_and_leaves_out_what_was_not_measured():
    means = {("telea", "00"): 20.0, ("telea", "10"): 23.0, ("telea", "02"): 22.0, ("ns", "02"): 19.0}
    summaries = [summary(method, mean, strokes) for (method, strokes), mean in means.items()]
    figure = score_over_strokes([*summaries, summary("telea", 21.0)], PSNR, {"telea": "Telea", "ns": "Navier-Stokes"})
    telea, ns = figure.data
    assert (list(telea.y), list(ns.y)) == ([20.0, 22.0, 23.0], [19.0])
    assert figure.layout.xaxis.ticktext == ("none", "2 + 2", "10 + 10")
    assert [round(x) for x in ns.x] == [1]
    assert telea.hovertext[1].startswith("<b>Telea</b>, 2 + 2<br>22.0 dB")


def test_figures_without_results_are_empty_and_not_an_error():
    empty = summarise([])
    for figure in (
        bar_chart(empty, PSNR, METHODS),
        score_against_speed(empty, PSNR, SECONDS, METHODS),
        strip_plot([], PSNR, METHODS, {}),
        precision_recall_plot(empty, METHODS),
        score_over_strokes(empty, PSNR, METHODS),
    ):
        assert not any(len(trace.x or ()) for trace in figure.data)
        assert math.isfinite(figure.layout.height)


def test_the_file_of_a_learning_curve_is_small_however_long_the_run():
    evaluations = [{"step": 10 * number, "loss": 1 / (1 + number), "psnr": 20.0} for number in range(20_000)]
    picture = lines_as_svg(learning_curve({"best_step": 20, "curve": evaluations, "start": None}))
    assert len(picture) < 60_000
    texts = {element.text for element in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")}
    assert {"Steps of training", "Error (loss)", "PSNR, dB", "50000", "0.2", "20"} <= texts
    single = lines_as_svg(learning_curve({"best_step": 1, "curve": evaluations[1:2], "start": None}))
    assert single.count("<circle") == 2


def test_a_learning_curve_continues_where_the_run_before_was_best():
    def run_card(best_step, *evaluations, start=None):
        curve = [{"step": step, "loss": loss, "psnr": psnr} for step, loss, psnr in evaluations]
        return {"best_step": best_step, "curve": curve, "start": start}

    first = run_card(20, (10, 0.5, 20.0), (20, 0.4, 22.0), (30, 0.4, 21.0))
    figure = learning_curve(run_card(10, (10, 0.3, 23.0), start=first))
    lines = [(list(line.x), list(line.y)) for line in figure.data]
    assert lines == [
        ([10, 20, 30], [0.5, 0.4, 0.4]),
        ([10, 20, 30], [20.0, 22.0, 21.0]),
        ([30], [0.3]),
        ([30], [23.0]),
    ]
    assert {shape.x0 for shape in figure.layout.shapes} == {20}
