"""A queue for heavy tasks: one runs at a time, first come, first served, and each can tell when its turn comes."""

import math
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic

RETURN_SECONDS = 2.0  # s: a visitor whose page runs again within that time gets the old place back
NEWEST_WEIGHT = 0.3  # of the newest task in the running average of speeds
TELLING_SHARE = 0.05  # 0..1, of a task: once so much is done, its own speed says more than that of earlier tasks
SMALLEST_PICTURE = 0.1  # megapixels; the time for a smaller one says nothing about larger ones


@dataclass(frozen=True, slots=True)
class Task:
    """Some work on a picture."""

    name: str  # tasks of one name take about the same time for each megapixel
    megapixels: float = 1.0


@dataclass(slots=True, eq=False)
class Ticket:
    """The place of one task in the queue."""

    visitor: Hashable
    task: Task
    number: float = math.inf  # smaller numbers come earlier; infinity behind another task of the same visitor
    started: float | None = None  # s, by the queue's clock; None while the task waits
    share: float = 0.0  # 0..1, of the task that is done

    def report(self, done: int, total: int) -> None:
        """Say how much of the task is done: a `Progress`."""
        self.share = min(done / total, 1.0) if total else 1.0


@dataclass(slots=True, eq=False)
class TaskQueue:
    """The tasks of all visitors: the first one runs, the others wait.

    The order is first come, first served. Nobody takes two places: while a visitor has a task here, a further one only
    follows it, and comes to the end of the queue when the first one leaves. Any number of threads may use it.
    """

    clock: Callable[[], float] = monotonic  # s
    _tickets: list[Ticket] = field(default_factory=list)
    _count: int = 0  # of all tickets so far
    _pace: dict[str, float] = field(default_factory=dict)  # s for each megapixel, by the name of the task
    _left: dict[tuple[Hashable, str], tuple[float, float]] = field(default_factory=dict)
    """Numbers of the places that were given up a moment ago, and when, by visitor and task."""
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def place(self, visitor: Hashable, task: Task) -> Iterator[Ticket]:
        """Take a place in the queue, and give it up at the end, whichever way that comes."""
        ticket = self._join(visitor, task)
        try:
            yield ticket
        finally:
            self._leave(ticket)

    def wait(self, ticket: Ticket, seconds: float) -> bool:
        """Wait at most some seconds for the ticket's turn; return whether it has come and the task runs now."""
        with self._changed:
            if self._changed.wait_for(lambda: self._order()[0] is ticket, seconds) and ticket.started is None:
                ticket.started = self.clock()
            return ticket.started is not None

    def learn_from(self, ticket: Ticket) -> None:
        """Take the time since the ticket's task began as the time of such a task, for later estimates."""
        with self._changed:
            if ticket.started is not None:
                pace = (self.clock() - ticket.started) / max(ticket.task.megapixels, SMALLEST_PICTURE)
                average = self._pace.get(ticket.task.name, pace)
                self._pace[ticket.task.name] = average + NEWEST_WEIGHT * (pace - average)

    def tasks_before(self, ticket: Ticket) -> int:
        """Return how many tasks come before, the running one included."""
        with self._changed:
            return self._order().index(ticket)

    def seconds_until(self, ticket: Ticket) -> float | None:
        """Return about how many seconds pass until the ticket's turn; None if a task before has an unknown length."""
        with self._changed:
            order = self._order()
            times = [self._seconds_left(other) for other in order[: order.index(ticket)]]
        known = [seconds for seconds in times if seconds is not None]
        return sum(known) if len(known) == len(times) else None

    def share_done(self, ticket: Ticket) -> float:
        """Return which part of the ticket's task is done, 0..1; without reports of it, by the time that it takes."""
        with self._changed:
            left = self._seconds_left(ticket)
            if ticket.share or ticket.started is None or not left:
                return ticket.share
            elapsed = self.clock() - ticket.started
            return elapsed / (elapsed + left)

    def seconds_left(self, ticket: Ticket) -> float | None:
        """Return about how many seconds pass until the ticket's task has run; None if that is unknown."""
        with self._changed:
            return self._seconds_left(ticket)

    def _join(self, visitor: Hashable, task: Task) -> Ticket:
        with self._changed:
            now = self.clock()
            self._left = {who: place for who, place in self._left.items() if now - place[1] <= RETURN_SECONDS}
            ticket = Ticket(visitor, task)
            self._tickets.append(ticket)
            self._number_first_of(visitor, self._left.pop((visitor, task.name), (math.inf, now))[0])
            return ticket

    def _leave(self, ticket: Ticket) -> None:
        with self._changed:
            self._tickets.remove(ticket)
            if ticket.started is None:
                self._left[ticket.visitor, ticket.task.name] = ticket.number, self.clock()
            self._number_first_of(ticket.visitor)
            self._changed.notify_all()

    def _number_first_of(self, visitor: Hashable, number: float = math.inf) -> None:
        """Give the visitor's first task a number, if it has none: the given one, or one at the end of the queue."""
        first = next((ticket for ticket in self._tickets if ticket.visitor == visitor), None)
        if first is not None and first.number == math.inf:
            self._count += 1
            first.number = min(number, self._count)

    def _seconds_left(self, ticket: Ticket) -> float | None:
        elapsed = 0.0 if ticket.started is None else self.clock() - ticket.started
        if ticket.share >= TELLING_SHARE:
            return elapsed * (1 - ticket.share) / ticket.share
        pace = self._pace.get(ticket.task.name)
        return None if pace is None else max(pace * ticket.task.megapixels - elapsed, 0.0)

    def _order(self) -> list[Ticket]:
        """Return the running task, then the others in the order in which they will run."""
        return sorted(self._tickets, key=lambda ticket: (ticket.started is None, ticket.number))
