"""The tools above the canvas: strokes, undo and redo, changes of the whole mask, and how the mask is shown."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import keep_note, kept_errors
from restoration.app.restore import teaching_panel
from restoration.app.restore.canvas import AREA_TOOLS, DRAWING_TOOLS, STROKE_KINDS, DrawingOptions, read_strokes
from restoration.app.restore.figure_panel import show_figure_menu
from restoration.app.restore.rendering import MaskStyle
from restoration.app.restore.state import Job
from restoration.app.uploads import forget_upload, read_in_turn
from restoration.disk_arrays import keep_on_disk
from restoration.editing.history import History
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.imaging.painting import Painting
from restoration.output.annotations.mask_reading import read_any_mask

_INVERT_KEY = "black is damage"

_TOOL_ICONS = {
    "Brush": ":material/brush:",
    "Line": ":material/horizontal_rule:",
    "Rectangle": ":material/rectangle:",
    "Polygon": ":material/polyline:",
}
_KIND_BADGES = {
    "Crack": ":red-badge[Crack]",
    "Scratch": ":blue-badge[Scratch]",
    "Loss": ":yellow-badge[Loss]",
    "Abrasion": ":violet-badge[Abrasion]",
    "Eraser": ":material/ink_eraser: Eraser",
}


def show_tools(job: Job, painting: Painting) -> DrawingOptions:
    """Show the tools and return what the user chose."""
    with st.container(horizontal=True, key="tools"):
        tool = _choose_one("Tool", list(DRAWING_TOOLS), "tool", lambda tool: f"{_TOOL_ICONS[tool]} {tool}")
        marks = _choose_one("Marks", list(STROKE_KINDS), "marks", _KIND_BADGES.__getitem__)
    with st.container(horizontal=True, vertical_alignment="center", key="more tools"):
        brush_width = st.slider(
            "Brush",
            1,
            80,
            key=widgets.key_with_default("size", 4),
            persist_state="session",
            format="%d px brush",
            width=220,
            label_visibility="collapsed",
            disabled=tool in AREA_TOOLS,
        )
        _show_undo_redo(job)
        show_mask_menu(job, painting)
        mask_style = _choose_mask_style()
        if tool == "Polygon":
            st.caption("Click each corner, then the first one again to close the polygon.", width="content")
    teaching_panel.show_teaching(job, painting)
    return DrawingOptions(tool, marks, brush_width, mask_style, teaching_panel.shown_change(job))


def _choose_one(label: str, options: list[str], key: str, format_func: Callable[[str], str]) -> str:
    chosen = st.segmented_control(
        label,
        options,
        key=widgets.key_with_default(key, options[0]),
        persist_state="session",
        format_func=format_func,
        required=True,
        label_visibility="collapsed",
    )
    return chosen or options[0]


def _show_undo_redo(job: Job) -> None:
    can_redo = bool(job.history.undone) and not job.canvas.strokes
    for name, icon, shortcut, is_possible, change in (
        ("Undo", ":material/undo:", "Ctrl+Z", bool(job.steps), History.undo),
        ("Redo", ":material/redo:", "Ctrl+Shift+Z", can_redo, History.redo),
    ):
        st.button(
            name,
            key=name,
            icon=icon,
            shortcut=shortcut,
            disabled=not is_possible,
            on_click=_change_history,
            args=(job, change),
        )


def _change_history(job: Job, change: Callable[[History], History]) -> None:
    """Change the history, with the strokes that are on the canvas now."""
    read_strokes(job)
    job.commit_strokes()
    job.history, job.wants_teaching = change(job.history), False


def show_mask_menu(job: Job, painting: Painting) -> None:
    """Show the menu of all that changes the whole mask."""
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
            "Undo all corrections",
            on_click=_change_history,
            args=(job, History.undo_all),
            disabled=not job.steps,
            width="stretch",
            help="Go back to the detected mask. Redo brings the corrections back one by one.",
        )
        _offer_mask_upload(job, painting)
        st.divider()
        show_figure_menu(job)


def _show_change_buttons(job: Job, changes: tuple[OperationKind, ...], size: int) -> None:
    for change, place in zip(changes, st.columns(len(changes)), strict=True):
        step = MaskOperation(change, size)
        place.button(change.value, on_click=_change_history, args=(job, partial(_add_step, step)), width="stretch")


def _add_step(step: MaskOperation, history: History) -> History:
    return history.after(step)


def _choose_mask_style() -> MaskStyle:
    with st.popover("Mask display", icon=":material/opacity:"):
        opacity = st.slider(
            "Opacity of the mask, %", 0, 100, key=widgets.key_with_default("opacity", 70), persist_state="session"
        )
        only_outline = st.toggle(
            "Outline only", key=widgets.key_with_default("outline-only", False), persist_state="session"
        )
    return MaskStyle(opacity / 100, only_outline)


def _offer_mask_upload(job: Job, painting: Painting) -> None:
    key = f"mask of {painting.sha256}"
    help_text = (
        "A picture of the size of the painting, white where it is damaged, or with a colour for each kind as it is "
        "exported here; or GeoJSON, as QuPath and QGIS write it. It replaces the detected mask."
    )
    st.file_uploader("Your own mask", help=help_text, key=key, on_change=_read_mask_file, args=(job, key))
    st.toggle(
        "Black is damage",
        key=widgets.key_with_default(_INVERT_KEY, False),
        on_change=_read_mask_file,
        args=(job, key),
        help="Turn it on for a mask that is black where the painting is damaged, and white elsewhere.",
    )
    if job.given_mask is not None:
        st.button("Back to the detected mask", on_click=_drop_mask_file, args=(job,), width="stretch")


def _read_mask_file(job: Job, key: str) -> None:
    file, painting = st.session_state[key], job.painting  # Streamlit keeps arguments: they must not hold a painting
    if file is not None and painting is not None:
        with kept_errors("own mask"):
            data, invert = file.getvalue(), bool(st.session_state.get(_INVERT_KEY))
            read = read_in_turn(
                st.empty(),
                f"{file.file_id} {invert}",
                data,
                lambda: read_any_mask(data, painting.image, name=file.name, visible=painting.visible, invert=invert),
            )
            job.given_mask, job.mask_notes = keep_on_disk(read.kinds), read.notes
            forget_upload(file)
            if read.notes:
                keep_note("own mask", " ".join(read.notes))


def _drop_mask_file(job: Job) -> None:
    job.given_mask, job.mask_notes = None, ()
