"""What goes on beside the page: how far it is, how long it takes, and the button that stops it."""

from time import monotonic

import streamlit as st

from restoration.app.restore.state import Job, RunningWork

POLL_SECONDS = 0.5  # s between two updates in the browser, which do not run the page itself
PANEL_WIDTH = 440  # px of screen: it stands in place of the Restore button, so that nothing below it moves
PATIENCE = 0.3  # s that the page waits itself for work that is nearly done, before it leaves the rest to the updates


def show_progress(job: Job) -> None:
    """Show the work of a job until it is done; then the page runs again."""
    if job.running.works():
        _watch(job.running)


def settle(job: Job) -> None:
    """Wait a moment for the work of a job, and run the page again if it is done. Call it last."""
    end = monotonic() + PATIENCE
    for work in job.running.works():
        work.wait(max(end - monotonic(), 0.0))
    if _has_news(job.running):
        st.rerun()


@st.fragment(run_every=POLL_SECONDS)
def _watch(running: RunningWork) -> None:
    if _has_news(running):
        st.rerun()
    shown, *later = running.works()
    share, text = shown.describe()
    with st.container(horizontal=True, vertical_alignment="bottom", key="progress", width=PANEL_WIDTH):
        st.progress(share or 0.0, " Then: ".join([text or shown.text, *(work.text for work in later)]))
        st.button("Stop", icon=":material/stop:", on_click=shown.stop, key="stop", width="content")


def _has_news(running: RunningWork) -> bool:
    """Return whether something was stopped or is done, or a preview has come that is not shown yet."""
    filling = running.filling
    has_preview = filling is not None and bool(filling.previews) and not filling.is_shown
    return has_preview or any(work.is_stopped or work.wait(0) for work in running.works())
