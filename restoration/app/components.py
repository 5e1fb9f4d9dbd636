"""Before and after in one place: uncovered by a handle, side by side, or one after the other."""

import base64
import io
from enum import StrEnum

import streamlit as st
from PIL import Image as PillowImage
from streamlit.components.v2.types import ComponentRenderer

from restoration.paths import ASSETS


def define_component(name: str) -> ComponentRenderer:
    """The component in the folder `name`; its scripts, joined in the order of their names, make one module."""
    folder = ASSETS / name

    def joined(kind: str) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"*.{kind}")))

    return st.components.v2.component(
        f"painting_restoration.{name}", html=joined("html"), css=joined("css"), js=joined("js")
    )


def as_data_url(jpeg: bytes) -> str:
    """A JPEG as an address that needs no server."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height in px, read from the head of the file alone."""
    with PillowImage.open(io.BytesIO(jpeg)) as picture:
        return picture.size


_width_probe = define_component("room")


def container_width(default: int, *, key: str) -> int:
    """Width in px, in steps of 20, of the container that this is called in; `default` until the browser has told it.

    Takes no room itself. A change is told once it has lasted 0.2 s; the script then runs again.
    """
    kept = f"{key} kept"  # what a component has told is forgotten when another page is shown
    measured = _width_probe(key=key, data={"known": st.session_state.get(kept)}, on_width_change=lambda: None)
    if measured.width:
        st.session_state[kept] = measured.width
    width: int = st.session_state.get(kept, default)
    return width


_overview_map = define_component("overview")


def show_overview(picture: bytes, window: tuple[float, float, float, float], *, key: str) -> tuple[float, float] | None:
    """Shows the map and says where a visitor has just moved its frame.

    Args:
        picture: the whole painting as a JPEG, as wide as it is to be shown (180 px do).
        window: left, top, width and height of the part that is looked at, in parts (0..1) of the painting.
        key: its name on the page.

    Returns:
        The centre asked for (across, down; 0..1) in the run that follows a move, else None. The frame then lies
        wholly inside the painting.
    """
    moved = _overview_map(
        key=key,
        data={"url": as_data_url(picture), "size": jpeg_size(picture), "window": window},
        on_centre_change=lambda: None,
    )
    return tuple(moved.centre) if moved.centre else None


_comparison = define_component("compare")


class ComparisonMode(StrEnum):
    """How two pictures are compared."""

    SLIDER = "slider"
    SIDE_BY_SIDE = "side-by-side"
    BLINK = "blink"

    @property
    def label(self) -> str:
        """The way in words, for people."""
        return self.replace("-", " ").capitalize()


def show_comparison(
    before: bytes,
    after: bytes,
    *,
    labels: tuple[str, str],
    way: ComparisonMode = ComparisonMode.SLIDER,
    key: str = "compare",
) -> None:
    """Shows two JPEG pictures of one size; zoom, pan and handle stay where they are when new pictures come.

    Raises:
        ValueError: the pictures differ in size.
    """
    size = jpeg_size(before)
    if jpeg_size(after) != size:
        raise ValueError(f"expected two pictures of one size, got {size} and {jpeg_size(after)}")
    _comparison(
        key=key,
        data={
            "before": {"url": as_data_url(before), "label": labels[0]},
            "after": {"url": as_data_url(after), "label": labels[1]},
            "size": size,
            "way": way,
        },
    )
