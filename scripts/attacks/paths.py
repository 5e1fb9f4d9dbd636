"""The walk through every text field of a hosted dashboard with paths that lead elsewhere: its tests, counted."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from scripts.attacks.results import Verdict

ROOT = Path(__file__).parents[2]
TESTS = "tests/pages/test_hosted_pages.py"


def walk_pages() -> Iterator[tuple[str, Verdict]]:
    """Run the tests of the hosted pages, and yield the name and the verdict of each."""
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        report = Path(name) / "report.xml"
        command = [sys.executable, "-m", "pytest", TESTS, f"--junitxml={report}", "-p", "no:cacheprovider"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        cases = [*ElementTree.parse(report).iter("testcase")] if report.is_file() else []
    if not cases:
        yield TESTS, Verdict.of([f"it did not run: {done.stdout[-200:]}"])
    for case in cases:
        faults = [fault.get("message", "")[:200] for kind in ("failure", "error") for fault in case.iter(kind)]
        yield case.get("name", ""), Verdict.of(faults, float(case.get("time", 0)))
