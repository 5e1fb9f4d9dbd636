"""The documents give the figures of the committed run, the parts of the package, and files that exist."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from restoration.benchmark.results import RUN_FILE, BenchmarkResults, read_results, write_results
from restoration.errors import BadRequest
from tests.test_architecture import ARROWS

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "update_readme.py"))
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("[!.]*/README.md"), *ROOT.glob("docs/**/*.md")]


@pytest.fixture
def benchmark():
    return (ROOT / "docs" / "benchmark.md").read_text(encoding="utf-8")


def test_the_figures_are_those_of_the_committed_run(benchmark):
    """If this fails, run scripts/update_readme.py."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(SCRIPT[mark] in benchmark for mark in ("BEGIN", "END", "TEST", "END_TEST"))
    assert SCRIPT["IN_SHORT"] in readme and SCRIPT["END_IN_SHORT"] in readme
    assert [SCRIPT["updated"](text) for text in (readme, benchmark)] == [readme, benchmark]
    assert ("**On paintings that no choice has seen**" in benchmark) == (SCRIPT["TEST_RUN"] / RUN_FILE).exists()


def test_figures_of_the_test_split_stand_beside_those_of_the_validation_split(benchmark, tmp_path):
    """And nothing stands there without them; the runs may not share a painting."""
    results = read_results(SCRIPT["RUN"])
    pictures = results.metadata["pictures"]
    for name, part in (("val", pictures[:3]), ("test", pictures[3:5])):
        keys = {picture["picture"] for picture in part}
        rows = [row for row in results.scores if row.picture in keys or row.task == "real"]
        described = results.metadata | {"pictures": part}
        write_results(tmp_path / name, BenchmarkResults(rows, [], described))
    without = SCRIPT["updated"](benchmark, tmp_path / "val", tmp_path / "none")
    assert "**On paintings that no choice has seen**" not in without
    table = SCRIPT["updated"](benchmark, tmp_path / "val", tmp_path / "test").split(SCRIPT["TEST"])[1]
    assert "| Validation, 3 paintings | Test, 2 paintings |" in table
    (row,) = [line for line in table.splitlines() if line.startswith("| Filling known damage") and "Telea" in line]
    for cell, part in zip(row.split("|")[3:5], (pictures[:3], pictures[3:5]), strict=True):
        values = [
            cell.value
            for cell in results.scores
            if (cell.task, cell.method, cell.metric) == ("fill", "telea", "psnr_inside")
            and cell.picture in {picture["picture"] for picture in part}
        ]
        assert float(cell.split()[0]) == pytest.approx(np.mean(values), abs=0.05)
    with pytest.raises(BadRequest, match="share 2 paintings"):
        SCRIPT["updated"](benchmark, test_run=tmp_path / "test")


def test_the_documents_list_the_parts_of_the_allow_list():
    block = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    parts = [line.split()[0].rstrip("/") for line in block.strip().splitlines()]
    assert parts == [part for part in ARROWS if not part.startswith("__")]


def test_the_documents_name_only_files_that_exist():
    named = {
        (document.name, path)
        for document in DOCUMENTS
        for path in re.findall(r"`((?:restoration|scripts|tests|docs)/[\w/.-]+)`", document.read_text(encoding="utf-8"))
    }
    assert named
    assert not [(document, path) for document, path in named if not (ROOT / path).exists()]


def test_the_committed_run_is_complete_and_changes_no_sound_paint():
    results = read_results(SCRIPT["RUN"])
    parts = [results.metadata, *results.metadata.get("parts", [])]
    assert not [part["commit"] for part in parts if part["commit"].endswith("-dirty")]
    outside = [cell.value for cell in results.scores if cell.metric == "outside_change"]
    assert outside and max(outside) == 0
    pictures = {picture["picture"] for picture in results.metadata["pictures"]}
    for method in ("nothing", "telea", "ns", "biharmonic"):
        cases = {(c.picture, c.severity) for c in results.scores if (c.task, c.method) == ("fill", method)}
        assert len(cases) == len(pictures) * len(results.metadata["protocol"]["severities"])
