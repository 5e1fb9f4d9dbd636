"""What every test of a page needs."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from restoration.app.restore.state import SOURCES, Job

ROOT = Path(__file__).parents[2]


@pytest.fixture
def come_in():
    """A page, named by its file, as if a visitor had come in by the frame, which AppTest leaves out."""

    def open_page(name):
        app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        app.session_state["jobs"] = {source: Job() for source in SOURCES}
        return app.switch_page(f"pages/{name}").run()

    return open_page
