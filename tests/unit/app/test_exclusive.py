"""Users who wait until another one is done."""

from threading import Event, Thread

import pytest

from restoration.app import exclusive
from restoration.app.exclusive import one_at_a_time


class Place:
    """A place on the page that keeps the messages shown there."""

    def __init__(self):
        self.messages = []
        self.has_message = Event()

    def info(self, text, icon=None):
        self.messages.append(text)
        self.has_message.set()

    def empty(self):
        self.messages.append("")


@pytest.fixture(autouse=True)
def short_polls(monkeypatch):
    monkeypatch.setattr(exclusive, "POLL_SECONDS", 0.01)


def test_a_second_user_waits_with_a_message_until_the_first_is_done():
    first, second, order = Place(), Place(), []

    def work():
        with one_at_a_time(second):
            order.append("second")

    with one_at_a_time(first):
        waiting = Thread(target=work)
        waiting.start()
        assert second.has_message.wait(5)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]
    assert "yours comes next" in second.messages[0] and not first.messages[:-1]


def test_a_stopped_user_does_not_block_the_next_one():
    with pytest.raises(KeyboardInterrupt), one_at_a_time(Place()):
        raise KeyboardInterrupt
    place = Place()
    with one_at_a_time(place):
        pass
    assert place.messages == [""]
