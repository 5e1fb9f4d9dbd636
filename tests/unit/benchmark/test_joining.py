"""A part that is measured later stands in a run in place of what it measured anew, with its own date."""

from dataclasses import replace

import pytest

from restoration.benchmark.joining import check_joinable, join
from restoration.benchmark.protocol import FULL_PROTOCOL, QUICK_PROTOCOL
from restoration.benchmark.results import BenchmarkResults, ResultRow, write_results
from restoration.benchmark.run_description import check_description
from restoration.collection.originals import read_originals
from restoration.errors import BadRequest
from tests.pages.small_run import metadata


@pytest.fixture
def painting(tmp_path):
    (tmp_path / "paintings").mkdir()
    path = tmp_path / "paintings" / "met_1.png"
    path.write_bytes(b"any bytes")
    return path


def results(painting, date, *methods, value):
    """A run of these methods, a list of (task, method)."""
    rows = [ResultRow(task, method, "met_1", "", "", "psnr_inside", value) for task, method in methods]
    records = [{"task": task, "method": method, "label": method, "source": date} for task, method in methods]
    described = metadata(painting) | {"date": date, "commit": date, "methods": records}
    return BenchmarkResults(rows, [replace(row, metric="seconds_per_mpx") for row in rows], described)


def test_the_rows_of_a_part_replace_those_of_its_own_methods_and_tasks(painting):
    run = results(painting, "day 1", ("fill", "telea"), ("losses", "telea"), ("losses", "ns"), value=1.0)
    joined = join(run, results(painting, "day 2", ("losses", "telea"), ("losses", "auto"), value=2.0))
    joined = join(joined, results(painting, "day 3", ("losses", "auto"), value=3.0))
    expected = {("fill", "telea"): 1.0, ("losses", "ns"): 1.0, ("losses", "telea"): 2.0, ("losses", "auto"): 3.0}
    for rows in (joined.scores, joined.cost):
        assert len(rows) == 4 and {(row.task, row.method): row.value for row in rows} == expected
    described = joined.metadata
    check_description(described)
    assert described["date"] == "day 1"
    assert [(part["task"], part["methods"], part["date"]) for part in described["parts"]] == [
        ("losses", ["telea"], "day 2"),
        ("losses", ["auto"], "day 3"),
    ]
    sources = {(record["task"], record["method"]): record["source"] for record in described["methods"]}
    assert sources["losses", "telea"] == "day 2" and sources["fill", "telea"] == "day 1"


def test_a_part_joins_only_a_run_of_its_own_paintings_and_protocol(painting, tmp_path):
    originals = read_originals(painting.parent)
    check_joinable(tmp_path / "empty", FULL_PROTOCOL, originals)
    write_results(tmp_path / "run", results(painting, "day 1", ("fill", "telea"), value=1.0))
    check_joinable(tmp_path / "run", QUICK_PROTOCOL, originals)
    with pytest.raises(BadRequest, match="another protocol"):
        check_joinable(tmp_path / "run", FULL_PROTOCOL, originals)
    painting.write_bytes(b"other bytes")
    with pytest.raises(BadRequest, match="other paintings"):
        check_joinable(tmp_path / "run", QUICK_PROTOCOL, originals)
    write_results(tmp_path / "run", results(painting, "day 1", ("fill", "telea"), value=1.0))
    painting.rename(painting.with_stem("met_2"))
    with pytest.raises(BadRequest, match="other paintings"):
        check_joinable(tmp_path / "run", QUICK_PROTOCOL, read_originals(painting.parent))
