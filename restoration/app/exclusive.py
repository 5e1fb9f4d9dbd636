"""Only one heavy task runs at a time on this server: other users wait, so that memory is enough for everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

POLL_SECONDS = 0.5  # s between two tries to start; a click of the user ends the waiting

# Kinds of tasks, each named by the message that is shown while another one of its kind runs.
PROCESSING = "Another painting is being processed; yours comes next."
DOWNLOADING = "Somebody else is downloading; your download comes next."


@contextmanager
def one_at_a_time(place: DeltaGenerator, task: str = PROCESSING) -> Iterator[None]:
    """Wait until no other user runs such a task, then run the body.

    Args:
        place: an `st.empty` that shows the message `task` while the user waits; it is empty at the end.
        task: the kind of task, one of the constants above.
    """
    lock = _lock(task)
    while not lock.acquire(timeout=POLL_SECONDS):
        place.info(task, icon=":material/schedule:")
    try:
        yield
    finally:
        lock.release()
    place.empty()


@st.cache_resource
def _lock(task: str) -> Lock:
    """Return the lock that all users of this server share for a kind of task."""
    return Lock()
