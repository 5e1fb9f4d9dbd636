"""The dashboard in a real browser: restore the sample, drag the slider, take the picture away."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    with subprocess.Popen([*command, "--server.port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/_stcore/health")
            yield url
        finally:
            server.terminate()


def _wait_for(url, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture(scope="module")
def asked_for():
    """Every address that the page asked for."""
    return []


@pytest.fixture(scope="module")
def page(address, asked_for):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked_for.append(request.url))
        page.goto(address)
        yield page
        browser.close()


def test_the_sample_is_restored_compared_and_taken_away(page):
    page.get_by_alt_text("Damage marked in red").wait_for()
    page.get_by_role("button", name="Restore", exact=True).click()
    page.get_by_text("every other pixel is exactly as it came").wait_for()

    handle = page.get_by_role("slider", name='How much of "Original" is shown')
    box = handle.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    assert 24 < float(handle.input_value()) < 26
    handle.press("ArrowRight")
    assert float(handle.input_value()) > 25

    with page.expect_download() as download:
        page.get_by_role("button", name="Restored picture").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_nothing_is_wider_than_a_narrow_window(page):
    page.set_viewport_size({"width": 900, "height": 900})
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_nothing_is_asked_of_any_other_machine(page, address, asked_for):
    elsewhere = [url for url in asked_for if not url.startswith((address, "data:", "blob:"))]
    assert not elsewhere
