"""What the keys in a run's tables stand for, in words for people."""

import re
from collections.abc import Iterator

from restoration.benchmark.baselines import BASELINE_DETECTORS, BASELINE_INPAINTERS
from restoration.benchmark.methods import TRUE_MASK
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import BenchmarkResults

_PREFIXES = {"doi:": "https://doi.org/", "arXiv:": "https://arxiv.org/abs/", "https://": "https://"}
_MUSEUMS = {"aic": "https://www.artic.edu/artworks/", "met": "https://www.metmuseum.org/art/collection/search/"}
_NUMBERED = re.compile(r"([a-z]+)_(\d+)_")  # how the name of a museum's picture begins


def source_url(source: str) -> str:
    """The address of a source such as `doi:10.1109/83.1` or `arXiv:1505.04597`; "" where it is none of these."""
    return next((root + source[len(kind) :] for kind, root in _PREFIXES.items() if source.startswith(kind)), "")


def museum_url(picture: str) -> str:
    """The museum's page of the painting in a picture such as `met_437869_Juan_de_Pareja`; "" where it is not known."""
    found = _NUMBERED.match(picture)
    return f"{_MUSEUMS[found[1]]}{found[2]}" if found and found[1] in _MUSEUMS else ""


_BASELINES = {TRUE_MASK, *(entry.key for entry in BASELINE_INPAINTERS), *(entry.key for entry in BASELINE_DETECTORS)}


def method_labels(results: BenchmarkResults, task: str) -> dict[str, str]:
    """Key and label of every method that has a score at a task: in the run's order, then pairs of methods."""
    scored = {cell.method for cell in results.scores if cell.task == task}
    labels = {told["method"]: told["label"] for told in results.about["methods"]}
    known = [key for key in labels if key in scored]
    return {key: ", then ".join(_labels(key, labels)) for key in [*known, *sorted(scored - set(known))]}


def _labels(key: str, labels: dict[str, str]) -> Iterator[str]:
    """Of each method in a pair such as `opencv+telea`."""
    return (labels.get(part, part) for part in key.split("+"))


def metrics_by_key(results: BenchmarkResults) -> dict[str, Metric]:
    """Every metric of the run by its key."""
    return {told["key"]: Metric(**told) for told in results.about["metrics"]}


def picture_titles(results: BenchmarkResults) -> dict[str, str]:
    """What each picture shows, by its key."""
    return {told["picture"]: told["title"] for told in results.about["pictures"]}


def method_urls(results: BenchmarkResults) -> dict[str, str]:
    """The web address of the paper behind each method, by its key; "" where there is none."""
    return {told["method"]: source_url(told["source"]) for told in results.about["methods"]}


def is_baseline(method: str) -> bool:
    """Whether a method, or one of a pair such as `true-mask+telea`, is there only to compare with."""
    return not _BASELINES.isdisjoint(method.split("+"))
