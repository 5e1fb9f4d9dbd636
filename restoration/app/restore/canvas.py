"""The canvas that masks are corrected on, and what lies on it."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from restoration.app.restore import rendering, state
from restoration.app.restore.state import Job
from restoration.domain import DamageKind
from restoration.editing import fabric
from restoration.editing.viewport import Viewport
from restoration.imaging.overlay import KIND_COLOURS
from restoration.imaging.painting import Painting

DRAWING_TOOLS = {
    "Brush": ("freedraw", ":material/brush:"),
    "Line": ("line", ":material/horizontal_rule:"),
    "Rectangle": ("rect", ":material/rectangle:"),
    "Polygon": ("polygon", ":material/polyline:"),
}  # what the canvas calls them, and their signs
STROKE_KINDS = {
    "Crack": (DamageKind.CRACK, ":red-badge[Crack]"),
    "Scratch": (DamageKind.SCRATCH, ":blue-badge[Scratch]"),
    "Loss": (DamageKind.LOSS, ":orange-badge[Loss]"),
    "Eraser": (None, ":material/ink_eraser: Eraser"),
}  # what a stroke marks, and its sign
CANVAS_KEY = "canvas"  # its name in the session's state
ERASER_COLOUR = (255, 255, 255)
STROKE_OPACITY = 0.4  # opacity of a stroke until the mask itself is shown there
MIN_LINE_WIDTH = 0.5  # px of screen; a thinner line would not be seen while it is drawn


def collect_strokes() -> None:
    """Learn which strokes lie on the canvas; to be called first in every run, whichever page is shown."""
    for job in state.all_jobs().values():
        if job is state.current_job():
            read_strokes(job)
        elif job.canvas.live:  # another painting has taken its place in the browser
            job.settle()


def read_strokes(job: Job) -> None:
    """Learn which strokes lie on the canvas of the current job."""
    canvas, told = job.canvas, st.session_state.get(CANVAS_KEY)
    if told is None or canvas.viewport is None:
        if canvas.live:  # the browser has lost them, we have not
            job.settle()
        return
    drawing = (told.get("drawing") or {}).get("raw") or {}
    kinds = {_stroke_colour(kind, canvas.number): kind for kind, _ in STROKE_KINDS.values()}
    strokes = fabric.strokes_from_fabric(drawing.get("objects", []), canvas.viewport, kinds)
    if strokes == canvas.live[: len(strokes)]:  # the canvas's own bin, or its own way back: ours can bring them again
        job.history = job.history.taken_back(*canvas.live[len(strokes) :])
    canvas.live = strokes


def show_canvas(job: Job, painting: Painting, here: Viewport) -> None:
    """The painting with its mask, to be drawn on; with the tools that were shown before."""
    if job.canvas.viewport != here:
        job.settle()
        job.canvas.viewport = here
    tint = rendering.MaskStyle(st.session_state["opacity"] / 100, only_rims=st.session_state["rims"])
    shown = rendering.encode_jpeg(
        rendering.render_with_mask(painting.image, job.kinds(), here, tint), painting.metadata.icc
    )
    tool, colour = (
        DRAWING_TOOLS[st.session_state["tool"]][0],
        _stroke_colour(STROKE_KINDS[st.session_state["marks"]][0], job.canvas.number),
    )
    is_area = tool in ("rect", "polygon")
    width, height = here.shown
    st_canvas(
        drawing_mode=tool,
        stroke_color=colour,
        fill_color=colour if is_area else "rgba(0,0,0,0)",
        stroke_width=1 if is_area else _brush_width(here),
        background_image=shown,
        width=width,
        height=height,
        initial_drawing={"objects": [], "number": job.canvas.number},  # another number: it is emptied in its place
        key=CANVAS_KEY,
    )


def _brush_width(here: Viewport) -> float:
    """Of the brush on the screen, px; Fabric takes fractions."""
    size: int = st.session_state["size"]
    return max(size * here.scale, MIN_LINE_WIDTH)


def _stroke_colour(kind: DamageKind | None, number: int) -> str:
    """Unseen, it tells the canvas's number too: strokes on an older one are in the history already."""
    red, green, blue = ERASER_COLOUR if kind is None else KIND_COLOURS[kind]
    return f"rgba({red},{green},{blue},{STROKE_OPACITY + number % 1000 / 10000:.4f})"
