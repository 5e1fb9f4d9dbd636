"""The editor in which the mask is corrected: the full one, which runs in the browser, or a simple canvas."""

import streamlit as st

from restoration.app import widgets
from restoration.app.editor import component
from restoration.app.editor.session import open_session
from restoration.app.restore import teaching_panel, tools
from restoration.app.restore.alternatives import select_in_list
from restoration.app.restore.scale_panel import read_ruler
from restoration.app.restore.state import Job
from restoration.imaging.painting import Painting

FULL, SIMPLE = "Full", "Simple"
EDITOR_KEY = "editor choice"  # of the chosen editor in the session state
_HELP = (
    "Full: zoom, pan, draw and undo happen in your browser, at once. Simple: a canvas of a fixed size that the "
    "server draws, for browsers in which the other one does not work."
)


def uses_full_editor() -> bool:
    """Return whether the mask is corrected in the editor of the browser."""
    return component.is_available() and st.session_state.get(EDITOR_KEY, FULL) == FULL


def show_view_tools(job: Job, painting: Painting) -> None:
    """Show what stands beside the choice of views: the choice of the editor, and what the full one has not inside."""
    with st.container(horizontal=True, horizontal_alignment="right", width="content", key="view tools"):
        if uses_full_editor():
            tools.show_mask_menu(job, painting)
            teaching_panel.show_teaching_tools(job, painting)
        _choose_editor()


def show_full_editor(job: Job, painting: Painting) -> None:
    """Show the editor that runs in the browser."""
    teaching_panel.show_teaching_note(job)
    shown = component.show_editor(
        open_session(job, painting),
        title=job.title,
        shows_change=teaching_panel.shown_change(job) is not None,
        px_per_mm=job.scale.px_per_mm if job.scale else None,
        has_alternatives=len(job.results) > 1,
        key="editor",
    )
    if shown.ruler:
        job.ruler = read_ruler(shown.ruler)
    if shown.alternatives:
        select_in_list(job, shown.alternatives)
        st.rerun()


def _choose_editor() -> None:
    if component.is_available():
        with st.popover("Editor", icon=":material/edit:"):
            st.segmented_control(
                "Editor",
                [FULL, SIMPLE],
                key=widgets.key_with_default(EDITOR_KEY, FULL),
                required=True,
                persist_state="session",
                help=_HELP,
            )
