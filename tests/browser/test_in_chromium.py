"""The dashboard in a real browser: a mask corrected with the mouse, filled, taken away, and opened again."""

import zipfile

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.browser

PATIENCE = 40_000  # ms
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A painting of 4000 x 3000 px with a few dark cracks."""
    rng = np.random.default_rng(4)
    image = np.full((3000, 4000, 3), (188, 160, 118), np.uint8)
    image[:, 1000:] = (140, 96, 70)
    image[rng.random((3000, 4000)) < 0.1] -= 6
    for row in (400, 1502, 2600):
        image[row : row + 3, 300:3700] = (40, 30, 24)
    path = tmp_path_factory.mktemp("scan") / "large.png"
    Image.fromarray(image).save(path, compress_level=1)
    return path


@pytest.fixture(scope="module")
def asked_for():
    """Every address that the pages asked for."""
    return []


def visit(browser, address, asked_for=None):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    if asked_for is not None:
        page.on("request", lambda request: asked_for.append(request.url))
    page.goto(address)
    canvas(page).wait_for()
    return page


def canvas(page):
    return page.locator("canvas.upper-canvas")


def choose(page, name):
    page.get_by_role("radio", name=name).first.click()


def choose_method(page, label, name):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=name).click()


def open_file(page, path):
    choose(page, "Upload")
    page.locator("input[type=file]").first.set_input_files(path)


def draw(page, start, end):
    box = canvas(page).bounding_box()
    page.mouse.move(box["x"] + start[0], box["y"] + start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=8)
    page.mouse.up()


def told(page, text):
    page.locator(".st-key-headline").get_by_text(text).wait_for()


def restore(page, method):
    choose_method(page, "Fill it with", method)
    page.locator(".st-key-headline button").first.click()
    page.get_by_text(f"filled by {method}").wait_for()


def take(page, name, folder):
    page.locator(AT_REST).wait_for()  # while a page runs, what it offered before is gone
    with page.expect_download() as download:
        page.locator(".st-key-offers").get_by_role("button", name=name).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def correct(page):
    """Mark a crack at 4:1, and erase a part of it."""
    choose(page, "4:1")
    page.get_by_role("button", name="Look further").first.wait_for()
    draw(page, (100, 100), (700, 100))
    told(page, "1 correction by hand")
    choose(page, "Eraser")
    draw(page, (400, 60), (400, 140))
    told(page, "2 corrections by hand")


def compare(page):
    """By the handle, and in the other ways."""
    page.locator(".st-key-stage").get_by_text("Original").first.wait_for()
    handle = page.get_by_role("slider", name='How much of "Original" is shown')
    before = float(handle.input_value())
    handle.press("ArrowRight")
    assert float(handle.input_value()) > before
    for way in ("Side by side", "Blink", "Difference"):
        choose(page, way)
    page.get_by_alt_text("Where Original and Telea (fast marching) differ").wait_for()


def test_a_mask_corrected_by_hand_is_filled_taken_away_and_reopened_to_the_pixel(
    browser, serve, large, asked_for, tmp_path
):
    with serve("streamlit_app.py") as address:
        page = visit(browser, address, asked_for)
        choose_method(page, "Find damage with", "Morphology (OpenCV)")  # the quicker one
        open_file(page, large)
        told(page, "4000 × 3000 px")
        correct(page)
        page.get_by_role("link", name="Benchmark").click()
        page.get_by_role("link", name="Restore").click()
        canvas(page).wait_for()
        told(page, "2 corrections by hand")
        page.get_by_role("slider", name="Sensitivity").press("ArrowRight")
        told(page, "2 corrections by hand")
        for method in ("Navier-Stokes", "Telea (fast marching)"):
            restore(page, method)
        compare(page)
        names = ("Restored picture", "Mask", "Overlay", "Layers", "Record", "Report", "Dossier")
        taken = {name: take(page, name, tmp_path) for name in names}
        page.close()
        assert not [url for url in asked_for if not url.startswith((address, "data:", "blob:"))]

    mask = np.asarray(Image.open(taken["Mask"]))
    drawn = mask[1400:1600, 1893:2107]  # what 4:1 shows of the middle
    assert drawn.any(), "the stroke is in the mask"
    assert zipfile.is_zipfile(taken["Layers"])
    assert taken["Restored picture"].read_bytes().startswith(b"\x89PNG")

    with serve("streamlit_app.py") as address:
        page = visit(browser, address)
        open_file(page, taken["Dossier"])
        told(page, "2 corrections by hand")
        again = take(page, "Mask", tmp_path / "again")
        assert np.array_equal(np.asarray(Image.open(again)), mask)
        page.close()


def test_a_server_that_has_just_started_opens_the_page_that_was_asked_for(browser, serve):
    with serve("streamlit_app.py") as address:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/benchmark")
        page.get_by_role("combobox", name="Run").wait_for()
        page.get_by_role("link", name="Explore").wait_for()  # the frame is around it
        assert page.url == f"{address}/benchmark"
        page.close()


def test_nothing_is_wider_than_a_narrow_window(browser, serve):
    with serve("streamlit_app.py") as address:
        page = visit(browser, address)
        page.set_viewport_size({"width": 900, "height": 900})
        for name in ("Explore", "Benchmark", "Restore"):
            page.get_by_role("link", name=name).click()
            page.wait_for_timeout(1500)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        page.close()
