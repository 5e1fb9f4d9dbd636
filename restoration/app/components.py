"""Our own Streamlit components: what they are made of, the width of a container, a map of the painting."""

import base64
import io

import streamlit as st
from PIL import Image as PillowImage
from streamlit.components.v2.types import ComponentRenderer

from restoration.paths import ASSETS


def define_component(name: str, *shared: str) -> ComponentRenderer:
    """Register the component in the folder `name` of the assets; `shared` are folders whose classes it uses."""
    folders = (*shared, name)
    html, css, js = (join_files(folders, suffix) for suffix in ("html", "css", "js"))
    return st.components.v2.component(f"painting_restoration.{name}", html=html, css=css, js=js)


def join_files(folders: tuple[str, ...], suffix: str) -> str:
    """Return all files of one type in folders of the assets as one text, in the order of their names in each folder."""
    paths = [path for folder in folders for path in sorted((ASSETS / folder).glob(f"*.{suffix}"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def as_data_url(jpeg: bytes) -> str:
    """Return a JPEG as a data URL, which needs no server."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Return width and height in px; only the header of the file is read."""
    with PillowImage.open(io.BytesIO(jpeg)) as picture:
        return picture.size


_width_probe = define_component("container_width")


def container_width(default: int, *, key: str) -> int:
    """Return the width in px of the container around this call, in steps of 20 px.

    The component itself is invisible. When the width has changed for 0.2 s, the script runs again.

    Args:
        default: px, returned until the browser has sent a width.
        key: the component's key on the page.
    """
    last_key = f"{key} kept"  # Streamlit forgets a component's value when another page is shown
    measured = _width_probe(key=key, data={"known": st.session_state.get(last_key)}, on_width_change=lambda: None)
    if measured.width:
        st.session_state[last_key] = measured.width
    width: int = st.session_state.get(last_key, default)
    return width


_toolbar_hider = define_component("canvas_toolbar")


def hide_canvas_toolbar() -> None:
    """Hide the toolbar of the drawing canvas on this page, whose Reset our Undo cannot take back."""
    _toolbar_hider(key="canvas-toolbar")


_overview_map = define_component("overview")


def show_overview(picture: bytes, window: tuple[float, float, float, float], *, key: str) -> tuple[float, float] | None:
    """Show a map of the painting with a frame around the visible part, and return where the user moved the frame.

    Args:
        picture: the whole painting as a JPEG, as wide as it is shown (180 px is enough).
        window: left, top, width and height of the visible part, as fractions (0..1) of the painting.
        key: the component's key on the page.

    Returns:
        The new centre (x, y; 0..1) in the run after a move, else None. The frame around it lies inside the painting.
    """
    moved = _overview_map(
        key=key,
        data={"url": as_data_url(picture), "size": jpeg_size(picture), "window": window},
        on_centre_change=lambda: None,
    )
    return tuple(moved.centre) if moved.centre else None
