"""What a metric is: a name for people, a direction, a source; and how a list of metrics becomes figures."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar


def format_value(value: float) -> str:
    """29.4, 0.912, 0.00031, 1240; zero is 0."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{decimals}f}"


_Case = TypeVar("_Case")


@dataclass(frozen=True, slots=True)
class Metric:
    """One column of the results."""

    key: str  # in files; never changes
    label: str
    unit: str  # "" where it has none
    better: Literal["higher", "lower"]
    summary: str  # one sentence for a visitor
    source: str = ""  # "" for what needs none


def evaluate_metrics(metrics: Mapping[Metric, Callable[[_Case], float]], case: _Case) -> dict[str, float]:
    """What each metric says of a case, by its key."""
    return {metric.key: measure(case) for metric, measure in metrics.items()}
