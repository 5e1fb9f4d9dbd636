"""The dashboard: `streamlit run streamlit_app.py`.

The server imports this file for `app`, and then runs it as the script of every page.
"""

import streamlit as st

from restoration.app import dashboard
from restoration.app.editor.routes import editor_routes

if __name__ == "streamlit_app":
    app = st.App(__file__, routes=editor_routes())
else:
    dashboard.run_page()
