"""The frame of the dashboard: `streamlit run streamlit_app.py`."""

import logging
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")

st.set_page_config(page_title="Painting Restoration", page_icon=ASSETS / "icon.png", layout="wide")
st.html(ASSETS / "style.css")
st.logo(ASSETS / "logo.svg", size="large")
st.navigation([st.Page("pages/restore.py", title="Restore", icon=":material/healing:")], position="top").run()
