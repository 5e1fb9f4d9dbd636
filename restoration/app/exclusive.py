"""Heavy tasks run one at a time on this server, so that memory is enough for everybody; who waits sees for how long."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from threading import get_ident
from typing import Generic, TypeVar

from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from restoration.app.background import Background, LeftWorks
from restoration.app.memory_budget import MemoryBudget
from restoration.app.task_queue import Task, TaskQueue, Ticket
from restoration.domain import Progress

Result = TypeVar("Result")

POLL_SECONDS = 0.5  # s between two messages to those who wait; a click of the user ends the waiting
BAR_SECONDS = 0.2  # s between two updates of a progress bar; a click of the user ends the work

# Queues, each named by the message that visitors see while the task of another one runs.
PROCESSING = "Another painting is being processed."
READING = "Another file is being read."
ENCODING = "Another file is being made."
DOWNLOADING = "Somebody else is downloading."
ASKING = "Somebody else is asking a museum's server."

_OTHER = Task("other")


class QueuedWork(Generic[Result]):
    """Work that waits for its turn and for enough memory, and then runs: all beside the script that has begun it.

    It ends before it is done when it is stopped, or when its visitor's browser has been gone for some seconds; then its
    result raises `Stopped`. But what another visitor waits for goes on.
    """

    def __init__(
        self,
        task: Task,
        work: Callable[[Progress], Result],
        *,
        key: Hashable,
        memory: float,
        text: str,
        queue: str = PROCESSING,
        find: Callable[[], Result | None] = lambda: None,
    ) -> None:
        """Begin to wait for the turn.

        Args:
            task: what will run; the time that it takes is estimated from tasks of the same name.
            work: gets a progress, and must not use Streamlit.
            key: all that the result depends on.
            memory: bytes that the work takes at most.
            text: what it does, for the visitor.
            queue: one of the constants above.
            find: returns the result if somebody else has it ready; then it is taken, without waiting any longer.
        """
        self.key, self.text = key, text
        self._queue, self._memory, self._find = queue, memory, find
        self._visitor, self._task, self._work = _visitor(), task, work
        self._ticket: Ticket | None = None  # once the work runs
        self._waiting = ""  # for the visitor, until then
        self._background: Background[Result] = Background(self._run, _presence())
        self._background.start()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has stopped it."""
        return self._background.is_stopped

    @property
    def was_left(self) -> bool:
        """Whether it has ended because its visitor was gone."""
        return self._background.was_left

    def wait(self, seconds: float) -> bool:
        """Wait at most some seconds; return whether it has ended."""
        return self._background.wait(seconds)

    def result(self) -> Result:
        """Return the result of work that has ended.

        Raises:
            Stopped: it was stopped.
            TooLittleMemory: the server cannot give so much memory.
        """
        return self._background.result()

    def stop(self) -> None:
        """Let the work end at its next progress; the next task waits for that."""
        self._background.stop()

    def describe(self) -> tuple[float | None, str]:
        """Return which part is done, 0..1, or None while it waits; and a sentence about it, or nothing at first."""
        if self._ticket is None:
            return None, self._waiting
        tasks = _task_queue(self._queue)
        time_left = _time_text(" About {} left.", tasks.seconds_left(self._ticket))
        return tasks.share_done(self._ticket), self.text + time_left

    def _run(self) -> Result:
        found: list[Result] = []
        with ExitStack() as turn:
            with _waiting_for(self.key):
                ticket = turn.enter_context(
                    _turn(self._visitor, self._task, self._queue, self._memory, self._wait, partial(self._look, found))
                )
            if found:
                return found[0]
            self._ticket = ticket
            result = self._work(self._report)
            _task_queue(self._queue).learn_from(ticket)
            return result

    def _wait(self, text: str) -> None:
        self._waiting = text
        self._background.check()

    def _look(self, found: list[Result]) -> bool:
        """Return whether somebody has the result ready, which is then in the list."""
        if not found and (result := self._find()) is not None:
            found.append(result)
        return bool(found)

    def _report(self, done: int, total: int) -> None:
        if self.key not in _waited_for():
            self._background.check()
        if self._ticket is not None:
            self._ticket.report(done, total)


@contextmanager
def one_at_a_time(
    place: DeltaGenerator | None, task: Task = _OTHER, queue: str = PROCESSING, *, memory: float = 0.0
) -> Iterator[None]:
    """Wait for this user's turn and for enough memory, then run the body. Such bodies must not be nested.

    Args:
        place: an `st.empty` that shows the place in the queue while the user waits; it is empty at the end. None shows
            nothing.
        task: what will run; the time that it takes is estimated from tasks of the same name.
        queue: one of the constants above.
        memory: bytes that the task takes at most.

    Raises:
        TooLittleMemory: the server cannot give so much memory.
    """
    with _turn(_visitor(), task, queue, memory, partial(_show_waiting, place)) as ticket:
        yield
        _task_queue(queue).learn_from(ticket)
    if place is not None:
        place.empty()


