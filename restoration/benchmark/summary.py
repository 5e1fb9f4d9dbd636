"""Two methods on the same cases: by how much one is better, and on how many paintings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.benchmark.metric import Metric
from restoration.benchmark.results import ResultRow

ALL = "all"  # the severity or style of an average over every one of them
RESAMPLES = 2000
BOOTSTRAP_SEED = 20260  # of the resamples: the same paintings are drawn for every method


class SummaryGroup(NamedTuple):
    """What is averaged: one metric of one method over all pictures of one kind."""

    task: str
    method: str
    severity: str  # a severity, or `ALL`
    style: str  # likewise
    metric: str


class Interval(NamedTuple):
    """A mean, and between what bounds 95 in 100 draws of other paintings like these put it."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, order=True)
class Summary:
    """A group's average over its paintings."""

    task: str
    method: str
    severity: str  # a severity, or `ALL`
    style: str  # likewise
    metric: str
    paintings: int
    mean: float
    low: float  # of the 95 % interval of the mean
    high: float


def summarise(cells: Iterable[ResultRow]) -> list[Summary]:
    """Averages of every group that has a figure, sorted; the order of the cells does not matter."""
    return [
        Summary(*group, len(means), *bootstrap_interval(list(means.values())))
        for group, means in sorted(painting_means(cells).items())
    ]


def painting_means(cells: Iterable[ResultRow]) -> dict[SummaryGroup, dict[str, float]]:
    """For each group its paintings, sorted, each with the mean over its cases.

    A painting with many cases weighs no more than one with a single case. A method that gave no figure for a painting
    is averaged over the others: compare methods by `comparison.compare`.
    """
    gathered: dict[SummaryGroup, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        for group in _groups(cell):
            gathered[group][cell.picture].append(cell.value)
    return {
        group: {picture: fmean(values) for picture, values in sorted(pictures.items())}
        for group, pictures in gathered.items()
    }


def _groups(cell: ResultRow) -> Iterator[SummaryGroup]:
    for severity in {cell.severity or ALL, ALL}:
        for style in {cell.style or ALL, ALL}:
            yield SummaryGroup(cell.task, cell.method, severity, style, cell.metric)


def bootstrap_interval(values: list[float]) -> Interval:
    """The mean of one value per painting, with its 95 % percentile interval over paintings.

    A single painting tells nothing of others: its interval has no width, and means nothing.

    Source:
        B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    means = np.array(values)[_resample_indices(len(values))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5]).tolist()
    return Interval(fmean(values), low, high)


@cache
def _resample_indices(count: int) -> npt.NDArray[np.int64]:
    """(RESAMPLES, count): which paintings each resample takes, with repetition."""
    return np.random.default_rng([BOOTSTRAP_SEED, count]).integers(count, size=(RESAMPLES, count))


@dataclass(frozen=True, slots=True)
class MethodComparison:
    """The first method less the second, painting by painting."""

    paintings: int
    difference: Interval  # in the metric's unit; where 0 lies outside, these paintings tell the two apart
    wins: float  # share of paintings on which the first is better, 0..1; a tie is no win


def compare_methods(cells: Iterable[ResultRow], metric: Metric, first: str, second: str) -> MethodComparison:
    """How two methods differ on the cases that both did.

    Args:
        cells: of one task, and of one severity or style where only that is asked for.
        metric: by which they are compared.
        first: key of a method.
        second: key of another.

    Raises:
        ValueError: they have no case in common.
    """
    differences = _painting_differences([cell for cell in cells if cell.metric == metric.key], first, second)
    if not differences:
        raise ValueError(f"{first} and {second} have no case in common that has a figure for {metric.key}")
    wins = [difference > 0 if metric.better == "higher" else difference < 0 for difference in differences]
    return MethodComparison(len(differences), bootstrap_interval(differences), fmean(wins))


def _painting_differences(cells: list[ResultRow], first: str, second: str) -> list[float]:
    """One for each painting, over its cases."""
    ours, theirs = (
        {(cell.picture, cell.severity, cell.style): cell.value for cell in cells if cell.method == method}
        for method in (first, second)
    )
    gathered: dict[str, list[float]] = defaultdict(list)
    for case in ours.keys() & theirs.keys():
        gathered[case[0]].append(ours[case] - theirs[case])
    return [fmean(differences) for _, differences in sorted(gathered.items())]
