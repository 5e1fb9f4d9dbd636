"""The long work of a job, from run to run of its page: it is begun when wanted, and its result taken when ready."""

from collections.abc import Callable
from typing import Any, TypeVar

from restoration.app import messages
from restoration.app.background import Stopped
from restoration.app.exclusive import QueuedWork
from restoration.app.restore import state, work
from restoration.app.restore.outcomes import LayingRequest, RestorationResult
from restoration.app.restore.reintegration import keep_laid_down
from restoration.app.restore.running_work import Filling
from restoration.app.restore.state import Job
from restoration.domain import Restoration
from restoration.imaging.painting import Painting

Result = TypeVar("Result")

HUGE_PIXELS = 32_000_000  # of pictures that are shown first: to name, and to look at, all of one takes seconds
PATIENCE = 0.3  # s that the page waits for work that it has begun: most of what others have found is ready by then

STOPPED_NOTE = "The filling was stopped. Press Restore to continue: the parts that were filled are kept."


def advance(
    job: Job,
    painting: Painting,
    on_filled: Callable[[Job, Filling, RestorationResult], None],
    find_laying: Callable[[Job], LayingRequest | None],
) -> None:
    """Take what is ready, drop what is not wanted any more, and begin what is wanted.

    Args:
        job: the one on the page. A detection for another painting would keep it waiting, so that is stopped.
        painting: of the job.
        on_filled: called with the job, a filling that is done, and its result.
        find_laying: called with the job; returns which fill must be laid down for what the page shows, if any.
    """
    for other in state.all_jobs().values():
        if other is not job:
            _drop_detection(other)
    if job.running.is_unseen and painting.image[..., 0].size > HUGE_PIXELS and work.needs_detection(job):
        return  # the page runs again as soon as it has been drawn
    has_ended = True
    while has_ended:
        _take_detection(job)
        _take_learnt(job)
        _take_filled(job, on_filled)
        _take_laid_down(job)
        _take_enlarged(job)
        has_ended = any(begun.wait(PATIENCE) for begun in _begin(job, painting, find_laying(job)))


def find_again(job: Job) -> None:
    """Let a detection that was stopped, or that has failed, begin again."""
    job.running.halted = None


def lay_down_again(job: Job) -> None:
    """Let a laying down that was stopped, or that has failed, begin again."""
    job.running.halted_laying = None


def _begin(job: Job, painting: Painting, laying: LayingRequest | None) -> list[QueuedWork[Any]]:
    """Begin what is wanted and does not run yet, and return it."""
    running, before = job.running, job.running.works()
    if job.wants_teaching and running.learning is None:
        job.wants_teaching = False
        running.learning = work.begin_learning(job, painting)
    if work.needs_detection(job) and running.detecting is None and running.halted != job.request:
        running.detecting = work.begin_detection(job, painting)
    if job.wants_filling and running.filling is None and not work.needs_detection(job):
        messages.drop_message("filling")
        running.filling = work.begin_filling(job, painting)
    job.wants_filling = job.wants_filling and running.filling is None
    _begin_laying(job, painting, laying)
    _begin_enlarging(job, painting)
    return [begun for begun in running.works() if begun not in before]


def _begin_laying(job: Job, painting: Painting, wanted: LayingRequest | None) -> None:
    """Begin to lay down what is wanted, and stop what is not wanted any more."""
    running = job.running
    if running.laying_down is not None and running.laying_down.request != wanted:
        running.laying_down.work.stop()
        running.laying_down = None
    if wanted is not None and running.laying_down is None and running.halted_laying != wanted:
        messages.drop_message("reintegration")
        running.laying_down = work.begin_laying(painting, wanted)


def _begin_enlarging(job: Job, painting: Painting) -> None:
    """Begin to enlarge what is wanted; an older enlargement gives its room on the disk to the new one."""
    wanted, job.wants_enlarging = job.wants_enlarging, None
    if wanted is not None and job.running.enlarging is None:
        messages.drop_message("enlarging")
        job.enlarged = None
        job.running.enlarging = work.begin_enlarging(painting, wanted)


def _drop_detection(job: Job) -> None:
    if job.running.detecting is not None:
        job.running.detecting.work.stop()
        job.running.detecting = None


def _take_detection(job: Job) -> None:
    detecting, running = job.running.detecting, job.running
    if detecting is None:
        return
    if not work.needs_detection(job) or detecting.request != job.request:
        _drop_detection(job)
    elif _has_ended(detecting.work):
        detected = _result_of(detecting.work, "detection")
        may_begin_again = detected is not None or detecting.work.was_left
        running.detecting, running.halted = None, None if may_begin_again else detecting.request
        if detected is not None:
            with job.lock:
                job.detected = detected


def _take_learnt(job: Job) -> None:
    learning = job.running.learning
    if learning is None:
        return
    if job.steps[: len(learning.steps)] != learning.steps or job.given_mask is not None:
        learning.work.stop()  # what it learns from was undone
        job.running.learning = None
    elif _has_ended(learning.work):
        job.running.learning = None
        learnt = _result_of(learning.work, "learning")
        if learnt is not None:
            work.add_learnt(job, *learnt)


def _take_filled(job: Job, on_filled: Callable[[Job, Filling, RestorationResult], None]) -> None:
    filling = job.running.filling
    if filling is None or not _has_ended(filling.work):
        return
    job.running.filling = None
    results = _result_of(filling.work, "filling")
    if filling.work.is_stopped:
        messages.keep_note("filling", STOPPED_NOTE)
    if results:
        for result in results:
            job.add_result(result)
        on_filled(job, filling, results[0])


def _take_laid_down(job: Job) -> None:
    laying = job.running.laying_down
    if laying is None or not _has_ended(laying.work):
        return
    result, job.running.laying_down = _result_of(laying.work, "reintegration"), None
    may_begin_again = result is not None or laying.work.was_left
    job.running.halted_laying = None if may_begin_again else laying.request
    if result is not None:
        keep_laid_down(job, laying.request, result)


def _take_enlarged(job: Job) -> None:
    """Take an enlargement that is ready; it, and its making, end with the result that it is made from."""
    if job.enlarged is not None and not _keeps(job, job.enlarged.request.restoration):
        job.enlarged = None
    enlarging = job.running.enlarging
    if enlarging is None:
        return
    if not _keeps(job, enlarging.request.restoration):
        enlarging.work.stop()
        job.running.enlarging = None
    elif _has_ended(enlarging.work):
        job.enlarged, job.running.enlarging = _result_of(enlarging.work, "enlarging"), None


def _keeps(job: Job, restoration: Restoration) -> bool:
    """Return whether a restoration is still one of the job, as it was filled, composed or laid down."""
    kept = [*job.results, *(laid_down.result for laid_down in job.laid_down)]
    if job.composite is not None:
        kept.append(job.composite.result)
    return any(result.restoration is restoration for result in kept)


def _has_ended(running: QueuedWork[Result]) -> bool:
    return running.is_stopped or running.wait(0)


def _result_of(ended: QueuedWork[Result], about: str) -> Result | None:
    """Return the result; None where there is none: the work was stopped, or has failed, and the page says why."""
    if ended.is_stopped:
        return None
    with messages.kept_errors(about):
        try:
            return ended.result()
        except Stopped:  # its visitor had been gone
            return None
    return None
