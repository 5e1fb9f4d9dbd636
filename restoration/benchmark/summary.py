"""Means over paintings with their 95 % intervals, and the comparison of two methods on the same cases."""

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

ALL = "all"  # stands for a severity or a style in a mean over all of them
RESAMPLES = 2000
BOOTSTRAP_SEED = 20260  # the resamples take the same paintings for every method


class SummaryGroup(NamedTuple):
    """The values that one mean is taken of: those of one metric for one method, over all pictures."""

    task: str
    method: str
    severity: str  # a severity, or `ALL`
    style: str  # a style, or `ALL`
    metric: str


class Interval(NamedTuple):
    """A mean and its 95 % interval: 95 in 100 resamples of the paintings have their mean in it."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, order=True)
class Summary:
    """The mean of a group over its paintings."""

    task: str
    method: str
    severity: str  # a severity, or `ALL`
    style: str  # a style, or `ALL`
    metric: str
    paintings: int
    mean: float
    low: float  # of the 95 % interval of the mean
    high: float


@dataclass(frozen=True, slots=True)
class MethodComparison:
    """The differences of two methods, the first minus the second, painting by painting."""

    paintings: int
    difference: Interval  # in the metric's unit; if it does not contain 0, the methods differ on these paintings
    wins: float  # share of paintings on which the first is better, 0..1; a tie is not a win


def summarise(rows: Iterable[ResultRow]) -> list[Summary]:
    """Return the mean of every group that has a value, sorted; the order of the rows does not matter."""
    return [
        Summary(*group, len(means), *bootstrap_interval(list(means.values())))
        for group, means in sorted(painting_means(rows).items())
    ]


def painting_means(rows: Iterable[ResultRow]) -> dict[SummaryGroup, dict[str, float]]:
    """Return the paintings of each group, sorted, each with the mean over its cases.

    A painting with many cases weighs no more than one with a single case. If a method has no value for a painting, its
    mean is over the others: compare two methods with `compare_methods`.
    """
    values: dict[SummaryGroup, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for group in _groups(row):
            values[group][row.picture].append(row.value)
    return {
        group: {picture: fmean(cases) for picture, cases in sorted(pictures.items())}
        for group, pictures in values.items()
    }


def _groups(row: ResultRow) -> Iterator[SummaryGroup]:
    for severity in {row.severity or ALL, ALL}:
        for style in {row.style or ALL, ALL}:
            yield SummaryGroup(row.task, row.method, severity, style, row.metric)


def compare_methods(rows: Iterable[ResultRow], metric: Metric, first: str, second: str) -> MethodComparison:
    """Compare two methods on the cases that both have.

    Args:
        rows: of one task, and of one severity or style if only that is compared.
        metric: the values to compare.
        first: key of a method.
        second: key of another.

    Raises:
        ValueError: they have no case in common.
    """
    differences = _painting_differences([row for row in rows if row.metric == metric.key], first, second)
    if not differences:
        raise ValueError(f"{first} and {second} have no case in common that has a value for {metric.key}")
    wins = [difference > 0 if metric.better == "higher" else difference < 0 for difference in differences]
    return MethodComparison(len(differences), bootstrap_interval(differences), fmean(wins))


def _painting_differences(rows: list[ResultRow], first: str, second: str) -> list[float]:
    """Return the mean difference over the cases of each painting."""
    first_values, second_values = (
        {(row.picture, row.severity, row.style): row.value for row in rows if row.method == method}
        for method in (first, second)
    )
    differences: dict[str, list[float]] = defaultdict(list)
    for case in first_values.keys() & second_values.keys():
        differences[case[0]].append(first_values[case] - second_values[case])
    return [fmean(cases) for _, cases in sorted(differences.items())]


def bootstrap_interval(values: list[float]) -> Interval:
    """Return the mean of one value per painting, with its 95 % percentile interval over paintings.

    For a single painting the interval has no width, and says nothing about other paintings.

    Source:
        B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    means = np.array(values)[_resample_indices(len(values))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5]).tolist()
    return Interval(fmean(values), low, high)


@cache
def _resample_indices(count: int) -> npt.NDArray[np.int64]:
    """Return which paintings each resample takes, with repetition: (RESAMPLES, count)."""
    return np.random.default_rng([BOOTSTRAP_SEED, count]).integers(count, size=(RESAMPLES, count))
