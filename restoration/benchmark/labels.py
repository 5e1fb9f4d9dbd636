"""Labels and links for the keys in the tables of a run."""

import re
from collections.abc import Iterator
from dataclasses import fields

from restoration.benchmark.enlarging import BASELINES as BASELINE_ENLARGERS
from restoration.benchmark.methods import BASELINE_DETECTORS, BASELINE_INPAINTERS, TRUE_MASK
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import BenchmarkResults

_BASELINES = {
    TRUE_MASK,
    *(entry.key for entry in BASELINE_INPAINTERS),
    *(entry.key for entry in BASELINE_DETECTORS),
    *(entry.key for entry in BASELINE_ENLARGERS),
}

_SOURCE_PREFIXES = {"doi:": "https://doi.org/", "arXiv:": "https://arxiv.org/abs/", "https://": "https://"}
_MUSEUM_URLS = {
    "aic": "https://www.artic.edu/artworks/",
    "commons": "https://commons.wikimedia.org/?curid=",
    "met": "https://www.metmuseum.org/art/collection/search/",
    "rijksmuseum": "https://id.rijksmuseum.nl/",
}
_MUSEUM_NUMBER = re.compile(r"([a-z]+)_(\d+)_")  # how the name of a museum's picture begins


def method_labels(results: BenchmarkResults, task: str) -> dict[str, str]:
    """Return key and label of every method that has a score at a task.

    Methods come in the order of the run, then pairs of methods.
    """
    scored = {row.method for row in results.scores if row.task == task}
    labels = {record["method"]: record["label"] for record in results.metadata["methods"]}
    known = [key for key in labels if key in scored]
    return {key: ", then ".join(_part_labels(key, labels)) for key in [*known, *sorted(scored - set(known))]}


def _part_labels(key: str, labels: dict[str, str]) -> Iterator[str]:
    """Yield the label of each method in a pair such as `opencv+telea`."""
    return (labels.get(part, part) for part in key.split("+"))


def metrics_by_key(results: BenchmarkResults) -> dict[str, Metric]:
    """Return every metric of the run by its key."""
    known = {field.name for field in fields(Metric)}  # a newer program may add others
    records = [{name: record[name] for name in known & record.keys()} for record in results.metadata["metrics"]]
    return {record["key"]: Metric(**record) for record in records}


def picture_titles(results: BenchmarkResults) -> dict[str, str]:
    """Return the title of each picture, by its key."""
    return {record["picture"]: record["title"] for record in results.metadata["pictures"]}


def method_urls(results: BenchmarkResults) -> dict[str, str]:
    """Return the web address of the paper behind each method, by its key; "" where there is none."""
    return {record["method"]: source_url(record["source"]) for record in results.metadata["methods"]}


def is_baseline(method: str) -> bool:
    """Return whether a method, or one of a pair such as `true-mask+telea`, only serves for comparison."""
    return not _BASELINES.isdisjoint(method.split("+"))


def source_url(source: str) -> str:
    """Return the address of a source such as `doi:10.1109/83.1` or `arXiv:1505.04597`; "" for other sources."""
    urls = (root + source[len(prefix) :] for prefix, root in _SOURCE_PREFIXES.items() if source.startswith(prefix))
    return next(urls, "")


def museum_url(picture: str) -> str:
    """Return the museum's page for a picture such as `met_437869_Juan_de_Pareja`; "" where it is not known."""
    found = _MUSEUM_NUMBER.match(picture)
    return f"{_MUSEUM_URLS[found[1]]}{found[2]}" if found and found[1] in _MUSEUM_URLS else ""
