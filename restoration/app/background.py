"""Work in a thread of its own: whoever waits for it can leave at any time, and come back."""

from collections.abc import Callable, Hashable
from threading import Event, Lock, Thread, Timer
from time import monotonic
from typing import Generic, Protocol, TypeVar

from restoration.app.task_queue import RETURN_SECONDS

Result = TypeVar("Result")

ABSENCE_SECONDS = 10.0  # s for which the browser of a visitor may be gone: a reload takes some


class Stopped(BaseException):
    """The work was stopped, or its visitor is gone."""


class Background(Generic[Result]):
    """Some work in a thread of its own."""

    def __init__(self, work: Callable[[], Result], is_present: Callable[[], bool] = lambda: True) -> None:
        """Take the work; `start` begins it.

        Args:
            work: should call `check` often, which ends it once it is stopped.
            is_present: whether its visitor is there; once nobody has been for `ABSENCE_SECONDS`, `check` ends it, too.
        """
        self._work, self._is_present = work, is_present
        self._result: Result | None = None
        self._error: BaseException | None = None
        self._absent_since: float | None = None  # s
        self.is_stopped = False
        self._has_ended = Event()

    def start(self) -> None:
        """Begin the work."""
        Thread(target=self._run, name="work", daemon=True).start()  # it must not keep the server from ending

    def wait(self, seconds: float) -> bool:
        """Wait at most some seconds; return whether the work has ended."""
        return self._has_ended.wait(seconds)

    @property
    def was_left(self) -> bool:
        """Whether it has ended because its visitor was gone."""
        return isinstance(self._error, Stopped) and not self.is_stopped

    def result(self) -> Result:
        """Return the result of work that has ended, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # it has ended without an error

    def stop(self) -> None:
        """Let the work end at its next check."""
        self.is_stopped = True

    def check(self) -> None:
        """Raise `Stopped` if the work shall end; for the thread of the work."""
        if self.is_stopped or self._is_left():
            raise Stopped

    def _is_left(self) -> bool:
        if self._is_present():
            self._absent_since = None
            return False
        self._absent_since = self._absent_since or monotonic()
        return monotonic() - self._absent_since >= ABSENCE_SECONDS

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:
            self._error = error
        finally:
            self._has_ended.set()


class Stoppable(Protocol):
    """Some work of a visitor."""

    key: Hashable  # all that its result depends on

    def stop(self) -> None:
        """Let the work end soon."""


class LeftWorks:
    """The works whose users' pages run again at this moment: a page may do so by itself, and ask for the same work."""

    def __init__(self, seconds: float = RETURN_SECONDS) -> None:
        """Give users some seconds to come back."""
        self._seconds = seconds
        self._works: dict[Hashable, Stoppable] = {}  # by visitor
        self._lock = Lock()

    def leave(self, visitor: Hashable, work: Stoppable) -> None:
        """Leave a work; it is stopped unless the visitor takes it back in time."""
        with self._lock:
            self._works[visitor] = work
        timer = Timer(self._seconds, self._stop_if_left, (visitor, work))
        timer.daemon = True
        timer.start()

    def take_back(self, visitor: Hashable, key: Hashable) -> Stoppable | None:
        """Return the work that the visitor has left, if it has this key; any other one is stopped."""
        with self._lock:
            work = self._works.pop(visitor, None)
        if work is not None and work.key != key:
            work.stop()
            return None
        return work

    def _stop_if_left(self, visitor: Hashable, work: Stoppable) -> None:
        with self._lock:
            if self._works.get(visitor) is not work:
                return
            del self._works[visitor]
        work.stop()
