"""The HTTP client names itself, pauses between calls, and waits before a retry."""

import time

import pytest

from restoration import __version__
from restoration.downloading.client import CONTACT_VARIABLE, Client, DownloadFailed


@pytest.fixture
def waits(monkeypatch):
    """The seconds of every wait; the test does not really wait."""
    seconds = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def test_a_client_names_itself(met):
    Client(pause=0).json(f"{met.api}/v1/departments")
    _, _, headers = met.calls[0]
    assert headers["User-Agent"].startswith("painting-restoration/")


@pytest.mark.parametrize(
    ("contact", "named"),
    [("a@museum.example", " (a@museum.example) "), ("", " "), ("two\nlines", " "), ("né", " (n) ")],
)
def test_a_client_names_the_contact_that_the_operator_has_set(met, monkeypatch, contact, named):
    monkeypatch.setenv(CONTACT_VARIABLE, contact)
    Client(pause=0).json(f"{met.api}/v1/departments")
    _, _, headers = met.calls[0]
    assert headers["User-Agent"].startswith(f"painting-restoration/{__version__}{named}python-requests/")


def test_a_client_pauses_between_calls_but_not_before_the_first(met, waits):
    client = Client(pause=100)
    for _ in range(2):
        client.json(f"{met.api}/v1/departments")
    first, second = waits
    assert first == 0
    assert 99 < second <= 100


def test_after_a_refusal_a_client_waits_longer_each_time_or_as_long_as_the_server_says(met, waits):
    met.faults["/public/collection/v1/departments"] = [(403, {}), (403, {}), (500, {}), (429, {"Retry-After": "17"})]
    Client(pause=0).json(f"{met.api}/v1/departments")
    assert waits[1:] == [1, 2, 4, 17]


def test_a_server_that_does_not_listen_is_tried_three_times(waits):
    with pytest.raises(DownloadFailed, match=r"127\.0\.0\.1 cannot be reached"):
        Client(pause=0).json("http://127.0.0.1:1/public")
    assert waits[1:] == [1, 2]
