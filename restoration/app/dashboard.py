"""The frame around all pages: what a server prepares once, and the navigation."""

import logging

import streamlit as st

from restoration import malloc, threads
from restoration.app import leftovers, login
from restoration.app.restore import autosave
from restoration.disk_arrays import allow_many_arrays
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.reading import use_decoder
from restoration.paths import ASSETS, ROOT


def run_page() -> None:
    """Run the page that the user has chosen, with the frame around it."""
    _prepare_server()
    st.set_page_config(page_title="Painting Restoration", page_icon=ASSETS / "icon.png", layout="wide")
    st.html(ASSETS / "style.css")
    st.logo(ASSETS / "logo.svg", size="large")
    login.require_login()
    autosave.resume_work()
    st.navigation(
        [
            st.Page(ROOT / "pages" / "restore.py", title="Restore", icon=":material/healing:"),
            st.Page(ROOT / "pages" / "explore.py", title="Explore", icon=":material/photo_library:"),
            st.Page(ROOT / "pages" / "benchmark.py", title="Benchmark", icon=":material/query_stats:"),
        ],
        position="top",
    ).run()


def _prepare_server() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    threads.use_own_share()
    malloc.release_freed_memory()
    leftovers.remove_leftovers()
    allow_many_arrays()
    use_decoder(shared_decoder().decode)
