"""What every page does first."""

import streamlit as st

from restoration.app.restore.canvas import keep_strokes


def enter() -> None:
    """Learn of the strokes on the canvas, which are lost in the browser when the Restore page is left.

    A page opened by its own address, on a server that has just started, runs without the frame: it begins there.
    """
    if "jobs" not in st.session_state:  # the frame makes them
        st.switch_page("streamlit_app.py")
    keep_strokes()
