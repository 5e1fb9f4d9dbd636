"""Where the visitor looks, and how near: zoom, arrows, and a map of the whole painting."""

import streamlit as st

from restoration.app import widgets
from restoration.app.components import container_width, show_overview
from restoration.app.restore import rendering
from restoration.app.restore.state import ViewState
from restoration.editing.viewport import ZOOM_LEVELS, Viewport, place_viewport
from restoration.imaging.painting import Painting

MIN_WIDTH, MAX_WIDTH, MAX_HEIGHT = 240, 900, 560  # px of screen that the painting may take
BORDER = 40  # px of grey to both sides of it
PAN_BUTTONS = {
    "Look further left": (":material/arrow_back:", "Shift+Left", (-0.5, 0.0)),
    "Look further up": (":material/arrow_upward:", "Shift+Up", (0.0, -0.5)),
    "Look further down": (":material/arrow_downward:", "Shift+Down", (0.0, 0.5)),
    "Look further right": (":material/arrow_forward:", "Shift+Right", (0.5, 0.0)),
}  # icon, keys, and the way to go, in parts of what is seen


def choose_zoom(sight: ViewState) -> None:
    """How large the painting is shown."""
    chosen = st.segmented_control(
        "Zoom",
        list(ZOOM_LEVELS),
        key=widgets.key_with_default("zoom", sight.zoom),
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        help="1:1 shows every pixel of the painting as one of the screen; 4:1 as sixteen.",
    )
    sight.zoom = chosen or sight.zoom


def fit_viewport(sight: ViewState, painting: Painting) -> Viewport:
    """What is seen, as large as there is room for."""
    room = max(min(container_width(MAX_WIDTH, key="room"), MAX_WIDTH) - BORDER, MIN_WIDTH)
    return place_viewport(painting.image.shape, ZOOM_LEVELS[sight.zoom], sight.centre, (room, MAX_HEIGHT))


def whole_viewport(painting: Painting) -> Viewport:
    """All of it, before the browser has told how much room there is."""
    return place_viewport(painting.image.shape, ZOOM_LEVELS["Fit"], (0.5, 0.5), (MAX_WIDTH - BORDER, MAX_HEIGHT))


def show_navigation(sight: ViewState, painting: Painting, here: Viewport) -> None:
    """Arrows and a map, where not all of the painting is seen."""
    height, width = painting.image.shape[:2]
    if (here.width, here.height) == (width, height):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="walk"):
        with st.container(width=rendering.OVERVIEW_SIDE + 20):
            _show_overview(sight, painting, here)
        for name, (icon, keys, way) in PAN_BUTTONS.items():
            st.button(
                name,
                icon=icon,
                help=name,
                key=name,
                shortcut=keys,
                on_click=_pan,
                args=(sight, here, (width, height), way),
            )


def _show_overview(sight: ViewState, painting: Painting, here: Viewport) -> None:
    height, width = painting.image.shape[:2]
    window = (here.left / width, here.top / height, here.width / width, here.height / height)
    sight.map = sight.map or rendering.encode_overview(painting.image, painting.metadata.icc)
    asked = show_overview(sight.map, window, key="map")
    if asked:
        sight.centre = asked
        st.rerun()


def _pan(sight: ViewState, here: Viewport, size: tuple[int, int], way: tuple[float, float]) -> None:
    across = here.left + here.width * (0.5 + way[0])
    down = here.top + here.height * (0.5 + way[1])
    reach = here.width / 2, here.height / 2
    sight.centre = (
        min(max(across, reach[0]), size[0] - reach[0]) / size[0],
        min(max(down, reach[1]), size[1] - reach[1]) / size[1],
    )
