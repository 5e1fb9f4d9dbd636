"""All originals of the collection, or of a folder that the visitor names."""

from functools import partial

import streamlit as st

from restoration.app.explore import finding, grid, library
from restoration.app.explore.grid import Card
from restoration.app.explore.visit import Visit
from restoration.collection.originals import Original
from restoration.collection.wish import choices_among


def show(visit: Visit) -> None:
    """A page of them, behind words and filters."""
    with st.sidebar:
        typed = finding.choose_folder()
    catalogue = library.catalogue(library.originals_folder(typed))
    if not catalogue.originals:
        _teach(is_ours=not typed.strip())
        return
    with st.sidebar:
        wish = finding.choose_originals(choices_among(catalogue.originals))
    found = wish.choose(catalogue)
    page = grid.turn_pages(len(found), len(catalogue.originals), "originals", key="explore-page")
    grid.show([_card_of(original, visit) for original in found[page]])


def _card_of(original: Original, visit: Visit) -> Card:
    line = " · ".join(filter(None, (original.date, original.artist)))
    return Card(original.path, original.title, line, partial(visit.open, original))


def _teach(*, is_ours: bool) -> None:
    """What to do where there is no picture."""
    if not is_ours:
        st.info("There is no picture in that folder: JPEG, PNG, WebP or TIFF.")
        return
    st.subheader("No paintings yet", anchor=False)
    st.markdown(
        "- **Download** free paintings: choose *The Met* on the left.\n"
        "- **Use your own**: put photographs into data/originals, or name their folder on the left.\n"
        "- **On the command line**:"
    )
    st.code("python -m restoration fetch --max-year 1500 --limit 20", language=None)
