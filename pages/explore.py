"""Look at the collection: originals, and pairs with damage that is known."""

import streamlit as st

from restoration.app import door
from restoration.app.components import ASSETS
from restoration.app.explore import download, original, originals, pair, pairs, visit
from restoration.app.messages import friendly_errors

SECTIONS = {"Originals": originals.show, "Pairs": pairs.show, "The Met": download.show}

door.enter()
st.html(ASSETS / "explore" / "explore.css")
visiting = visit.current()
with friendly_errors():
    if visiting.pair:
        pair.show(visiting, visiting.pair)
    elif visiting.original:
        original.show(visiting, visiting.original)
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
