"""Visitors who wait in turn."""

from threading import Event, Thread

import pytest

from restoration.app import exclusive
from restoration.app.exclusive import own_turn


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
    monkeypatch.setattr(exclusive, "PATIENCE", 0.01)


def test_a_second_visitor_is_told_to_wait_and_has_a_turn_when_the_first_is_done():
    first, second, order = Place(), Place(), []

    def come():
        with own_turn(second):
            order.append("second")

    with own_turn(first):
        waiting = Thread(target=come)
        waiting.start()
        assert second.spoken.wait(5)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]
    assert "comes after it" in second.said[0] and not first.said[:-1]


def test_whoever_is_stopped_gives_the_turn_back():
    with pytest.raises(KeyboardInterrupt), own_turn(Place()):
        raise KeyboardInterrupt
    place = Place()
    with own_turn(place):
        pass
    assert place.said == [""]
