"""What every page does first."""

import runpy
from collections.abc import Callable

import streamlit as st

from restoration.app import login
from restoration.paths import ROOT

APP_SCRIPT = ROOT / "streamlit_app.py"
_HOOKS = "before each page"  # key in the session state


def prepare_page() -> None:
    """Run the hooks of this session.

    On a server that has just started, a page that is opened by its own address runs without the app around it. Then
    run the app, which runs the page again.
    """
    login.require_login()
    if "jobs" not in st.session_state:  # the app makes them
        runpy.run_path(str(APP_SCRIPT))
        st.stop()
    for hook in st.session_state.get(_HOOKS, {}).values():
        hook()


def before_each_page(name: str, hook: Callable[[], None]) -> None:
    """Call `hook` first in every later run of this session, whichever page is shown; a name has one hook."""
    st.session_state.setdefault(_HOOKS, {})[name] = hook
