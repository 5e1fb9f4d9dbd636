"""The fixtures that open a page and keep what it writes in a folder of the test."""

from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from restoration.app.editor import routes
from restoration.app.restore import autosave, running, source, work
from restoration.app.restore.detection_store import DetectionStore
from restoration.app.restore.state import SOURCES, Job
from restoration.sample import SamplePainting, sample_as_painting
from tests.pages.restore_page import new_page

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="session")
def scan_packages_once():
    """Each AppTest looks for components in all installed packages, which takes as long as the rest of a small test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def own_detections(monkeypatch, tmp_path):
    """Detections of other tests and of the developer's own dashboard must not be found."""
    store = DetectionStore(tmp_path / "detections")
    monkeypatch.setattr(work, "detection_store", lambda: store)
    return store


@pytest.fixture(autouse=True)
def patient_page(monkeypatch):
    """No browser asks how far the work is: let the page itself wait for it."""
    monkeypatch.setattr(running, "PATIENCE", 60.0)


@pytest.fixture
def small_sample(monkeypatch, painting, hole):
    """A small sample instead of the real one, which takes seconds to paint."""
    damaged = painting.copy()
    damaged[hole] //= 4
    sample = SamplePainting(title="A small one", image=damaged, truth=painting, mask=hole, credit="made for a test")
    monkeypatch.setattr(source, "load_sample", lambda: (sample, sample_as_painting(sample)))
    return sample


@pytest.fixture
def work_folder(monkeypatch, tmp_path):
    """The folder in which work is saved."""
    monkeypatch.setattr(autosave, "WORK_FOLDER", tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def page(small_sample, work_folder):
    """The Restore page with the small sample, in which the damage has been found."""
    return new_page().run()


@pytest.fixture(autouse=True)
def simple_editor(monkeypatch):
    """No server answers the other editor here, whatever tests ran before."""
    monkeypatch.setattr(routes, "is_served", False)


@pytest.fixture
def open_page():
    """Open a page by the name of its file, with a session as the app makes it; AppTest does not run the app."""

    def open_page_by_name(name):
        app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        app.session_state["jobs"] = {source: Job() for source in SOURCES}
        return app.switch_page(f"pages/{name}").run()

    return open_page_by_name
