"""The list of all metrics."""

from restoration.benchmark.metric_catalog import METRICS


def test_every_key_names_one_metric():
    keys = [metric.key for metric in METRICS]
    assert sorted(set(keys)) == sorted(keys)


def test_every_metric_tells_a_visitor_in_one_sentence_what_it_says():
    assert not [metric.key for metric in METRICS if not metric.summary.endswith(".") or ". " in metric.summary]
