"""The viewers alone, with pictures drawn here; test_viewers.py drives it."""

import io

import numpy as np
import streamlit as st
from PIL import Image

from restoration.app.components import ComparisonMode, container_width, show_comparison, show_overview

HEIGHT, WIDTH = 400, 600  # px


def picture(width: int, *, cracked: bool, warmth: int = 0) -> bytes:
    """A JPEG of a field with squares, with or without a dark line across."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    field = np.where((rows // 40 + columns // 40) % 2, 170, 120) + columns // 12
    field[200:206] = 20 if cracked else field[200:206]
    painting = Image.fromarray(np.stack([field + warmth, field, field - 40], axis=2).clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    painting.resize((width, width * HEIGHT // WIDTH)).save(file, "JPEG", quality=90)
    return file.getvalue()


st.set_page_config(layout="wide")
with st.sidebar:
    way = st.radio("Way", list(ComparisonMode), format_func=lambda way: way.label)
    warmth = 60 if st.toggle("Another fill") else 0
    full = st.toggle("All is seen")
    x, y = st.session_state.get("centre", (0.25, 0.5))
    window = (0.0, 0.0, 1.0, 1.0) if full else (x - 0.15, y - 0.1, 0.3, 0.2)
    asked = show_overview(picture(180, cracked=False), window, key="overview")
    if asked:
        st.session_state["centre"] = asked
        st.session_state["asked"] = st.session_state.get("asked", 0) + 1
    st.text(
        f"Asked {st.session_state.get('asked', 0)} times, last for {asked and tuple(round(part, 2) for part in asked)}"
    )

st.text(f"Room for {container_width(500, key='room')} px")
show_comparison(
    picture(1200, cracked=True),
    picture(1200, cracked=False, warmth=warmth),
    labels=("Original", "Restored <b>"),
    way=way,
)
