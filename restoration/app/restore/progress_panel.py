"""What goes on beside the page: how far it is, how long it takes, and the button that stops it."""

from time import monotonic

import streamlit as st

from restoration.app.restore.state import Job, RunningWork

POLL_SECONDS = 0.5  # s between two updates, which do not run the page itself
PANEL_WIDTH = 440  # px of screen: it stands in place of the Restore button, so that nothing below it moves

# An update that the browser has sent before it got the last run of the page brings the widgets' values from before that
# run. If the page ran with them, it would take back what that run has set: the view of a new result, the controls of
# another work. So no update makes the page run in the first seconds after a run.
SETTLING_SECONDS = 1.0


def show_progress(job: Job) -> None:
    """Show the work of a job until it is done; then the page runs again. `note_end` must follow."""
    job.running.drawn_at = None
    if job.running.works():
        _watch(job.running)


def note_end(job: Job) -> None:
    """Remember when the page was drawn; call it last."""
    job.running.drawn_at = monotonic()


@st.fragment(run_every=POLL_SECONDS)
def _watch(running: RunningWork) -> None:
    if running.has_news() and _is_settled(running):
        st.rerun()
    if not running.works():
        return
    shown, *later = running.works()
    share, text = shown.describe()
    text = "Stopping…" if shown.is_stopped else " Then: ".join([text or shown.text, *(work.text for work in later)])
    with st.container(horizontal=True, vertical_alignment="bottom", key="progress", width=PANEL_WIDTH):
        st.progress(share or 0.0, text)
        st.button("Stop", icon=":material/stop:", on_click=shown.stop, key="stop", width="content")


def _is_settled(running: RunningWork) -> bool:
    return running.drawn_at is not None and monotonic() - running.drawn_at > SETTLING_SECONDS
