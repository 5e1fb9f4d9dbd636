"""Work that its user may leave."""

import time
from threading import Event

import pytest

from restoration.app import background
from restoration.app.background import Background, LeftWorks, Stopped


def started(work, *options):
    running = Background(work, *options)
    running.start()
    return running


def test_the_result_comes_through():
    running = started(lambda: "done")
    assert running.wait(5)
    assert running.result() == "done"


def test_an_error_is_raised_where_the_result_is_asked_for():
    def fail():
        raise ValueError("no")

    running = started(fail)
    assert running.wait(5)
    with pytest.raises(ValueError, match="no"):
        running.result()


class Steps:
    """Work of two steps; the test lets it do the second one."""

    def __init__(self, key=None, is_present=lambda: True):
        self.goes_on, self.key, self.has_run = Event(), key, False
        self.running = started(self.run, is_present)
        self.stop = self.running.stop

    def run(self):
        self.goes_on.wait(5)
        self.running.check()
        self.has_run = True

    def finish(self):
        self.goes_on.set()
        assert self.running.wait(5)


def test_stopped_work_ends_at_its_next_check_and_has_no_result():
    work = Steps()
    work.running.stop()
    assert not work.running.wait(0.01)
    work.finish()
    assert not work.has_run and not work.running.was_left
    with pytest.raises(Stopped):
        work.running.result()


@pytest.mark.parametrize(("seconds", "has_run"), [(0.0, False), (60.0, True)])
def test_work_goes_on_without_a_browser_for_some_seconds_only(monkeypatch, seconds, has_run):
    monkeypatch.setattr(background, "ABSENCE_SECONDS", seconds)
    work = Steps(is_present=lambda: False)
    work.finish()
    assert work.has_run == has_run
    assert work.running.was_left == (not has_run)


def test_a_browser_that_comes_back_may_go_again(monkeypatch):
    monkeypatch.setattr(background, "ABSENCE_SECONDS", 0.02)
    answers = iter([False, True, False])
    running = Background(lambda: None, lambda: next(answers))
    for _ in range(3):  # the second answer forgets how long it was gone
        running.check()
        time.sleep(0.03)


def leave(works, visitor, key):
    work = Steps(key)
    works.leave(visitor, work)
    return work


def test_a_page_that_runs_again_takes_its_work_back():
    works = LeftWorks(seconds=5.0)
    work = leave(works, "a", "fill")
    assert works.take_back("b", "fill") is None
    assert works.take_back("a", "fill") is work
    work.finish()
    assert work.has_run


def test_a_page_that_wants_something_else_stops_its_work():
    works = LeftWorks(seconds=5.0)
    work = leave(works, "a", "fill")
    assert works.take_back("a", "detect") is None
    work.finish()
    assert not work.has_run


def test_the_work_of_a_visitor_who_is_gone_is_stopped():
    works = LeftWorks(seconds=0.01)
    work = leave(works, "a", "fill")
    wait_until(lambda: work.running.is_stopped)
    work.finish()
    assert not work.has_run


def wait_until(is_so, seconds=5.0):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
