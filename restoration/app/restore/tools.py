"""What a mask is corrected with: tools for the canvas, and changes to the whole mask."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import friendly_errors
from restoration.app.restore.canvas import MARKS, TOOLS, absorb
from restoration.app.restore.state import Job
from restoration.editing.alteration import Alteration, Change
from restoration.editing.history import History
from restoration.imaging.masks import as_losses
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask


def show(job: Job, painting: Painting) -> None:
    """What to draw with."""
    with st.container(horizontal=True, key="tools"):
        st.segmented_control(
            "Tool",
            list(TOOLS),
            key=widgets.starting_at("tool", "Brush"),
            persist_state="session",
            format_func=lambda tool: f"{TOOLS[tool][1]} {tool}",
            required=True,
            label_visibility="collapsed",
        )
        st.segmented_control(
            "Marks",
            list(MARKS),
            key=widgets.starting_at("marks", "Crack"),
            persist_state="session",
            format_func=lambda mark: MARKS[mark][1],
            required=True,
            label_visibility="collapsed",
        )
    with st.container(horizontal=True, vertical_alignment="center", key="more tools"):
        st.slider(
            "Brush",
            1,
            80,
            key=widgets.starting_at("size", 4),
            persist_state="session",
            format="%d px brush",
            width=220,
            label_visibility="collapsed",
            disabled=st.session_state["tool"] in ("Rectangle", "Polygon"),
        )
        _way_back(job)
        _whole_mask(job, painting)
        _how_shown()
        if st.session_state["tool"] == "Polygon":
            st.caption("Click corner by corner, then the first again to close it.", width="content")


def _way_back(job: Job) -> None:
    can_redo = bool(job.history.undone) and not job.canvas.live
    for name, icon, keys, is_possible, way in (
        ("Undo", ":material/undo:", "Ctrl+Z", bool(job.steps), History.undo),
        ("Redo", ":material/redo:", "Ctrl+Shift+Z", can_redo, History.redo),
    ):
        st.button(name, key=name, icon=icon, shortcut=keys, disabled=not is_possible, on_click=_step, args=(job, way))


def _step(job: Job, way: Callable[[History], History]) -> None:
    """Go on from what is on the canvas now."""
    absorb(job)
    job.settle()
    job.history = way(job.history)


def _whole_mask(job: Job, painting: Painting) -> None:
    with st.popover("Whole mask", icon=":material/select_all:"):
        rim = st.slider("By how many px", 1, 10, key=widgets.starting_at("rim", 1), persist_state="session")
        _changes(job, (Change.GROW, Change.SHRINK), rim)
        area = st.slider(
            "Up to how many px²", 5, 500, step=5, key=widgets.starting_at("area", 30), persist_state="session"
        )
        _changes(job, (Change.FILL_HOLES, Change.REMOVE_SPECKS), area)
        st.divider()
        _changes(job, (Change.INVERT, Change.CLEAR), 0)
        st.button(
            "Drop all corrections",
            on_click=_step,
            args=(job, History.undo_all),
            disabled=not job.steps,
            width="stretch",
            help="Back to what was found; Redo brings them back one by one.",
        )
        _give_mask(job, painting)


def _changes(job: Job, changes: tuple[Change, ...], size: int) -> None:
    for change, place in zip(changes, st.columns(len(changes)), strict=True):
        step = Alteration(change, size)
        place.button(change.value, on_click=_step, args=(job, partial(_with, step)), width="stretch")


def _with(step: Alteration, history: History) -> History:
    return history.after(step)


def _how_shown() -> None:
    with st.popover("Tint", icon=":material/opacity:"):
        st.slider("Opacity of the mask, %", 0, 100, key=widgets.starting_at("opacity", 70), persist_state="session")
        st.toggle("Outline only", key=widgets.starting_at("rims", False), persist_state="session")


def _give_mask(job: Job, painting: Painting) -> None:
    key = f"mask of {painting.sha256}"
    told = "A picture of the painting's size, white where it is damaged; it takes the place of what was found."
    st.file_uploader("A mask of yours", help=told, key=key, on_change=_take_mask, args=(job, painting, key))
    if job.given is not None:
        st.button("Go back to what was found", on_click=_forget_mask, args=(job,), width="stretch")


def _take_mask(job: Job, painting: Painting, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        with friendly_errors():
            job.given = as_losses(read_mask(file.getvalue(), painting.image, name=file.name))


def _forget_mask(job: Job) -> None:
    job.given = None
