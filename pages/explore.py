"""Look at the collection: originals, and pairs with damage that is known."""

import streamlit as st

from restoration.app import page_entry
from restoration.app.components import ASSETS
from restoration.app.explore import museum_download, originals, pairs, state
from restoration.app.messages import friendly_errors

SECTIONS = {
    "Originals": originals.show_originals,
    "Pairs": pairs.show_pairs,
    "The Met": museum_download.show_museum_download,
}

page_entry.prepare_page()
st.html(ASSETS / "explore" / "explore.css")
visiting = state.current_state()
with friendly_errors():
    if visiting.pair:
        pairs.show_pair(visiting, visiting.pair)
    elif visiting.original:
        originals.show_original(visiting, visiting.original)
    else:
        section = st.sidebar.segmented_control(
            "Look at",
            list(SECTIONS),
            default="Originals",
            required=True,
            key="explore-section",
            persist_state="session",
            width="stretch",
        )
        SECTIONS[section](visiting)
