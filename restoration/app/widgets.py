"""Small things that widgets of several pages share."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def key_with_default(key: str, value: object) -> str:
    """The widget's key, its value set where Streamlit has none: a default that moves would make it another widget."""
    if st.session_state.get(key) is None:  # a choice can be lost, too, where a click meets a run that is under way
        st.session_state[key] = value
    return key


def add_stop_button(place: DeltaGenerator, on_stop: Callable[[], None] | None = None) -> DeltaGenerator:
    """A place for a progress bar, beside a button to stop: any click ends the script at its next sign of progress."""
    stop, bar = place.columns([1, 6], vertical_alignment="center")
    stop.button("Stop", icon=":material/stop:", on_click=on_stop)
    return bar.empty()
