"""Work that its user may leave."""

import time
from threading import Event

import pytest

from restoration.app.background import Background, LeftWork, LeftWorks
from restoration.app.task_queue import Task, Ticket
from restoration.domain import no_progress


def ignore_end(has_result):
    """Do nothing at the end."""


def test_the_result_and_the_progress_come_through():
    seen = []

    def work(progress):
        progress(1, 2)
        return "done"

    running = Background(work, lambda done, total: seen.append((done, total)), ignore_end)
    assert running.wait(5)
    assert running.result() == "done"
    assert seen == [(1, 2)]


def test_an_error_is_raised_where_the_result_is_asked_for():
    def fail(progress):
        raise ValueError("no")

    running = Background(fail, no_progress, ignore_end)
    assert running.wait(5)
    with pytest.raises(ValueError, match="no"):
        running.result()


class Steps:
    """Work of two steps; the test lets it do the second one."""

    def __init__(self):
        self.goes_on, self.ends, self.has_run = Event(), [], False
        self.running = Background(self.run, no_progress, self.ends.append)

    def run(self, progress):
        progress(1, 2)
        self.goes_on.wait(5)
        progress(2, 2)
        self.has_run = True

    def finish(self):
        self.goes_on.set()
        assert self.running.wait(5)


def test_stopped_work_ends_at_its_next_progress_and_says_so():
    work = Steps()
    work.running.stop()
    assert not work.running.wait(0.01)
    work.finish()
    assert not work.has_run
    assert work.ends == [False]


def leave(works, visitor, key):
    work = Steps()
    left = LeftWork(key, Ticket(visitor, Task("test")), work.running)
    works.leave(visitor, left)
    return work, left


def test_a_page_that_runs_again_takes_its_work_back():
    works = LeftWorks(seconds=5.0)
    work, left = leave(works, "a", "fill")
    assert works.take_back("b", "fill") is None
    assert works.take_back("a", "fill") is left
    work.finish()
    assert work.has_run
    assert work.ends == [True]


def test_a_page_that_wants_something_else_stops_its_work():
    works = LeftWorks(seconds=5.0)
    work, _ = leave(works, "a", "fill")
    assert works.take_back("a", "detect") is None
    work.finish()
    assert not work.has_run


def test_the_work_of_a_visitor_who_is_gone_is_stopped():
    works = LeftWorks(seconds=0.01)
    work, _ = leave(works, "a", "fill")
    wait_until(lambda: work.running.is_stopped)
    work.finish()
    assert not work.has_run


def wait_until(is_so, seconds=5.0):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
