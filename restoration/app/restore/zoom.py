"""The part of the painting on the simple canvas: zoom, arrow buttons, and an overview of the whole painting."""

import streamlit as st

from restoration.app.components import container_width, show_overview
from restoration.app.restore import rendering
from restoration.app.restore.state import ViewState
from restoration.editing.viewport import ZOOM_LEVELS, Viewport, place_viewport
from restoration.imaging.painting import Painting

MIN_WIDTH, MAX_WIDTH, MAX_HEIGHT = 240, 900, 560  # px of screen for the painting
BORDER = 40  # px of grey on its left and right together
PAN_BUTTONS = {
    "Move left": (":material/arrow_back:", "Shift+Left", (-0.5, 0.0)),
    "Move up": (":material/arrow_upward:", "Shift+Up", (0.0, -0.5)),
    "Move down": (":material/arrow_downward:", "Shift+Down", (0.0, 0.5)),
    "Move right": (":material/arrow_forward:", "Shift+Right", (0.5, 0.0)),
}
"""Icon, shortcut, and the move (x, y) in fractions of the visible part."""

_ZOOMED = "zoomed view"  # key in the session state: the view that the control shows the zoom of


def choose_zoom(view: ViewState) -> None:
    """Let the user choose how large the painting is shown; each painting has a zoom of its own, at first Fit."""
    if st.session_state.get(_ZOOMED) is not view:
        st.session_state.update({_ZOOMED: view, "zoom": view.zoom})
    chosen = st.segmented_control(
        "Zoom",
        list(ZOOM_LEVELS),
        key="zoom",
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        help="1:1 shows each pixel of the painting as one pixel of the screen; 4:1 as a square of 4 × 4.",
    )
    view.zoom = chosen or view.zoom


def fit_viewport(view: ViewState, painting: Painting) -> Viewport:
    """Return the visible part of the painting, as large as the page has space for."""
    width = max(min(container_width(MAX_WIDTH, key="container-width"), MAX_WIDTH) - BORDER, MIN_WIDTH)
    return place_viewport(painting.image.shape, ZOOM_LEVELS[view.zoom], view.centre, (width, MAX_HEIGHT))


def show_navigation(view: ViewState, painting: Painting, viewport: Viewport) -> None:
    """Show the overview and the arrow buttons, unless the whole painting is visible."""
    height, width = painting.image.shape[:2]
    if (viewport.width, viewport.height) == (width, height):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="navigation"):
        with st.container(width=rendering.OVERVIEW_SIDE + 20):
            _show_overview(view, painting, viewport)
        for name, (icon, shortcut, move) in PAN_BUTTONS.items():
            st.button(
                name,
                icon=icon,
                help=name,
                key=name,
                shortcut=shortcut,
                on_click=_pan,
                args=(view, viewport, (width, height), move),
            )


def _show_overview(view: ViewState, painting: Painting, viewport: Viewport) -> None:
    height, width = painting.image.shape[:2]
    window = (viewport.left / width, viewport.top / height, viewport.width / width, viewport.height / height)
    view.overview = view.overview or rendering.encode_overview(painting.image, painting.metadata.icc)
    centre = show_overview(view.overview, window, key="overview")
    if centre:
        view.centre = centre
        st.rerun()


def _pan(view: ViewState, viewport: Viewport, size: tuple[int, int], move: tuple[float, float]) -> None:
    """Move the visible part, but not beyond the border of the painting."""
    x = viewport.left + viewport.width * (0.5 + move[0])
    y = viewport.top + viewport.height * (0.5 + move[1])
    half_width, half_height = viewport.width / 2, viewport.height / 2
    view.centre = (
        min(max(x, half_width), size[0] - half_width) / size[0],
        min(max(y, half_height), size[1] - half_height) / size[1],
    )
