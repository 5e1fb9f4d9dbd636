"""Where the collection lies, and what is in it; read once and shared by all visitors."""

from pathlib import Path

import streamlit as st

from restoration.app.folders import named_folder
from restoration.collection.catalogue import Catalogue, read_catalogue

DATA = Path(__file__).parents[3] / "data"
CURE = "Check its name, or empty the field to see data/."


def originals_folder(typed: str = "") -> Path:
    """The folder that a visitor typed; that of the collection where nothing was typed.

    Raises:
        BadRequest: there is no such folder, or it holds a whole disk.
    """
    if not typed.strip():
        return DATA / "originals"
    return named_folder(typed, CURE)


@st.cache_resource(ttl=60, max_entries=8, show_spinner="Looking through the folder…")
def catalogue(originals: Path) -> Catalogue:
    """The pictures in that folder, and all pairs of the collection; read-only.

    Raises:
        BadRequest: a table or the manifest cannot be read.
    """
    return read_catalogue(DATA, originals)
