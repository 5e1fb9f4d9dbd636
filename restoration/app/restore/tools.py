"""What a mask is corrected with: tools for the canvas, and changes to the whole mask."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import friendly_errors
from restoration.app.restore.canvas import DRAWING_TOOLS, STROKE_KINDS, read_strokes
from restoration.app.restore.state import Job
from restoration.editing.history import History
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask


def show_tools(job: Job, painting: Painting) -> None:
    """What to draw with."""
    with st.container(horizontal=True, key="tools"):
        st.segmented_control(
            "Tool",
            list(DRAWING_TOOLS),
            key=widgets.key_with_default("tool", "Brush"),
            persist_state="session",
            format_func=lambda tool: f"{DRAWING_TOOLS[tool][1]} {tool}",
            required=True,
            label_visibility="collapsed",
        )
        st.segmented_control(
            "Marks",
            list(STROKE_KINDS),
            key=widgets.key_with_default("marks", "Crack"),
            persist_state="session",
            format_func=lambda mark: STROKE_KINDS[mark][1],
            required=True,
            label_visibility="collapsed",
        )
    with st.container(horizontal=True, vertical_alignment="center", key="more tools"):
        st.slider(
            "Brush",
            1,
            80,
            key=widgets.key_with_default("size", 4),
            persist_state="session",
            format="%d px brush",
            width=220,
            label_visibility="collapsed",
            disabled=st.session_state["tool"] in ("Rectangle", "Polygon"),
        )
        _show_undo_redo(job)
        _show_mask_menu(job, painting)
        _show_display_menu()
        if st.session_state["tool"] == "Polygon":
            st.caption("Click corner by corner, then the first again to close it.", width="content")


def _show_undo_redo(job: Job) -> None:
    can_redo = bool(job.history.undone) and not job.canvas.live
    for name, icon, keys, is_possible, way in (
        ("Undo", ":material/undo:", "Ctrl+Z", bool(job.steps), History.undo),
        ("Redo", ":material/redo:", "Ctrl+Shift+Z", can_redo, History.redo),
    ):
        st.button(
            name,
            key=name,
            icon=icon,
            shortcut=keys,
            disabled=not is_possible,
            on_click=_change_history,
            args=(job, way),
        )


def _change_history(job: Job, way: Callable[[History], History]) -> None:
    """Go on from what is on the canvas now."""
    read_strokes(job)
    job.settle()
    job.history = way(job.history)


def _show_mask_menu(job: Job, painting: Painting) -> None:
    with st.popover("Whole mask", icon=":material/select_all:"):
        rim = st.slider("By how many px", 1, 10, key=widgets.key_with_default("rim", 1), persist_state="session")
        _show_change_buttons(job, (OperationKind.GROW, OperationKind.SHRINK), rim)
        area = st.slider(
            "Up to how many px²", 5, 500, step=5, key=widgets.key_with_default("area", 30), persist_state="session"
        )
        _show_change_buttons(job, (OperationKind.FILL_HOLES, OperationKind.REMOVE_SPECKS), area)
        st.divider()
        _show_change_buttons(job, (OperationKind.INVERT, OperationKind.CLEAR), 0)
        st.button(
            "Drop all corrections",
            on_click=_change_history,
            args=(job, History.undo_all),
            disabled=not job.steps,
            width="stretch",
            help="Back to what was found; Redo brings them back one by one.",
        )
        _offer_mask_upload(job, painting)


def _show_change_buttons(job: Job, changes: tuple[OperationKind, ...], size: int) -> None:
    for change, place in zip(changes, st.columns(len(changes)), strict=True):
        step = MaskOperation(change, size)
        place.button(change.value, on_click=_change_history, args=(job, partial(_add_step, step)), width="stretch")


def _add_step(step: MaskOperation, history: History) -> History:
    return history.after(step)


def _show_display_menu() -> None:
    with st.popover("Tint", icon=":material/opacity:"):
        st.slider(
            "Opacity of the mask, %", 0, 100, key=widgets.key_with_default("opacity", 70), persist_state="session"
        )
        st.toggle("Outline only", key=widgets.key_with_default("rims", False), persist_state="session")


def _offer_mask_upload(job: Job, painting: Painting) -> None:
    key = f"mask of {painting.sha256}"
    told = "A picture of the painting's size, white where it is damaged; it takes the place of what was found."
    st.file_uploader("A mask of yours", help=told, key=key, on_change=_read_mask_file, args=(job, painting, key))
    if job.given is not None:
        st.button("Go back to what was found", on_click=_drop_mask_file, args=(job,), width="stretch")


def _read_mask_file(job: Job, painting: Painting, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        with friendly_errors():
            job.given = as_loss_kinds(read_mask(file.getvalue(), painting.image, name=file.name))


def _drop_mask_file(job: Job) -> None:
    job.given = None
