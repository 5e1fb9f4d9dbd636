"""A Chromium, a Streamlit server for a script, and a page with the mask editor."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from restoration.app.editor.session import open_session
from restoration.app.restore.state import Job
from restoration.imaging.painting import Painting
from scripts import dashboard_server
from tests.browser.editor_page import HEIGHT, LOSS, WIDTH, editor_page, serve_page

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items):
    """Let one process run all these tests: two browsers at once would wait for each other on a small machine."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def browser():
    if (chromium := shutil.which("chromium")) is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def page(tab):
    """The page that all tests share, as if it were new: a really new one compiles its scripts for a second or two."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.emulate_media(color_scheme="light", reduced_motion="no-preference")
    tab.set_default_timeout(30_000)  # ms
    yield tab
    tab.unroute_all()
    tab.evaluate("origin === 'null' || (localStorage.clear(), sessionStorage.clear())")
    tab.goto("about:blank")


@pytest.fixture
def sound_page(page):
    """The page; an error in its scripts fails the test."""
    errors = []

    def note(error):
        errors.append(error)

    page.on("pageerror", note)
    yield page
    page.remove_listener("pageerror", note)
    assert not errors


@pytest.fixture(scope="package")
def dashboard():
    """The address of a dashboard."""
    with dashboard_server.serve() as (address, _):
        yield address


@pytest.fixture
def job():
    """A painting with one light square, as if its mask, with a loss in it, had come from a file."""
    image = np.random.default_rng(1).integers(110, 130, (HEIGHT, WIDTH, 1), np.uint8).repeat(3, axis=2)
    image[300:340, 400:440] = 220
    job = Job()
    job.load(Painting(image, "a.png", "a", "PNG"), "A painting")
    job.given_mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    job.given_mask[100:140, 100:140] = LOSS
    return job


@pytest.fixture
def editor(sound_page, job):
    """A page with the editor, and the whole picture at 1:1."""
    session = open_session(job, job.painting)
    sound_page.set_viewport_size({"width": 1100, "height": 900})
    with serve_page(editor_page(session)) as address:
        sound_page.goto(address)
        sound_page.wait_for_function("window.editor?.mask.cache.tiles.size >= 2")
        sound_page.get_by_role("button", name="1:1").click()
        sound_page.wait_for_function("[...editor.mask.cache.tiles.keys()].filter((key) => key[0] === '0').length === 4")
        sound_page.locator(".stage").focus()
        yield sound_page
