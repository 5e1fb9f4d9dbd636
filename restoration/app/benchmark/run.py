"""A run as the page needs it: read and averaged once for all users."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from restoration.benchmark import labels
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import COST_FILE, RUN_FILE, SCORES_FILE, BenchmarkResults, ResultRow, read_results
from restoration.benchmark.run_description import check_description
from restoration.benchmark.summary import Summary, summarise
from restoration.errors import BadRequest


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The results of a run, their averages, and the meaning of its keys; shared by all users, so read-only."""

    folder: Path
    results: BenchmarkResults
    summaries: list[Summary]  # of scores and costs
    metrics: dict[str, Metric]
    titles: dict[str, str]  # of the pictures
    paper_urls: dict[str, str]  # by method

    def methods(self, task: str) -> dict[str, str]:
        """Return the label of each method with a score at a task, by key."""
        return labels.method_labels(self.results, task)

    def scores(self, task: str) -> list[ResultRow]:
        """Return all scores at a task."""
        return [row for row in self.results.scores if row.task == task]

    def averages(self, task: str) -> list[Summary]:
        """Return the averages of all scores and costs at a task."""
        return [summary for summary in self.summaries if summary.task == task]

    def measured_metrics(self, task: str, keys: Iterable[str]) -> list[Metric]:
        """Return those of the metrics, given by key, that were measured at a task."""
        measured = {summary.metric for summary in self.averages(task)}
        return [self.metrics[key] for key in keys if key in measured & self.metrics.keys()]


def read_run(folder: Path) -> Run:
    """Return the run in a folder; a change of its files is noticed.

    Raises:
        BadRequest: the folder holds no run, or a run that cannot be understood.
    """
    files = [folder / name for name in (SCORES_FILE, COST_FILE, RUN_FILE)]
    versions = tuple(file.stat().st_mtime_ns for file in files if file.exists())
    return _read_run(str(folder), versions)


@st.cache_resource(max_entries=4, show_spinner="Reading the run…")
def _read_run(name: str, versions: tuple[int, ...]) -> Run:
    """Return the run in the folder `name`; `versions` makes Streamlit read changed files again."""
    folder = Path(name)
    results = read_results(folder)
    try:
        check_description(results.metadata)
    except BadRequest as error:
        raise BadRequest(
            f"The run in {folder} was made by another version.", hint="Run the benchmark again."
        ) from error
    meanings = labels.metrics_by_key(results), labels.picture_titles(results), labels.method_urls(results)
    return Run(folder, results, summarise(results.scores + results.cost), *meanings)
