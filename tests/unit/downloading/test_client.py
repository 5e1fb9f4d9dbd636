"""How a visitor behaves: who it says it is, and when it waits."""

import time

import pytest

from restoration.downloading.client import Client, DownloadFailed


@pytest.fixture
def waits(monkeypatch):
    """Seconds of every wait; none is waited for."""
    seconds = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def test_a_visitor_says_who_it_is(met):
    Client(pause=0).json(f"{met.api}/v1/departments")
    _, _, headers = met.calls[0]
    assert headers["User-Agent"].startswith("painting-restoration/")


def test_a_visitor_pauses_between_calls_but_not_before_the_first(met, waits):
    visitor = Client(pause=100)
    for _ in range(2):
        visitor.json(f"{met.api}/v1/departments")
    first, second = waits
    assert first == 0
    assert 99 < second <= 100


def test_a_refused_visitor_waits_longer_each_time_or_as_long_as_it_is_told(met, waits):
    met.faults["/public/collection/v1/departments"] = [(403, {}), (403, {}), (500, {}), (429, {"Retry-After": "17"})]
    Client(pause=0).json(f"{met.api}/v1/departments")
    assert waits[1:] == [1, 2, 4, 17]


def test_a_closed_door_is_tried_three_times(waits):
    with pytest.raises(DownloadFailed, match=r"127\.0\.0\.1 cannot be reached"):
        Client(pause=0).json("http://127.0.0.1:1/public")
    assert waits[1:] == [1, 2]
