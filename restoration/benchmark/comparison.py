"""Two methods on the same cases: by how much one is better, and on how many paintings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from restoration.benchmark.metric import Metric
from restoration.benchmark.results import Cell
from restoration.benchmark.summary import Interval, bootstrap


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first method less the second, painting by painting."""

    paintings: int
    difference: Interval  # in the metric's unit; where 0 lies outside, these paintings tell the two apart
    wins: float  # share of paintings on which the first is better, 0..1; a tie is no win


def compare(cells: Iterable[Cell], metric: Metric, first: str, second: str) -> Comparison:
    """How two methods differ on the cases that both did.

    Args:
        cells: of one task, and of one severity or style where only that is asked for.
        metric: by which they are compared.
        first: key of a method.
        second: key of another.

    Raises:
        ValueError: they have no case in common.
    """
    differences = _differences([cell for cell in cells if cell.metric == metric.key], first, second)
    if not differences:
        raise ValueError(f"{first} and {second} have no case in common that has a figure for {metric.key}")
    wins = [difference > 0 if metric.better == "higher" else difference < 0 for difference in differences]
    return Comparison(len(differences), bootstrap(differences), fmean(wins))


def _differences(cells: list[Cell], first: str, second: str) -> list[float]:
    """One for each painting, over its cases."""
    ours, theirs = (
        {(cell.picture, cell.severity, cell.style): cell.value for cell in cells if cell.method == method}
        for method in (first, second)
    )
    gathered: dict[str, list[float]] = defaultdict(list)
    for case in ours.keys() & theirs.keys():
        gathered[case[0]].append(ours[case] - theirs[case])
    return [fmean(differences) for _, differences in sorted(gathered.items())]
