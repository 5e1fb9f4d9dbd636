"""The canvas in the browser on which the user corrects the mask, and the strokes on it."""

from dataclasses import dataclass

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from restoration.app import page_entry
from restoration.app.components import hide_canvas_toolbar
from restoration.app.restore import rendering, state
from restoration.app.restore.rendering import MaskStyle
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.domain import DamageKind, KindMap
from restoration.editing import fabric
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.editing.viewport import Viewport
from restoration.errors import RestorationError
from restoration.imaging.overlay import KIND_COLOURS
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import encode_jpeg

DRAWING_TOOLS = {"Brush": "freedraw", "Line": "line", "Rectangle": "rect", "Polygon": "polygon"}
"""Names on the page, and in the canvas component."""

STROKE_KINDS = {
    "Crack": DamageKind.CRACK,
    "Scratch": DamageKind.SCRATCH,
    "Loss": DamageKind.LOSS,
    "Abrasion": DamageKind.ABRASION,
    "Eraser": None,
}
"""The kind of damage that a stroke marks; None removes marks."""

AREA_TOOLS = ("Rectangle", "Polygon")  # they fill an area, so they need no brush size

CANVAS_KEY = "canvas"  # of the component in the session state
ERASER_COLOUR = (255, 255, 255)
STROKE_OPACITY = 0.4  # of a stroke until the mask itself is shown there
MIN_LINE_WIDTH = 0.5  # px of screen; a thinner line would be invisible while the user draws it


@dataclass(frozen=True, slots=True)
class DrawingOptions:
    """What the next stroke does, and how the mask is shown."""

    tool: str  # a key of `DRAWING_TOOLS`
    marks: str  # a key of `STROKE_KINDS`
    brush_width: int  # px of the painting
    mask_style: MaskStyle
    change: tuple[KindMap, KindMap] | None = None  # the mask before and after teaching, to show what it changed


def show_canvas(job: Job, painting: Painting, viewport: Viewport, options: DrawingOptions) -> None:
    """Show the viewport of the painting with its mask, ready to draw on."""
    page_entry.before_each_page("read strokes", collect_strokes)
    if job.canvas.viewport != viewport:
        job.commit_strokes()
        job.canvas.viewport = viewport
    shown = rendering.render_with_mask(painting.image, job.kinds(), viewport, options.mask_style)
    if options.change is not None:
        shown = rendering.render_change(shown, *options.change, viewport)
    colour = _stroke_colour(STROKE_KINDS[options.marks], job.canvas.number)
    is_area = options.tool in AREA_TOOLS
    width, height = viewport.shown
    st_canvas(
        drawing_mode=DRAWING_TOOLS[options.tool],
        stroke_color=colour,
        fill_color=colour if is_area else "rgba(0,0,0,0)",
        stroke_width=1 if is_area else max(options.brush_width * viewport.scale, MIN_LINE_WIDTH),
        background_image=encode_jpeg(shown, painting.metadata.icc),
        width=width,
        height=height,
        initial_drawing={"objects": [], "number": job.canvas.number},  # a new number empties the canvas
        key=CANVAS_KEY,
    )
    hide_canvas_toolbar()


def collect_strokes() -> None:
    """Read the strokes on the canvas, whichever page is shown: the browser loses them when the canvas is not shown."""
    for job in state.all_jobs().values():
        if job is state.current_job():
            read_strokes(job)
        elif job.canvas.strokes:  # the canvas in the browser shows another painting now
            job.commit_strokes()


def read_strokes(job: Job) -> None:
    """Read the strokes on the canvas of the current job."""
    canvas, message = job.canvas, st.session_state.get(CANVAS_KEY)
    if message is None or canvas.viewport is None or job.painting is None:
        if canvas.strokes:  # the browser has lost them
            job.commit_strokes()
        return
    drawing = (message.get("drawing") or {}).get("raw") or {}
    kinds = {_stroke_colour(kind, canvas.number): kind for kind in STROKE_KINDS.values()}
    try:
        strokes = fabric.strokes_from_fabric(drawing.get("objects", []), canvas.viewport, kinds)
        steps_from_json([step_to_json(stroke) for stroke in strokes], job.painting.image.shape)
    except RestorationError as error:
        st.toast(escape_sentence(error.sentence), icon=":material/warning:")
        job.commit_strokes()  # those that were read before stay, and the canvas is emptied
        return
    if strokes == canvas.strokes[: len(strokes)]:  # removed by the canvas's own undo or bin: our Redo brings them back
        job.history = job.history.with_undone(*canvas.strokes[len(strokes) :])
    canvas.strokes = strokes


def _stroke_colour(kind: DamageKind | None, number: int) -> str:
    """Return the CSS colour of a stroke.

    Its opacity encodes the canvas's number, invisibly: strokes of an older canvas are in the history already.
    """
    red, green, blue = ERASER_COLOUR if kind is None else KIND_COLOURS[kind]
    return f"rgba({red},{green},{blue},{STROKE_OPACITY + number % 1000 / 10000:.4f})"
