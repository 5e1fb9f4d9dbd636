"""Small things that widgets of several pages share."""

import streamlit as st


def starting_at(key: str, value: object) -> str:
    """The widget's key, its value set where Streamlit has none: a default that moves would make it another widget."""
    st.session_state.setdefault(key, value)
    return key
