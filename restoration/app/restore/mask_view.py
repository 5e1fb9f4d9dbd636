"""The mask with the tools that correct it: in the editor that runs in the browser, or on a simple canvas."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app import widgets
from restoration.app.editor import component
from restoration.app.editor.session import open_session
from restoration.app.restore import canvas, teaching_panel, tools, zoom
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


def show_mask(job: Job, painting: Painting, surround: DeltaGenerator) -> None:
    """Show the mask and its tools; the simple canvas lies on `surround`."""
    if uses_full_editor():
        _show_full_editor(job, painting)
    else:
        options = tools.show_tools(job, painting)
        with surround:
            canvas.show_canvas(job, painting, zoom.fit_viewport(job.view, painting), options)


def _show_full_editor(job: Job, painting: Painting) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="more tools"):
        tools.show_mask_menu(job, painting)
        teaching_panel.show_teaching(job, painting)
    shown = component.show_editor(
        open_session(job, painting),
        title=job.title,
        shows_change=teaching_panel.shown_change(job) is not None,
        key="editor",
    )
    if shown.ruler:
        job.ruler = shown.ruler


def choose_editor() -> None:
    """Let the user choose an editor, where there are two."""
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
