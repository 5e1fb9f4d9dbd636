"""Heavy tasks run one at a time on this server, so that memory is enough for everybody; who waits sees for how long."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from threading import get_ident
from typing import TypeVar

from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from restoration.app.background import Background, LeftWork, LeftWorks
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

_OTHER = Task("other")


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
    with _turn(place, task, queue, memory) as ticket:
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
    find: Callable[[], Result | None] = lambda: None,
) -> Result:
    """Wait for this user's turn and for enough memory, then return the result of `work`.

    The work runs beside the script, so that the script ends at once when the user clicks. If the next script asks for
    the same work within `RETURN_SECONDS`, it takes it over; else the work ends at its next progress. The next task
    waits for that.

    Args:
        place: an `st.empty` that shows the place in the queue, then a progress bar; it is empty at the end.
        task: what will run; the time that it takes is estimated from tasks of the same name.
        work: gets a progress, and must not use Streamlit.
        key: all that the result depends on.
        memory: bytes that the work takes at most.
        text: on the progress bar.
        queue: one of the constants above.
        find: returns the result if somebody else has it ready; then it is taken, without waiting any longer.

    Raises:
        TooLittleMemory: the server cannot give so much memory.
    """
    left = _left_works().take_back(_visitor(), key)
    if left is None:
        with ExitStack() as turn:
            found: list[Result] = []
            ticket = turn.enter_context(_turn(place, task, queue, memory, lambda: _add_found(find, found)))
            if found:
                place.empty()
                return found[0]
            left = LeftWork(key, ticket, _begin(work, ticket, _task_queue(queue), turn.pop_all()))
    _watch(left, _task_queue(queue), place, text)
    place.empty()
    result: Result = left.running.result()
    return result


def stop_work() -> None:
    """End the work that the last script of this user has left, instead of waiting for the user to take it over."""
    _left_works().take_back(_visitor(), None)


def _add_found(find: Callable[[], Result | None], found: list[Result]) -> bool:
    """Return whether there is a result, which is then in the list."""
    result = find()
    if result is not None:
        found[:] = [result]
    return bool(found)


def _begin(work: Callable[[Progress], Result], ticket: Ticket, tasks: TaskQueue, turn: ExitStack) -> Background[Result]:
    def end(has_result: bool) -> None:
        if has_result:
            tasks.learn_from(ticket)
        turn.close()

    return Background(work, ticket.report, end)


def _watch(left: LeftWork, tasks: TaskQueue, bar: DeltaGenerator, text: str) -> None:
    """Show the progress of the work until it ends; the user may leave."""
    try:
        while not left.running.wait(BAR_SECONDS):
            time_left = _time_text(" About {} left.", tasks.seconds_left(left.ticket))
            bar.progress(tasks.share_done(left.ticket), text + time_left)
    except BaseException:
        _left_works().leave(_visitor(), left)
        raise


@contextmanager
def _turn(
    place: DeltaGenerator | None,
    task: Task,
    queue: str,
    memory: float,
    is_found: Callable[[], bool] = lambda: False,
) -> Iterator[Ticket]:
    """Hold the turn and the memory during the body; neither is waited for once `is_found` returns True."""
    tasks = _task_queue(queue)

    def show(text: str) -> None:
        if place is not None:
            place.info(f"{queue} {text}", icon=":material/schedule:")

    with tasks.place(_visitor(), task) as ticket:
        while not is_found() and not tasks.wait(ticket, POLL_SECONDS):
            show(_waiting_text(tasks.tasks_before(ticket), tasks.seconds_until(ticket)))
        if is_found():
            yield ticket
        else:
            with _memory_budget().reserve(memory, lambda: show("Yours waits for its memory."), POLL_SECONDS):
                yield ticket


def _visitor() -> Hashable:
    """Return what identifies a visitor: their session, or the thread where there is none."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else get_ident()


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
def _left_works() -> LeftWorks:
    """Return the works whose users' pages run again at this moment."""
    return LeftWorks()


@cache
def _memory_budget() -> MemoryBudget:
    """Return the memory that the tasks of all queues share."""
    return MemoryBudget()
