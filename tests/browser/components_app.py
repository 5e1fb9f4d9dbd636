"""Our components alone, with pictures that are drawn here; test_components.py uses it."""

import io

import numpy as np
import streamlit as st
from PIL import Image

from restoration.app.components import container_width, show_overview
from restoration.app.picture_viewer import ComparisonMode, JpegSource, Scene, ViewedPicture, show_comparison

HEIGHT, WIDTH = 400, 600  # px


def picture(width: int, *, cracked: bool, warmth: int = 0) -> bytes:
    """A JPEG of a field of squares, with or without a dark line across."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    field = np.where((rows // 40 + columns // 40) % 2, 170, 120) + columns // 12
    field[200:206] = 20 if cracked else field[200:206]
    painting = Image.fromarray(np.stack([field + warmth, field, field - 40], axis=2).clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    painting.resize((width, width * HEIGHT // WIDTH)).save(file, "JPEG", quality=90)
    return file.getvalue()


st.set_page_config(layout="wide")
with st.sidebar:
    modes = [mode for mode in ComparisonMode if mode is not ComparisonMode.DIFFERENCE]
    mode = st.radio("Mode", modes, format_func=lambda mode: mode.label)
    warmth = 60 if st.toggle("Another fill") else 0
    full = st.toggle("All is visible")
    x, y = st.session_state.get("centre", (0.25, 0.5))
    window = (0.0, 0.0, 1.0, 1.0) if full else (x - 0.15, y - 0.1, 0.3, 0.2)
    centre = show_overview(picture(180, cracked=False), window, key="overview")
    if centre:
        st.session_state["centre"] = centre
        st.session_state["moves"] = st.session_state.get("moves", 0) + 1
        st.rerun()  # with the new window, as the Restore page does
    st.text(f"Moves: {st.session_state.get('moves', 0)}, centre ({x:.2f}, {y:.2f})")

st.text(f"Width: {container_width(500, key='width')} px")
show_comparison(
    ViewedPicture("Original", JpegSource(picture(1200, cracked=True))),
    ViewedPicture("Restored <b>", JpegSource(picture(1200, cracked=False, warmth=warmth))),
    Scene("A field", (1200, 800)),
    mode,
    key="compare",
)
st.container(height=900)  # the page is long enough to scroll
