"""The originals of the collection or of a folder that the user names: all of them, and one of them."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.explore import address, facts, filters, grid, pair_form, state
from restoration.app.explore.grid import Card
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.app.messages import friendly_errors
from restoration.app.restore.state import open_on_restore_page
from restoration.app.text import one_line, web_url
from restoration.collection.originals import Original
from restoration.collection.search import Collection, list_filter_choices
from restoration.collection.thumbnails import make_thumbnail
from restoration.imaging.reading import read_painting
from restoration.paths import DATA

LARGE_SIDE = 1400  # px, longer side of an original that is shown alone


def show_originals(explore: ExploreState, row: DeltaGenerator) -> None:
    """Show a page of originals, with search text and filters in the row."""
    words, menu = filters.choose_words(row), row.popover("Filters", icon=":material/filter_list:")
    with menu:
        typed = filters.choose_folder()
    explore.folder = state.originals_folder(typed)
    collection = state.load_collection(explore.folder)
    if not collection.originals:
        _explain_empty_folder(is_ours=not typed.strip())
        return
    choices = list_filter_choices(collection.originals)
    with menu:
        chosen = filters.choose_original_filter(choices, words)
    found = chosen.choose(collection)
    clear = partial(filters.clear_original_filters, choices)
    page = grid.choose_page(len(found), len(collection.originals), "originals", clear, key="explore-page")
    grid.show_cards([_original_card(original, explore) for original in found[page]])


def show_original(explore: ExploreState, original: Original) -> None:
    """Show one original, its facts, its pairs, and a form for one more pair."""
    grid.show_title(original.title, back="All originals")
    picture, details = grid.picture_and_details()
    with picture, st.container(key="surround", horizontal_alignment="center"), friendly_errors():
        st.image(make_thumbnail(original.path, LARGE_SIDE), alt=one_line(original.title))
    with details:
        _show_details(original)
    st.markdown("##### Pairs with known damage")
    pairs = _pairs_of(original, explore, state.load_collection(DATA / "originals"))
    grid.show_cards([_pair_card(pair) for pair in pairs], kind="pair-")
    pair_form.show_pair_form(explore, original)


def _original_card(original: Original, explore: ExploreState) -> Card:
    line = " · ".join(filter(None, (original.date, original.artist)))
    return Card(original.path, original.title, line, partial(address.open_original, original, explore))


def _explain_empty_folder(*, is_ours: bool) -> None:
    """Explain how to get pictures; `is_ours` says whether the folder is the collection's own."""
    if not is_ours:
        st.info("There is no picture in that folder. It should hold JPEG, PNG, TIFF, HEIC or other pictures.")
        return
    st.subheader("No paintings yet", anchor=False)
    st.markdown(
        "- **Download** free paintings: choose *Museums* above.\n"
        "- **Use your own**: put photographs into data/originals, or type the name of their folder under *Filters*.\n"
        "- **On the command line**:"
    )
    st.code("python -m restoration fetch --max-year 1500 --limit 20", language=None)


def _show_details(original: Original) -> None:
    facts.show_facts(facts.original_facts(original))
    if address := web_url(original.object_url):
        st.link_button("See it at the museum", address, icon=":material/open_in_new:", width="stretch")
    if st.button("Restore this painting", type="primary", width="stretch"):
        with friendly_errors(), st.spinner("Reading…"):
            credit = ". ".join(filter(None, (original.rights, original.credit_line)))
            open_on_restore_page(read_painting(original.path, in_strips=True), original.title, credit=credit)


def _pairs_of(original: Original, explore: ExploreState, collection: Collection) -> list[LocatedPair]:
    """Return the pairs of the collection, then those made in this session."""
    stored = [LocatedPair(collection.folder, row, original) for row in collection.pairs_of(original)]
    return stored + [pair for pair in explore.made_pairs.values() if pair.original == original]


def _pair_card(pair: LocatedPair) -> Card:
    """Return the damaged picture as a card, without the title of the painting, which the page shows already."""
    row = pair.row
    title, line = f"{row.severity}, {row.style}", f"{row.coverage:.1%} damaged, seed {row.seed}"
    return Card(pair.folder / row.damaged, title, line, partial(address.open_pair, pair))
