"""Files that a killed server left half-written, removed when the next one starts."""

import os

import streamlit as st

from restoration.files import remove_unfinished
from restoration.paths import CACHE, DATA


@st.cache_resource(show_spinner=False)  # once in the life of a server
def remove_leftovers() -> None:
    """Remove half-written files from all folders that the dashboard writes to; downloads that can continue stay."""
    for root in (CACHE, DATA):
        for folder, _, _ in os.walk(root):
            remove_unfinished(root / folder)
