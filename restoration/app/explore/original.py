"""One original: large, with all that is known of it, and the pairs made of it."""

from functools import partial

import streamlit as st

from restoration.app.explore import facts, grid, library, making
from restoration.app.explore.grid import Card
from restoration.app.explore.visit import ShownPair, Visit
from restoration.app.messages import friendly_errors
from restoration.app.restore.state import hand_over
from restoration.app.text import as_markdown, one_line, web_address
from restoration.collection.catalogue import Catalogue
from restoration.collection.originals import Original
from restoration.collection.thumbnails import thumbnail
from restoration.imaging.reading import read_painting

LARGE = 1400  # px


def show(visit: Visit, original: Original) -> None:
    """The view of one original."""
    with st.sidebar:
        st.button("All originals", icon=":material/arrow_back:", on_click=visit.back, width="stretch")
        _tell(original)
    st.subheader(as_markdown(original.title), anchor=False)
    with st.container(key="stage", horizontal_alignment="center"), friendly_errors():
        st.image(thumbnail(original.path, LARGE), alt=one_line(original.title))
    st.markdown("##### Pairs with known damage")
    pairs = _pairs_of(original, visit, library.catalogue(library.DATA / "originals"))
    grid.show([_card_of(pair, visit) for pair in pairs])
    making.offer(visit, original)


def _tell(original: Original) -> None:
    facts.show(facts.facts_of(original))
    if address := web_address(original.object_url):
        st.link_button("See it at the museum", address, icon=":material/open_in_new:", width="stretch")
    if st.button("Restore this one", type="primary", width="stretch"):
        with friendly_errors(), st.spinner("Reading…"):
            hand_over(read_painting(original.path), original.title)


def _pairs_of(original: Original, visit: Visit, catalogue: Catalogue) -> list[ShownPair]:
    """Those of the collection, then those made in this visit."""
    written = [ShownPair(catalogue.folder, entry, original) for entry in catalogue.pairs_of(original)]
    return written + [pair for pair in visit.made.values() if pair.original == original]


def _card_of(pair: ShownPair, visit: Visit) -> Card:
    """The damaged picture as a card; that it is this painting, the page says."""
    entry = pair.entry
    title, line = f"{entry.severity}, {entry.style}", f"{entry.coverage:.1%} damaged, seed {entry.seed}"
    return Card(pair.folder / entry.damaged, title, line, partial(visit.open_pair, pair))
