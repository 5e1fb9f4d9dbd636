"""Small helpers for widgets of several pages."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def key_with_default(key: str, value: object) -> str:
    """Return the key of a widget, after setting its value where it has none.

    Streamlit makes a new widget, and loses its value, when a `value=` argument changes; so the default is set in the
    session state.
    """
    if st.session_state.get(key) is None:  # a click during a run can lose a choice, too
        st.session_state[key] = value
    return key


def add_stop_button(place: DeltaGenerator, on_stop: Callable[[], None] | None = None) -> DeltaGenerator:
    """Put a Stop button into `place` and return the place for a progress bar beside it.

    Any click ends the script at its next progress update; the button is the visible way to do so.
    """
    stop, bar = place.columns([1, 6], vertical_alignment="center")
    stop.button("Stop", icon=":material/stop:", on_click=on_stop)
    return bar.empty()
