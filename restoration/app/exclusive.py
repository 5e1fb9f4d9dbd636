"""One heavy piece of work at a time, whoever asks for it: visitors wait in turn, and memory lasts for all."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

POLL_SECONDS = 0.5  # s between two looks whether it is one's turn; a click of the visitor's ends the waiting


PROCESSING = "Another painting is being worked on; yours comes after it."
DOWNLOADING = "Somebody else is downloading; your works come after theirs."


@st.cache_resource
def _lock(of: str) -> Lock:
    """Shared by all visitors of this server."""
    return Lock()


@contextmanager
def one_at_a_time(place: DeltaGenerator, of: str = PROCESSING) -> Iterator[None]:
    """Waits until nobody else does the same; says so in `place`, an `st.empty`, and leaves that empty."""
    turn = _lock(of)
    while not turn.acquire(timeout=POLL_SECONDS):
        place.info(of, icon=":material/schedule:")
    try:
        yield
    finally:
        turn.release()
    place.empty()
