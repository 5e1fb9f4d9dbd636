"""What every page does first."""

import runpy

import streamlit as st

from restoration.app.restore.canvas import collect_strokes
from restoration.paths import ROOT

APP_SCRIPT = ROOT / "streamlit_app.py"


def prepare_page() -> None:
    """Learn of the strokes on the canvas, which are lost in the browser when the Restore page is left.

    A page opened by its own address, on a server that has just started, runs without the frame: it calls for it, and
    the frame runs the page once more, within.
    """
    if "jobs" not in st.session_state:  # the frame makes them
        runpy.run_path(str(APP_SCRIPT))
        st.stop()
    collect_strokes()
