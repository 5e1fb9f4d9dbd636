"""The dashboard on Streamlit Community Cloud: the same app, with the requirements beside this file, without PyTorch."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[2]

if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))  # the package is not installed there

from restoration.app import dashboard  # noqa: E402 - the path comes first
from restoration.app.editor.routes import editor_routes  # noqa: E402

if __name__ == "streamlit_app":  # as in the file of this name above
    app = st.App(__file__, routes=editor_routes())
else:
    dashboard.run_page()
