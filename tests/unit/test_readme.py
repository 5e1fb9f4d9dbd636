"""The documents give the figures of the committed run, the parts of the package, and files that exist."""

import re
import runpy
from pathlib import Path

import pytest

from restoration.benchmark.results import read_results
from tests.test_architecture import ARROWS

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "update_readme.py"))
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("[!.]*/README.md"), *ROOT.glob("docs/**/*.md")]


@pytest.fixture
def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_committed_run(readme):
    """If this fails, run scripts/update_readme.py."""
    assert SCRIPT["BEGIN"] in readme and SCRIPT["END"] in readme
    assert SCRIPT["updated"](readme) == readme


def test_the_readme_lists_the_parts_of_the_allow_list(readme):
    block = readme.split("## How the code is laid out")[1].split("```")[1]
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
