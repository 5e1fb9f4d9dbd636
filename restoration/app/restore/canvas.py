"""The canvas that masks are corrected on, and what lies on it."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from restoration.app.restore import state, views
from restoration.app.restore.state import Job
from restoration.domain import Kind
from restoration.editing import fabric
from restoration.editing.viewport import Viewport
from restoration.imaging.overlay import COLOURS
from restoration.imaging.painting import Painting

TOOLS = {
    "Brush": ("freedraw", ":material/brush:"),
    "Line": ("line", ":material/horizontal_rule:"),
    "Rectangle": ("rect", ":material/rectangle:"),
    "Polygon": ("polygon", ":material/polyline:"),
}  # what the canvas calls them, and their signs
MARKS = {
    "Crack": (Kind.CRACK, ":red-badge[Crack]"),
    "Scratch": (Kind.SCRATCH, ":blue-badge[Scratch]"),
    "Loss": (Kind.LOSS, ":orange-badge[Loss]"),
    "Eraser": (None, ":material/ink_eraser: Eraser"),
}  # what a stroke marks, and its sign
CANVAS = "canvas"  # its name in the session's state
ERASER = (255, 255, 255)
WASH = 0.4  # opacity of a stroke until the mask itself is shown there
FINEST = 0.5  # px of screen; a thinner line would not be seen while it is drawn


def keep_strokes() -> None:
    """Learn which strokes lie on the canvas; to be called first in every run, whichever page is shown."""
    for job in state.jobs().values():
        if job is state.current():
            absorb(job)
        elif job.canvas.live:  # another painting has taken its place in the browser
            job.settle()


def absorb(job: Job) -> None:
    """Learn which strokes lie on the canvas of the current job."""
    canvas, told = job.canvas, st.session_state.get(CANVAS)
    if told is None or canvas.viewport is None:
        if canvas.live:  # the browser has lost them, we have not
            job.settle()
        return
    drawing = (told.get("drawing") or {}).get("raw") or {}
    kinds = {_colour(kind, canvas.number): kind for kind, _ in MARKS.values()}
    strokes = fabric.strokes(drawing.get("objects", []), canvas.viewport, kinds)
    if strokes == canvas.live[: len(strokes)]:  # the canvas's own bin, or its own way back: ours can bring them again
        job.history = job.history.taken_back(*canvas.live[len(strokes) :])
    canvas.live = strokes


def show(job: Job, painting: Painting, here: Viewport) -> None:
    """The painting with its mask, to be drawn on; with the tools that were shown before."""
    if job.canvas.viewport != here:
        job.settle()
        job.canvas.viewport = here
    tint = views.Tint(st.session_state["opacity"] / 100, only_rims=st.session_state["rims"])
    shown = views.jpeg(views.marked(painting.image, job.kinds(), here, tint), painting.metadata.icc)
    tool, colour = TOOLS[st.session_state["tool"]][0], _colour(MARKS[st.session_state["marks"]][0], job.canvas.number)
    is_area = tool in ("rect", "polygon")
    width, height = here.shown
    st_canvas(
        drawing_mode=tool,
        stroke_color=colour,
        fill_color=colour if is_area else "rgba(0,0,0,0)",
        stroke_width=1 if is_area else _width(here),
        background_image=shown,
        width=width,
        height=height,
        initial_drawing={"objects": [], "number": job.canvas.number},  # another number: it is emptied in its place
        key=CANVAS,
    )


def _width(here: Viewport) -> float:
    """Of the brush on the screen, px; Fabric takes fractions."""
    size: int = st.session_state["size"]
    return max(size * here.scale, FINEST)


def _colour(kind: Kind | None, number: int) -> str:
    """Unseen, it tells the canvas's number too: strokes on an older one are in the history already."""
    red, green, blue = ERASER if kind is None else COLOURS[kind]
    return f"rgba({red},{green},{blue},{WASH + number % 1000 / 10000:.4f})"
