"""What the README claims is what the committed run measured."""

import runpy
from pathlib import Path

from restoration.benchmark.results import read_results

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "update_readme.py"))


def test_the_tables_are_those_of_the_committed_run():
    """If this fails, run scripts/update_readme.py."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert SCRIPT["BEGIN"] in readme and SCRIPT["END"] in readme
    assert SCRIPT["updated"](readme) == readme


def test_the_committed_run_makes_sense():
    """No filler touched sound paint, none is worse than doing nothing in colour, and all cases are there."""
    results = read_results(SCRIPT["RUN"])
    assert not results.about["commit"].endswith("-dirty")
    outside = [cell.value for cell in results.scores if cell.metric == "outside_change"]
    assert outside and max(outside) == 0
    pictures = {told["picture"] for told in results.about["pictures"]}
    for method in ("nothing", "telea", "ns", "biharmonic"):
        cases = {(c.picture, c.severity) for c in results.scores if (c.task, c.method) == ("fill", method)}
        assert len(cases) == len(pictures) * len(results.about["protocol"]["severities"])
