"""The fixtures that open a page and keep what it writes in a folder of the test."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from restoration.app.restore import work
from restoration.app.restore.detection_store import DetectionStore
from restoration.app.restore.state import SOURCES, Job

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_detections(monkeypatch, tmp_path):
    """Detections of other tests and of the developer's own dashboard must not be found."""
    store = DetectionStore(tmp_path / "detections")
    monkeypatch.setattr(work, "detection_store", lambda: store)
    return store


@pytest.fixture
def open_page():
    """Open a page by the name of its file, with a session as the app makes it; AppTest does not run the app."""

    def open_page_by_name(name):
        app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        app.session_state["jobs"] = {source: Job() for source in SOURCES}
        return app.switch_page(f"pages/{name}").run()

    return open_page_by_name
