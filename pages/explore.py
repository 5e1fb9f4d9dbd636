"""Explore the collection: originals, and pairs with known damage."""

import streamlit as st

from restoration.app import page_entry
from restoration.app.explore import museum_download, originals, pairs, state
from restoration.app.messages import friendly_errors
from restoration.paths import ASSETS

SECTIONS = {
    "Originals": originals.show_originals,
    "Pairs": pairs.show_pairs,
    "The Met": museum_download.show_museum_download,
}

page_entry.prepare_page()
st.html(ASSETS / "explore" / "explore.css")
explore = state.current_state()
with friendly_errors():
    if explore.pair:
        pairs.show_pair(explore, explore.pair)
    elif explore.original:
        originals.show_original(explore, explore.original)
    else:
        section = st.sidebar.segmented_control(
            "Show",
            list(SECTIONS),
            default="Originals",
            required=True,
            key="explore-section",
            persist_state="session",
            width="stretch",
        )
        SECTIONS[section](explore)
