"""The best method beside the next one, painting by painting: whether these paintings tell the two apart."""

from collections.abc import Iterable, Mapping

from restoration.benchmark.comparison import Comparison, compare
from restoration.benchmark.legend import is_baseline
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import Cell
from restoration.benchmark.rounding import rounded
from restoration.benchmark.summary import ALL, Summary


def verdict(
    summaries: Iterable[Summary], cells: Iterable[Cell], metric: Metric, methods: Mapping[str, str]
) -> str | None:
    """One sentence on the two best methods that are no baselines; None where there are not two.

    Args:
        summaries: of one task.
        cells: the scores that they average.
        metric: by which the methods are compared.
        methods: key and label.
    """
    means = {
        one.method: one.mean
        for one in summaries
        if one.metric == metric.key and one.severity == one.style == ALL and not is_baseline(one.method)
    }
    if len(means) < 2:
        return None
    best, second, *_ = sorted(means, key=lambda key: means[key], reverse=metric.better == "higher")
    return _told(compare(cells, metric, best, second), metric, methods[best], methods[second])


def _told(found: Comparison, metric: Metric, best: str, second: str) -> str:
    low, high = sorted((abs(found.difference.low), abs(found.difference.high)))
    unit = f" {metric.unit}" if metric.unit else ""
    if found.difference.low <= 0 <= found.difference.high:
        return f"{best} and {second} are the best two; these {found.paintings} paintings do not tell them apart."
    return (
        f"{best} is the best, by {rounded(abs(found.difference.mean))}{unit} before {second} "
        f"(95 % interval {rounded(low)} to {rounded(high)}), and the better of the two on "
        f"{100 * found.wins:.0f} % of {found.paintings} paintings."
    )
