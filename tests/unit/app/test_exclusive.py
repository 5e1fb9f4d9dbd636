"""Users who wait until another one is done."""

import contextlib
import time
from threading import Event, Thread

import pytest

from restoration.app import exclusive
from restoration.app.background import Stopped
from restoration.app.exclusive import READING, QueuedWork, one_at_a_time, run_in_turn
from restoration.app.task_queue import Task


class Place:
    """A place on the page that keeps what is shown there; a click of its user ends the script."""

    def __init__(self):
        self.messages, self.texts = [], []
        self.has_message = Event()
        self.is_clicked = False

    def info(self, text, icon=None):
        self.messages.append(text)
        self.has_message.set()

    def progress(self, share, text):
        self.texts.append(text)
        if self.is_clicked:
            raise KeyboardInterrupt

    def empty(self):
        self.messages.append("")


@pytest.fixture(autouse=True)
def short_polls(monkeypatch):
    monkeypatch.setattr(exclusive, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(exclusive, "BAR_SECONDS", 0.01)


def run(place, work, **options):
    return run_in_turn(place, Task("test"), work, key=work, memory=0.0, text="Working…", **options)


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
    assert "Yours comes next" in second.messages[0] and not first.messages[:-1]


def test_a_third_user_sees_the_place_in_the_queue():
    second, third = Place(), Place()
    with one_at_a_time(Place()):
        threads = []
        for place in (second, third):
            threads.append(Thread(target=lambda place=place: run(place, lambda progress: None)))
            threads[-1].start()
            assert place.has_message.wait(5)
        assert "You are number 2 in the queue" in third.messages[0]
    for thread in threads:
        thread.join(5)


def test_a_stopped_user_does_not_block_the_next_one():
    with pytest.raises(KeyboardInterrupt), one_at_a_time(Place()):
        raise KeyboardInterrupt
    place = Place()
    with one_at_a_time(place):
        pass
    assert place.messages == [""]


def test_a_page_that_runs_again_takes_its_work_over():
    goes_on, times, place = Event(), [], Place()

    def slow(progress):
        times.append("begun")
        place.is_clicked = True
        goes_on.wait(5)
        return "done"

    with pytest.raises(KeyboardInterrupt):
        run(place, slow)
    goes_on.set()
    assert run(Place(), slow) == "done"
    assert times == ["begun"]


def test_a_click_ends_the_script_at_once_and_the_next_task_waits_for_the_work():
    goes_on, order, place = Event(), [], Place()

    def slow(progress):
        place.is_clicked = True
        goes_on.wait(5)
        order.append("slow")

    with pytest.raises(KeyboardInterrupt):
        run(place, slow)
    assert not order
    waiting = Place()
    thread = Thread(target=lambda: run(waiting, lambda progress: order.append("next")))
    thread.start()
    assert waiting.has_message.wait(5)
    goes_on.set()
    thread.join(5)
    assert order == ["slow", "next"]


def begin(work, **options):
    return QueuedWork(Task("test"), work, memory=0.0, text="Working…", **({"key": work} | options))


def finished(running):
    assert running.wait(5)
    return running.result()


def test_a_result_that_somebody_else_has_ready_is_taken_without_waiting():
    with one_at_a_time(Place()):
        assert finished(begin(lambda progress: pytest.fail("done again"), find=lambda: "found")) == "found"


def test_work_beside_the_page_waits_runs_and_tells_about_it():
    goes_on = Event()

    def slow(progress):
        progress(1, 4)
        goes_on.wait(5)
        return "done"

    with one_at_a_time(Place()):
        running = begin(slow)
        wait_until(lambda: running.describe()[1])
        assert running.describe()[0] is None
        assert running.describe()[1].startswith("Another painting is being processed. Yours comes next")
    wait_until(lambda: running.describe()[0] == 0.25)
    assert running.describe()[1].startswith("Working…")
    goes_on.set()
    assert finished(running) == "done"


@pytest.mark.parametrize("has_begun", [True, False])
def test_stopped_work_makes_room_for_the_next(has_begun):
    has_reached, goes_on = Event(), Event()

    def slow(progress):
        has_reached.set()
        goes_on.wait(5)
        progress(1, 2)
        pytest.fail("it went on")

    with contextlib.nullcontext() if has_begun else one_at_a_time(Place()):
        running = begin(slow)
        assert has_reached.wait(5 if has_begun else 0.05) == has_begun
        running.stop()
        goes_on.set()
        with pytest.raises(Stopped):
            finished(running)
    assert finished(begin(lambda progress: "next")) == "next"


def test_stopped_work_that_somebody_else_waits_for_goes_on():
    goes_on, results = Event(), []

    def slow(progress):
        goes_on.wait(5)
        progress(1, 2)
        results.append("done")

    first = begin(slow, key="the same picture")
    wait_until(lambda: first.describe()[0] is not None)
    second = begin(
        lambda progress: pytest.fail("done again"), key="the same picture", find=lambda: results[0] if results else None
    )
    wait_until(lambda: second.describe()[1])
    first.stop()
    goes_on.set()
    assert finished(second) == "done"


def wait_until(is_so, seconds=5.0):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_reading_does_not_wait_for_processing():
    with one_at_a_time(Place()):
        assert run(Place(), lambda progress: "read", queue=READING) == "read"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, ""), (1.0, "5 seconds"), (44.0, "45 seconds"), (95.0, "2 minutes"), (70, "70 seconds")]
)
def test_times_are_rounded_as_people_say_them(seconds, text):
    assert exclusive._time_text("{}", seconds) == text
