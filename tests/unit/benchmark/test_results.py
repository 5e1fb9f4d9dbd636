"""What a run wrote is read back; what it did not write is refused with a sentence."""

import pytest

from restoration.benchmark.results import (
    COST_FILE,
    SCORES_FILE,
    BenchmarkResults,
    ResultRow,
    read_results,
    write_results,
)
from restoration.errors import BadRequest

SCORE = ResultRow("fill", "telea", "met_1", "light", "dutch", "psnr_inside", 29.125)
OTHER = ResultRow("fill", "ns", "met_1", "light", "dutch", "psnr_inside", 30.5)
COSTS = ResultRow("fill", "telea", "met_1", "light", "dutch", "seconds_per_mpx", 0.25)


def written(folder, *scores):
    write_results(folder, BenchmarkResults(list(scores), [COSTS], {"commit": "abc"}))
    return folder


def test_results_come_back_sorted(tmp_path):
    results = read_results(written(tmp_path, SCORE, OTHER))
    assert results.scores == [OTHER, SCORE]
    assert results.cost == [COSTS]
    assert results.about == {"commit": "abc"}


def test_the_order_of_the_figures_leaves_no_trace(tmp_path):
    one, two = written(tmp_path / "one", SCORE, OTHER), written(tmp_path / "two", OTHER, SCORE)
    assert (one / SCORES_FILE).read_bytes() == (two / SCORES_FILE).read_bytes()


def test_where_nothing_was_measured_the_command_is_named(tmp_path):
    with pytest.raises(BadRequest) as caught:
        read_results(tmp_path)
    assert "restoration benchmark" in caught.value.sentence


@pytest.mark.parametrize("spoilt", ["", "other,columns\n1,2\n", "{first}\nfill,telea,met_1,light,dutch,psnr,high\n"])
def test_a_spoilt_table_is_refused(tmp_path, spoilt):
    table = written(tmp_path, SCORE) / COST_FILE
    first = table.read_text().splitlines()[0]
    table.write_text(spoilt.replace("{first}", first))
    with pytest.raises(BadRequest, match="cannot be understood"):
        read_results(tmp_path)


def test_a_missing_figure_is_no_figure(tmp_path):
    with pytest.raises(BadRequest):
        read_results(written(tmp_path, ResultRow("fill", "telea", "met_1", "", "", "psnr", float("nan"))))
