"""How wide the room is in which something is about to be shown."""

import streamlit as st

from restoration.app.components import component

_rule = component("room")


def room_width(default: int, *, key: str) -> int:
    """Width in px, in steps of 20, of the container that this is called in; `default` until the browser has told it.

    Takes no room itself. A change is told once it has lasted 0.2 s; the script then runs again.
    """
    kept = f"{key} kept"  # what a component has told is forgotten when another page is shown
    measured = _rule(key=key, data={"known": st.session_state.get(kept)}, on_width_change=lambda: None)
    if measured.width:
        st.session_state[kept] = measured.width
    width: int = st.session_state.get(kept, default)
    return width
