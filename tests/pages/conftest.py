"""The fixture that opens a page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from restoration.app.restore.state import SOURCES, Job

ROOT = Path(__file__).parents[2]


@pytest.fixture
def open_page():
    """Open a page by the name of its file, with a session as the app makes it; AppTest does not run the app."""

    def open_page_by_name(name):
        app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        app.session_state["jobs"] = {source: Job() for source in SOURCES}
        return app.switch_page(f"pages/{name}").run()

    return open_page_by_name
