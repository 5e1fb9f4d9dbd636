"""What every page does first."""

import runpy

import streamlit as st

from restoration.app.restore.canvas import keep_strokes
from restoration.paths import ROOT

FRAME = ROOT / "streamlit_app.py"


def enter() -> None:
    """Learn of the strokes on the canvas, which are lost in the browser when the Restore page is left.

    A page opened by its own address, on a server that has just started, runs without the frame: it calls for it, and
    the frame runs the page once more, within.
    """
    if "jobs" not in st.session_state:  # the frame makes them
        runpy.run_path(str(FRAME))
        st.stop()
    keep_strokes()
