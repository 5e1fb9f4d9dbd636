"""What a figure says where the pointer rests."""

from restoration.benchmark.metric import Metric
from restoration.benchmark.rounding import rounded
from restoration.benchmark.summary import Summary


def measured(value: float, metric: Metric) -> str:
    """A value with its unit."""
    return f"{rounded(value)} {metric.unit}".rstrip()


def averaged(summary: Summary, metric: Metric) -> str:
    """A mean, its interval, and over how many paintings."""
    bounds = f"{rounded(summary.low)} to {rounded(summary.high)}"
    if summary.paintings == 1:
        return f"{measured(summary.mean, metric)}, of one painting"
    return f"{measured(summary.mean, metric)}, mean of {summary.paintings} paintings<br>95 % interval {bounds}"
