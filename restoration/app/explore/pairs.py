"""All pairs of the collection."""

from functools import partial

import streamlit as st

from restoration.app.explore import finding, grid, library
from restoration.app.explore.grid import Card
from restoration.app.explore.visit import ShownPair, Visit
from restoration.collection.catalogue import Catalogue
from restoration.collection.manifest import PairEntry


def show(visit: Visit) -> None:
    """A page of them, behind filters."""
    catalogue = library.catalogue(library.originals_folder())
    if not catalogue.pairs:
        _teach()
        return
    with st.sidebar:
        entries = finding.choose_pairs(catalogue)
    page = grid.turn_pages(len(entries), len(catalogue.pairs), "pairs", key="explore-pair-page")
    grid.show([_card_of(pair, visit) for pair in _located(entries[page], catalogue)])


def _card_of(pair: ShownPair, visit: Visit) -> Card:
    """The damaged picture as a card."""
    entry = pair.entry
    line = f"{entry.severity}, {entry.style}, {entry.coverage:.1%}"
    return Card(pair.folder / entry.damaged, pair.title, line, partial(visit.open_pair, pair))


def _located(entries: list[PairEntry], catalogue: Catalogue) -> list[ShownPair]:
    """Each with its original, where that lies in the collection."""
    originals = {original.painting: original for original in catalogue.originals}
    return [ShownPair(catalogue.folder, entry, originals.get(entry.painting)) for entry in entries]


def _teach() -> None:
    st.subheader("No pairs yet", anchor=False)
    st.markdown(
        "A pair is a painting and the same painting with damage that is known to the pixel. "
        "Open an original and make one there, or make many at once:"
    )
    st.code("python -m restoration damage data/originals --output data", language=None)
