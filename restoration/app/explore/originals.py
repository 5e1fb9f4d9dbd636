"""All originals of the collection, or of a folder that the visitor names."""

from functools import partial

import streamlit as st

from restoration.app.explore import facts, filters, grid, making, state
from restoration.app.explore.grid import Card
from restoration.app.explore.state import ShownPair, Visit
from restoration.app.messages import friendly_errors
from restoration.app.restore.state import hand_over
from restoration.app.text import as_markdown, one_line, web_address
from restoration.collection.catalogue import Catalogue
from restoration.collection.filters import choices_among
from restoration.collection.originals import Original
from restoration.collection.thumbnails import thumbnail
from restoration.imaging.reading import read_painting
from restoration.paths import DATA

LARGE = 1400  # px


def show_original(visit: Visit, original: Original) -> None:
    """The view of one original."""
    with st.sidebar:
        st.button("All originals", icon=":material/arrow_back:", on_click=visit.back, width="stretch")
        _tell(original)
    st.subheader(as_markdown(original.title), anchor=False)
    with st.container(key="stage", horizontal_alignment="center"), friendly_errors():
        st.image(thumbnail(original.path, LARGE), alt=one_line(original.title))
    st.markdown("##### Pairs with known damage")
    pairs = _pairs_of(original, visit, state.catalogue(DATA / "originals"))
    grid.show([_pair_card(pair, visit) for pair in pairs])
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


def _pair_card(pair: ShownPair, visit: Visit) -> Card:
    """The damaged picture as a card; that it is this painting, the page says."""
    entry = pair.entry
    title, line = f"{entry.severity}, {entry.style}", f"{entry.coverage:.1%} damaged, seed {entry.seed}"
    return Card(pair.folder / entry.damaged, title, line, partial(visit.open_pair, pair))


def show_originals(visit: Visit) -> None:
    """A page of them, behind words and filters."""
    with st.sidebar:
        typed = filters.choose_folder()
    catalogue = state.catalogue(state.originals_folder(typed))
    if not catalogue.originals:
        _teach(is_ours=not typed.strip())
        return
    with st.sidebar:
        wish = filters.choose_originals(choices_among(catalogue.originals))
    found = wish.choose(catalogue)
    page = grid.turn_pages(len(found), len(catalogue.originals), "originals", key="explore-page")
    grid.show([_original_card(original, visit) for original in found[page]])


def _original_card(original: Original, visit: Visit) -> Card:
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
