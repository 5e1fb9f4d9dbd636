"""Work in a thread of its own: whoever waits for it can leave at any time, and come back."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Event, Lock, Thread, Timer
from typing import Any, Generic, TypeVar

from restoration.app.task_queue import RETURN_SECONDS, Ticket
from restoration.domain import Progress

Result = TypeVar("Result")


class _Stopped(BaseException):
    """Nobody wants the work any more."""


class Background(Generic[Result]):
    """Some work that has begun in a thread of its own."""

    def __init__(self, work: Callable[[Progress], Result], progress: Progress, on_end: Callable[[bool], None]) -> None:
        """Begin the work.

        Args:
            work: gets a progress, which ends it once it is stopped.
            progress: called with the progress.
            on_end: called at the end, in the thread of the work, with whether there is a result.
        """
        self._work, self._progress, self._on_end = work, progress, on_end
        self._result: Result | None = None
        self._error: BaseException | None = None
        self.is_stopped = False
        self._has_ended = Event()
        Thread(target=self._run, name="work", daemon=True).start()  # it must not keep the server from ending

    def wait(self, seconds: float) -> bool:
        """Wait at most some seconds; return whether the work has ended."""
        return self._has_ended.wait(seconds)

    def result(self) -> Result:
        """Return the result of work that has ended, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # it has ended without an error

    def stop(self) -> None:
        """Let the work end at its next progress."""
        self.is_stopped = True

    def _run(self) -> None:
        try:
            self._result = self._work(self._report)
        except BaseException as error:
            self._error = error
        finally:
            self._on_end(self._error is None)
            self._has_ended.set()

    def _report(self, done: int, total: int) -> None:
        if self.is_stopped:
            raise _Stopped
        self._progress(done, total)


@dataclass(frozen=True, slots=True, eq=False)
class LeftWork:
    """Work whose user may be gone."""

    key: Hashable  # all that its result depends on
    ticket: Ticket
    running: Background[Any]


class LeftWorks:
    """The works whose users' pages run again at this moment: a page may do so by itself, and ask for the same work."""

    def __init__(self, seconds: float = RETURN_SECONDS) -> None:
        """Give users some seconds to come back."""
        self._seconds = seconds
        self._works: dict[Hashable, LeftWork] = {}  # by visitor
        self._lock = Lock()

    def leave(self, visitor: Hashable, work: LeftWork) -> None:
        """Leave a work; it is stopped unless the visitor takes it back in time."""
        with self._lock:
            self._works[visitor] = work
        timer = Timer(self._seconds, self._stop_if_left, (visitor, work))
        timer.daemon = True
        timer.start()

    def take_back(self, visitor: Hashable, key: Hashable) -> LeftWork | None:
        """Return the work that the visitor has left, if it has this key; any other one is stopped."""
        with self._lock:
            work = self._works.pop(visitor, None)
        if work is not None and work.key != key:
            work.running.stop()
            return None
        return work

    def _stop_if_left(self, visitor: Hashable, work: LeftWork) -> None:
        with self._lock:
            if self._works.get(visitor) is not work:
                return
            del self._works[visitor]
        work.running.stop()
