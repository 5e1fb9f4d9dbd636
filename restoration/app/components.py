"""Our own components: each a folder of HTML, CSS and JavaScript under assets/, and what they all need."""

import base64
import io
from pathlib import Path

import streamlit as st
from PIL import Image as PillowImage
from streamlit.components.v2.types import ComponentRenderer

ASSETS = Path(__file__).parents[2] / "assets"


def component(name: str) -> ComponentRenderer:
    """The component in the folder `name`; its scripts, joined in the order of their names, make one module."""
    folder = ASSETS / name

    def joined(kind: str) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"*.{kind}")))

    return st.components.v2.component(
        f"painting_restoration.{name}", html=joined("html"), css=joined("css"), js=joined("js")
    )


def as_url(jpeg: bytes) -> str:
    """A JPEG as an address that needs no server."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height in px, read from the head of the file alone."""
    with PillowImage.open(io.BytesIO(jpeg)) as picture:
        return picture.size