def run_in_turn(
    place: DeltaGenerator,
    task: Task,
    work: Callable[[Progress], Result],
    *,
    key: Hashable,
    memory: float,
    text: str,
    queue: str = PROCESSING,
) -> Result:
    """Wait for this user's turn and for enough memory, then return the result of `work`.

    The work runs beside the script, so that the script ends at once when the user clicks. If the next script asks for
    the same work within `RETURN_SECONDS`, it takes it over; else the work ends at its next progress. The next task
    waits for that.

    Args:
        place: an `st.empty` that shows the place in the queue, then a progress bar; it is empty at the end.

    The others are those of `QueuedWork`.

    Raises:
        TooLittleMemory: the server cannot give so much memory.
    """
    left = _left_works().take_back(_visitor(), key)
    running: QueuedWork[Result] = (
        left if isinstance(left, QueuedWork) else QueuedWork(task, work, key=key, memory=memory, text=text, queue=queue)
    )
    _watch(running, place)
    place.empty()
    return running.result()


def _watch(running: QueuedWork[Result], place: DeltaGenerator) -> None:
    """Show the progress of the work until it ends; the user may leave."""
    try:
        while not running.wait(BAR_SECONDS):
            share, text = running.describe()
            if share is not None:
                place.progress(share, text)
            elif text:
                _show_waiting(place, text)
    except BaseException:
        _left_works().leave(_visitor(), running)
        raise


def _show_waiting(place: DeltaGenerator | None, text: str) -> None:
    if place is not None:
        place.info(text, icon=":material/schedule:")


@contextmanager
def _turn(
    visitor: Hashable,
    task: Task,
    queue: str,
    memory: float,
    on_wait: Callable[[str], None],
    is_found: Callable[[], bool] = lambda: False,
) -> Iterator[Ticket]:
    """Hold the turn and the memory during the body; neither is waited for once `is_found` returns True."""
    tasks = _task_queue(queue)
    with tasks.place(visitor, task) as ticket:
        while not is_found() and not tasks.wait(ticket, POLL_SECONDS):
            on_wait(f"{queue} {_waiting_text(tasks.tasks_before(ticket), tasks.seconds_until(ticket))}")
        if is_found():
            yield ticket
        else:
            text = f"{queue} Yours waits for its memory."
            with memory_budget().reserve(memory, partial(on_wait, text), POLL_SECONDS):
                yield ticket


def _visitor() -> Hashable:
    """Return what identifies a visitor: their session, or the thread where there is none."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else get_ident()


def _presence() -> Callable[[], bool]:
    """Return what tells, in any thread, whether the browser of this visitor is connected."""
    context = get_script_run_ctx(suppress_warning=True)
    return partial(_is_connected, context.session_id) if context else lambda: True


def _is_connected(session: str) -> bool:
    try:
        return runtime.get_instance().is_active_session(session)
    except RuntimeError:  # no server runs: there is no browser that could be gone
        return True


@contextmanager
def _waiting_for(key: Hashable) -> Iterator[None]:
    """Let others know during the body that a result is waited for."""
    _waited_for().append(key)
    try:
        yield
    finally:
        _waited_for().remove(key)


def _waiting_text(tasks_before: int, seconds: float | None) -> str:
    place = "Yours comes next" if tasks_before == 1 else f"You are number {tasks_before} in the queue"
    return place + _time_text(", in about {}", seconds) + "."


def _time_text(text: str, seconds: float | None) -> str:
    """Return the text with a time in it, rounded as people say it; nothing if the time is unknown."""
    if seconds is None:
        return ""
    if seconds < 90:
        return text.format(f"{max(5 * round(seconds / 5), 5)} seconds")
    minutes = round(seconds / 60)
    return text.format("1 minute" if minutes == 1 else f"{minutes} minutes")


@cache
def _task_queue(name: str) -> TaskQueue:
    """Return the queue of this name, which all users of this server share."""
    return TaskQueue()


@cache
def _waited_for() -> list[Hashable]:
    """Return the keys of all results that visitors of this server wait for now."""
    return []


@cache
def _left_works() -> LeftWorks:
    """Return the works whose users' pages run again at this moment."""
    return LeftWorks()


@cache
def memory_budget() -> MemoryBudget:
    """Return the memory that the tasks of all queues share."""
    return MemoryBudget()
