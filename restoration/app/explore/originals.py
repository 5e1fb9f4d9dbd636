"""All originals of the collection, or of a folder that the visitor names."""

from functools import partial

import streamlit as st

from restoration.app.explore import facts, filters, grid, pair_form, state
from restoration.app.explore.grid import Card
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.app.messages import friendly_errors
from restoration.app.restore.state import open_on_restore_page
from restoration.app.text import escape_markdown, one_line, web_url
from restoration.collection.originals import Original
from restoration.collection.search import Collection, list_filter_choices
from restoration.collection.thumbnails import make_thumbnail
from restoration.imaging.reading import read_painting
from restoration.paths import DATA

LARGE_SIDE = 1400  # px


def show_original(visit: ExploreState, original: Original) -> None:
    """The view of one original."""
    with st.sidebar:
        st.button("All originals", icon=":material/arrow_back:", on_click=visit.back, width="stretch")
        _show_details(original)
    st.subheader(escape_markdown(original.title), anchor=False)
    with st.container(key="stage", horizontal_alignment="center"), friendly_errors():
        st.image(make_thumbnail(original.path, LARGE_SIDE), alt=one_line(original.title))
    st.markdown("##### Pairs with known damage")
    pairs = _pairs_of(original, visit, state.load_catalogue(DATA / "originals"))
    grid.show_cards([_pair_card(pair, visit) for pair in pairs])
    pair_form.show_pair_form(visit, original)


def _show_details(original: Original) -> None:
    facts.show_facts(facts.original_facts(original))
    if address := web_url(original.object_url):
        st.link_button("See it at the museum", address, icon=":material/open_in_new:", width="stretch")
    if st.button("Restore this one", type="primary", width="stretch"):
        with friendly_errors(), st.spinner("Reading…"):
            open_on_restore_page(read_painting(original.path), original.title)


def _pairs_of(original: Original, visit: ExploreState, catalogue: Collection) -> list[LocatedPair]:
    """Those of the collection, then those made in this visit."""
    written = [LocatedPair(catalogue.folder, entry, original) for entry in catalogue.pairs_of(original)]
    return written + [pair for pair in visit.made.values() if pair.original == original]


def _pair_card(pair: LocatedPair, visit: ExploreState) -> Card:
    """The damaged picture as a card; that it is this painting, the page says."""
    entry = pair.entry
    title, line = f"{entry.severity}, {entry.style}", f"{entry.coverage:.1%} damaged, seed {entry.seed}"
    return Card(pair.folder / entry.damaged, title, line, partial(visit.open_pair, pair))


def show_originals(visit: ExploreState) -> None:
    """A page of them, behind words and filters."""
    with st.sidebar:
        typed = filters.choose_folder()
    catalogue = state.load_catalogue(state.originals_folder(typed))
    if not catalogue.originals:
        _explain_empty_folder(is_ours=not typed.strip())
        return
    with st.sidebar:
        wish = filters.choose_original_filter(list_filter_choices(catalogue.originals))
    found = wish.choose(catalogue)
    page = grid.choose_page(len(found), len(catalogue.originals), "originals", key="explore-page")
    grid.show_cards([_original_card(original, visit) for original in found[page]])


def _original_card(original: Original, visit: ExploreState) -> Card:
    line = " · ".join(filter(None, (original.date, original.artist)))
    return Card(original.path, original.title, line, partial(visit.open, original))


def _explain_empty_folder(*, is_ours: bool) -> None:
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
