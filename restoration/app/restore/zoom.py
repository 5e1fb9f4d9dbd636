"""Where the visitor looks, and how near: zoom, arrows, and a map of the whole painting."""

import streamlit as st

from restoration.app import widgets
from restoration.app.components import overview, room_width
from restoration.app.restore import views
from restoration.app.restore.state import Sight
from restoration.editing.viewport import ZOOMS, Viewport, place
from restoration.imaging.painting import Painting

NARROWEST, WIDEST, HIGHEST = 240, 900, 560  # px of screen that the painting may take
BORDER = 40  # px of grey to both sides of it
ARROWS = {
    "Look further left": (":material/arrow_back:", "Shift+Left", (-0.5, 0.0)),
    "Look further up": (":material/arrow_upward:", "Shift+Up", (0.0, -0.5)),
    "Look further down": (":material/arrow_downward:", "Shift+Down", (0.0, 0.5)),
    "Look further right": (":material/arrow_forward:", "Shift+Right", (0.5, 0.0)),
}  # icon, keys, and the way to go, in parts of what is seen


def choose_zoom(sight: Sight) -> None:
    """How large the painting is shown."""
    chosen = st.segmented_control(
        "Zoom",
        list(ZOOMS),
        key=widgets.starting_at("zoom", sight.zoom),
        persist_state="session",
        required=True,
        label_visibility="collapsed",
        help="1:1 shows every pixel of the painting as one of the screen; 4:1 as sixteen.",
    )
    sight.zoom = chosen or sight.zoom


def viewport(sight: Sight, painting: Painting) -> Viewport:
    """What is seen, as large as there is room for."""
    room = max(min(room_width(WIDEST, key="room"), WIDEST) - BORDER, NARROWEST)
    return place(painting.image.shape, ZOOMS[sight.zoom], sight.centre, (room, HIGHEST))


def whole(painting: Painting) -> Viewport:
    """All of it, before the browser has told how much room there is."""
    return place(painting.image.shape, ZOOMS["Fit"], (0.5, 0.5), (WIDEST - BORDER, HIGHEST))


def walk(sight: Sight, painting: Painting, here: Viewport) -> None:
    """Arrows and a map, where not all of the painting is seen."""
    height, width = painting.image.shape[:2]
    if (here.width, here.height) == (width, height):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="walk"):
        with st.container(width=views.MAP + 20):
            _show_map(sight, painting, here)
        for name, (icon, keys, way) in ARROWS.items():
            st.button(
                name,
                icon=icon,
                help=name,
                key=name,
                shortcut=keys,
                on_click=_go,
                args=(sight, here, (width, height), way),
            )


def _show_map(sight: Sight, painting: Painting, here: Viewport) -> None:
    height, width = painting.image.shape[:2]
    window = (here.left / width, here.top / height, here.width / width, here.height / height)
    sight.map = sight.map or views.overview_map(painting.image, painting.metadata.icc)
    asked = overview(sight.map, window, key="map")
    if asked:
        sight.centre = asked
        st.rerun()


def _go(sight: Sight, here: Viewport, size: tuple[int, int], way: tuple[float, float]) -> None:
    across = here.left + here.width * (0.5 + way[0])
    down = here.top + here.height * (0.5 + way[1])
    reach = here.width / 2, here.height / 2
    sight.centre = (
        min(max(across, reach[0]), size[0] - reach[0]) / size[0],
        min(max(down, reach[1]), size[1] - reach[1]) / size[1],
    )
