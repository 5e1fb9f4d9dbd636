"""The list of all metrics, and how their values are written."""

import pytest

from restoration.benchmark.metric import format_value
from restoration.benchmark.metric_catalog import METRICS


def test_every_key_names_one_metric():
    keys = [metric.key for metric in METRICS]
    assert sorted(set(keys)) == sorted(keys)


def test_every_metric_has_a_summary_of_one_sentence():
    assert not [metric.key for metric in METRICS if not metric.summary.endswith(".") or ". " in metric.summary]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (28.614, "28.6"), (-0.91249, "-0.912"), (0.000312, "0.000312"), (12345.6, "12346")]
)
def test_a_value_is_written_with_three_digits(value, text):
    assert format_value(value) == text
