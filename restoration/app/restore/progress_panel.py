"""What goes on beside the page: how far it is, how long it takes, and the button that stops it."""

from dataclasses import dataclass
from time import monotonic

import streamlit as st

from restoration.app.components import define_component
from restoration.app.editor.session import open_session
from restoration.app.restore.running_work import RunningWork
from restoration.app.restore.state import Job
from restoration.imaging.painting import Painting

PANEL_WIDTH = 360  # px of screen: it stands in place of the Restore button, so that nothing below it moves

# What the browser sends before it got the last run of the page has the widgets' values from before that run. If the
# page ran with them, it would take back what that run has set: the view of a new result, the controls of another work.
SETTLING_SECONDS = 0.5  # after a run, until the browser hears that there is news

_progress_bar = define_component("progress", "tiles")


@dataclass(frozen=True, slots=True)
class Progress:
    """What the browser shows about the work of a painting."""

    share: float | None  # 0..1, that is done; None while it waits for its turn
    text: str
    has_news: bool  # whether the page must run: a work is done, or a preview is there


def progress_of(running: RunningWork) -> Progress:
    """Return how far the work of a painting is: of the one that comes first, and what follows it."""
    works, is_settled = running.works(), _is_settled(running)
    if not works:
        return Progress(None, "", is_settled)
    shown, *later = works
    share, text = shown.describe()
    text = "Stopping…" if shown.is_stopped else " Then: ".join([text or shown.text, *(work.text for work in later)])
    return Progress(share, text, is_settled and running.has_news())


def show_progress(job: Job, painting: Painting) -> None:
    """Show the work of a job until it is done; then the page runs again. `note_end` must follow."""
    progress, secret = progress_of(job.running), open_session(job, painting).secret
    data = {"secret": secret, "share": progress.share, "text": progress.text}
    with st.container(horizontal=True, vertical_alignment="bottom", key="progress", width=PANEL_WIDTH):
        _progress_bar(key="progress-bar", data=data, on_news_change=lambda: None)
        st.button("Stop", icon=":material/stop:", on_click=_stop_first, args=(job,), key="stop", width="content")


def note_start(job: Job) -> None:
    """Remember that the page is drawn now; call it first."""
    job.running.drawn_at = None


def note_end(job: Job) -> None:
    """Remember when the page was drawn; call it last."""
    job.running.drawn_at, job.running.is_unseen = monotonic(), False


def _stop_first(job: Job) -> None:
    for work in job.running.works()[:1]:
        work.stop()


def _is_settled(running: RunningWork) -> bool:
    return running.drawn_at is not None and monotonic() - running.drawn_at > SETTLING_SECONDS
