"""The laws of the queue, without threads where none are needed."""

from contextlib import ExitStack
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.app.task_queue import RETURN_SECONDS, Task, TaskQueue

DETECT = Task("detect", megapixels=4.0)


class Clock:
    """A clock that the test sets."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queue(clock):
    return TaskQueue(clock)


def running(queue, tickets):
    """Return the visitors whose task may run now."""
    return [ticket.visitor for ticket in tickets if queue.wait(ticket, 0)]


def order_of(visitors):
    """Return the visitors in the order in which they get their turns when all of them come at once."""
    queue, order = TaskQueue(), []
    places = {visit: ExitStack() for visit in enumerate(visitors)}
    tickets = {visit: stack.enter_context(queue.place(visit[1], DETECT)) for visit, stack in places.items()}
    while tickets:
        [visit] = [visit for visit, ticket in tickets.items() if queue.wait(ticket, 0)]
        order.append(visit[1])
        places[visit].close()
        del tickets[visit]
    return order


def test_who_comes_first_is_served_first():
    assert order_of("abcde") == list("abcde")


def test_a_visitor_with_many_tasks_lets_the_others_pass():
    assert order_of("aaabca") == list("abcaaa")


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_everybody_is_served_and_nobody_twice_before_all_others_once(visitors):
    order = order_of(visitors)
    assert sorted(order) == sorted(visitors)
    first_turns = list(dict.fromkeys(visitors))
    assert order[: len(first_turns)] == first_turns


def test_one_task_runs_at_a_time_and_each_place_is_known(queue):
    with queue.place("a", DETECT) as a, queue.place("b", DETECT) as b, queue.place("c", DETECT) as c:
        assert running(queue, [c, b, a]) == ["a"]
        assert [queue.tasks_before(ticket) for ticket in (a, b, c)] == [0, 1, 2]


def test_who_leaves_gives_up_the_place(queue, clock):
    with queue.place("a", DETECT) as a, queue.place("c", DETECT) as c:
        with queue.place("b", DETECT):
            running(queue, [a])
        assert queue.tasks_before(c) == 1
        clock.now += RETURN_SECONDS + 1
        with queue.place("b", DETECT) as again:
            assert queue.tasks_before(again) == 2


def test_a_page_that_runs_again_at_once_keeps_its_place(queue, clock):
    with queue.place("a", DETECT) as a, ExitStack() as stack:
        assert running(queue, [a])
        with queue.place("b", DETECT):
            c = stack.enter_context(queue.place("c", DETECT))
        clock.now += RETURN_SECONDS / 2
        with queue.place("b", DETECT) as again:
            assert queue.tasks_before(again) == 1
            assert queue.tasks_before(c) == 2


def test_a_task_that_fails_makes_room_for_the_next(queue):
    with queue.place("b", DETECT) as b:
        with pytest.raises(KeyboardInterrupt), queue.place("a", DETECT):
            raise KeyboardInterrupt
        assert running(queue, [b]) == ["b"]


def test_a_waiting_thread_wakes_when_its_turn_comes(queue):
    with ExitStack() as first:
        a = first.enter_context(queue.place("a", DETECT))
        assert queue.wait(a, 0)
        with queue.place("b", DETECT) as b:
            came = []
            waiting = Thread(target=lambda: came.append(queue.wait(b, 10)))
            waiting.start()
            first.close()
            waiting.join(5)
            assert came == [True]


def test_the_time_until_a_turn_follows_from_earlier_tasks_and_from_the_running_one(queue, clock):
    with queue.place("a", DETECT) as a, queue.place("b", Task("detect", 8.0)) as b, queue.place("c", DETECT) as c:
        queue.wait(a, 0)
        assert queue.seconds_until(c) is None, "no task has run yet"
        clock.now += 10
        a.report(1, 4)
        assert queue.seconds_left(a) == pytest.approx(30)
        clock.now += 10
        queue.learn_from(a)  # 5 s a megapixel
        assert queue.seconds_left(b) == pytest.approx(40)
        assert queue.seconds_until(c) == pytest.approx(60 + 40)


def test_the_share_of_a_task_without_reports_is_estimated(queue, clock):
    with queue.place("a", DETECT) as a:
        queue.wait(a, 0)
        assert queue.share_done(a) == 0
        clock.now += 8
        queue.learn_from(a)
    with queue.place("a", DETECT) as again:
        queue.wait(again, 0)
        clock.now += 2
        assert queue.share_done(again) == pytest.approx(0.25)
