"""Where the collection lies, and what is in it; read once and shared by all visitors."""

import os
from itertools import islice
from pathlib import Path

import streamlit as st

from restoration.collection.catalogue import Catalogue, read_catalogue
from restoration.errors import BadRequest

DATA = Path(__file__).parents[3] / "data"
MANY = 5000  # folders, more than any collection has: somebody named a whole disk


def originals_folder(typed: str = "") -> Path:
    """The folder that a visitor typed; that of the collection where nothing was typed.

    Raises:
        BadRequest: there is no such folder, or it holds a whole disk.
    """
    if not typed.strip():
        return DATA / "originals"
    folder = _at_home(Path(typed.strip()))
    if not folder.is_dir():
        raise BadRequest(f"There is no folder {folder}.", hint="Check its name, or empty the field to see data/.")
    if len(list(islice(os.walk(folder), MANY))) == MANY:
        raise BadRequest(f"{folder} has thousands of folders in it.", hint="Name one that is nearer to the pictures.")
    return folder


@st.cache_resource(ttl=60, max_entries=8, show_spinner="Looking through the folder…")
def catalogue(originals: Path) -> Catalogue:
    """The pictures in that folder, and all pairs of the collection; read-only.

    Raises:
        BadRequest: a table or the manifest cannot be read.
    """
    return read_catalogue(DATA, originals)


def _at_home(folder: Path) -> Path:
    """With `~` in its place."""
    try:
        return folder.expanduser()
    except RuntimeError:  # nobody of that name has a home here
        return folder
