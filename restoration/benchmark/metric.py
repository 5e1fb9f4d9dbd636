"""What a metric is, how its values are written, and how a set of metrics is evaluated."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

_Case = TypeVar("_Case")


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantity that a run reports."""

    key: str  # in files; never changes
    label: str
    unit: str  # "" where it has none
    better: Literal["higher", "lower"]
    summary: str  # one sentence for a visitor
    source: str = ""  # "" where none is needed


def evaluate_metrics(metrics: Mapping[Metric, Callable[[_Case], float]], case: _Case) -> dict[str, float]:
    """Return the value of each metric on a case, by the metric's key."""
    return {metric.key: measure(case) for metric, measure in metrics.items()}


def format_value(value: float) -> str:
    """Return a value with three digits, such as 29.4, 0.912, 0.00031 or 1240; zero is 0."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{decimals}f}"
