"""A run as the page needs it: parsed and averaged once, for all visitors."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from restoration.benchmark import labels
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import COST_FILE, RUN_FILE, SCORES_FILE, BenchmarkResults, ResultRow, read_results
from restoration.benchmark.summary import Summary, summarise
from restoration.errors import BadRequest


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a run found out, its averages, and what its keys stand for; shared, hence read-only."""

    folder: Path
    results: BenchmarkResults
    summaries: list[Summary]  # of scores and costs
    metrics: dict[str, Metric]
    titles: dict[str, str]  # of the pictures
    addresses: dict[str, str]  # of the papers behind the methods

    def methods(self, task: str) -> dict[str, str]:
        """Key and label of every method with a score at a task."""
        return labels.method_labels(self.results, task)

    def scores(self, task: str) -> list[ResultRow]:
        """All scores at a task."""
        return [cell for cell in self.results.scores if cell.task == task]

    def averages(self, task: str) -> list[Summary]:
        """The averages of all scores and costs at a task."""
        return [one for one in self.summaries if one.task == task]


def read_run(folder: Path) -> Run:
    """The run in a folder, as it is there now.

    Raises:
        BadRequest: there is none, or it cannot be understood.
    """
    files = [folder / name for name in (SCORES_FILE, COST_FILE, RUN_FILE)]
    states = tuple(file.stat().st_mtime_ns for file in files if file.exists())
    return _read_run(str(folder), states)


@st.cache_resource(max_entries=4, show_spinner="Reading the run…")
def _read_run(name: str, states: tuple[int, ...]) -> Run:
    """The run in the folder of that name; `states` tell one content of its files from another."""
    folder = Path(name)
    results = read_results(folder)
    try:
        words = labels.metrics_by_key(results), labels.picture_titles(results), labels.method_urls(results)
    except (KeyError, TypeError) as error:
        raise BadRequest(f"The run in {folder} is by another version.", hint="Run the benchmark again.") from error
    return Run(folder, results, summarise(results.scores + results.cost), *words)
