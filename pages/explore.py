"""Explore the collection: originals, and pairs with known damage."""

import streamlit as st

from restoration.app import page_entry
from restoration.app.explore import address, museum_download, originals, pairs, state
from restoration.app.explore.place import keep_place
from restoration.app.messages import friendly_errors
from restoration.paths import ASSETS

SECTIONS = {
    "Originals": originals.show_originals,
    "Pairs": pairs.show_pairs,
    "Museums": museum_download.show_museum_download,
}

page_entry.prepare_page()
st.html(ASSETS / "explore" / "explore.css")
explore = state.current_state()
with friendly_errors():
    opened = address.read_address(explore)
    if opened.pair or opened.original:
        keep_place(opened.place, is_list=False)
    if opened.pair:
        pairs.show_pair(explore, opened.pair)
    elif opened.original:
        originals.show_original(explore, opened.original)
    else:
        if opened.is_missing:
            st.info("What this address names is not in the collection.", icon=":material/search_off:")
        row = st.container(horizontal=True, vertical_alignment="center")
        section = row.segmented_control(
            "Show",
            list(SECTIONS),
            default="Originals",
            required=True,
            key="explore-section",
            persist_state="session",
            label_visibility="collapsed",
        )
        keep_place(section, is_list=True)
        SECTIONS[section](explore, row)
