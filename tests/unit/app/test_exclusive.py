"""Visitors who wait in turn."""

from threading import Event, Thread

import pytest

from restoration.app import exclusive
from restoration.app.exclusive import one_at_a_time


class Place:
    """A spot on the page that remembers what was said there."""

    def __init__(self):
        self.said = []
        self.spoken = Event()

    def info(self, text, icon=None):
        self.said.append(text)
        self.spoken.set()

    def empty(self):
        self.said.append("")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(exclusive, "POLL_SECONDS", 0.01)


def test_a_second_visitor_is_told_to_wait_and_has_a_turn_when_the_first_is_done():
    first, second, order = Place(), Place(), []

    def come():
        with one_at_a_time(second):
            order.append("second")

    with one_at_a_time(first):
        waiting = Thread(target=come)
        waiting.start()
        assert second.spoken.wait(5)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]
    assert "comes after it" in second.said[0] and not first.said[:-1]


def test_whoever_is_stopped_gives_the_turn_back():
    with pytest.raises(KeyboardInterrupt), one_at_a_time(Place()):
        raise KeyboardInterrupt
    place = Place()
    with one_at_a_time(place):
        pass
    assert place.said == [""]
