"""The dashboard in a real browser: a mask is corrected with the mouse and filled, downloaded, and opened again."""

import zipfile
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from scripts import dashboard_server

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = pytest.mark.browser

TIMEOUT = 90_000  # ms
FILES = ("Restored picture", "Mask", "Overlay", "Record", "Report", "Dossier")
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(autouse=True)
def patience(page):
    page.set_default_timeout(TIMEOUT)


@pytest.fixture(scope="module")
def large_painting(tmp_path_factory):
    """A painting of 2000 x 1500 px, larger than the page, with three dark cracks."""
    rng = np.random.default_rng(4)
    image = np.full((1500, 2000, 3), (188, 160, 118), np.uint8)
    image[:, 500:] = (140, 96, 70)
    image[rng.random((1500, 2000)) < 0.1] -= 6
    for row in (200, 752, 1300):
        image[row : row + 3, 150:1850] = (40, 30, 24)
    path = tmp_path_factory.mktemp("scan") / "large.png"
    Image.fromarray(image).save(path, compress_level=1)
    return path


def wait_until_at_rest(page):
    page.locator(AT_REST).wait_for()


def canvas(page):
    return page.locator("canvas.upper-canvas")


def choose(page, name):
    page.get_by_role("radio", name=name).first.click()


def choose_method(page, label, name):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=name).click()


def choose_fast_detector(page):
    """Stop the U-Net, which has started on the sample, and use the other detector."""
    choose_method(page, "Find damage with", "Morphology (OpenCV)")


def open_file(page, path):
    choose(page, "Upload")
    page.locator("input[type=file]").first.set_input_files(path)


def drag(page, place, start, end):
    """Draw with the mouse from one point to another, relative to the middle of a place."""
    box = place.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x + start[0], y + start[1])
    page.mouse.down()
    page.mouse.move(x + end[0], y + end[1], steps=8)
    page.mouse.up()


def wait_for_headline(page, text):
    page.locator(".st-key-headline").get_by_text(text).wait_for()


def restore(page, method):
    choose_method(page, "Fill it with", method)
    page.locator(".st-key-restore button").click()
    page.get_by_text(f"filled by {method}").wait_for()


def download(page, name, folder, within=".st-key-downloads"):
    """Press a download button; press again if the page has just run, which replaces the file behind the button."""
    for tries_left in (2, 1, 0):
        wait_until_at_rest(page)
        try:
            with page.expect_download(timeout=TIMEOUT / 8) as event:
                page.locator(within).get_by_role("button", name=name).first.click()
            break
        except playwright.TimeoutError:
            if not tries_left:
                raise
    path = folder / event.value.suggested_filename
    event.value.save_as(path)
    return path


def correct_in_browser(page):
    """Mark a crack at 1:1, and erase a part of it at once."""
    stage = page.locator(".editor .stage")
    page.locator(".editor").get_by_role("button", name="1:1").click()
    drag(page, stage, (-80, 40), (80, 40))
    page.keyboard.press("e")
    drag(page, stage, (0, 20), (0, 60))
    wait_for_headline(page, "2 corrections by hand")


def correct_on_canvas(page):
    """Mark a crack at 4:1, and erase a part of it, in the editor that the server draws."""
    page.get_by_role("button", name="Editor").click()
    choose(page, "Simple")
    page.keyboard.press("Escape")
    choose(page, "4:1")
    expect(canvas(page)).to_have_css("width", "860px", timeout=TIMEOUT)  # 215 px of the painting
    wait_until_at_rest(page)  # the canvas is replaced while the page runs
    drag(page, canvas(page), (-330, -180), (270, -180))
    wait_for_headline(page, "1 correction by hand")
    choose(page, "Eraser")
    wait_until_at_rest(page)
    drag(page, canvas(page), (-30, -220), (-30, -140))
    wait_for_headline(page, "2 corrections by hand")
    expect(page.locator(".dc-toolbar")).to_be_hidden()


def leave_and_return(page):
    page.get_by_role("link", name="Benchmark").click()
    page.get_by_role("combobox", name="Run").wait_for()  # a link to the page that is still shown does nothing
    wait_until_at_rest(page)  # while a page runs, its links are drawn again, and a click on the old ones is lost
    go_to_restore(page)


def go_to_restore(page):
    """Click the link from the Benchmark page; a click while links are drawn again is lost, as a person would see."""
    for _ in range(TIMEOUT // 5000):
        page.get_by_role("link", name="Restore").click()
        with suppress(playwright.TimeoutError):
            page.wait_for_url(lambda address: "benchmark" not in address, timeout=5000)
            return
    pytest.fail("the link to the Restore page does nothing")


def compare(page):
    """Move the slider, then use the other comparison modes."""
    slider = page.get_by_role("slider", name='How much of "Original" is shown')
    before = float(slider.input_value())
    slider.press("ArrowRight")
    assert float(slider.input_value()) > before
    for mode in ("Side by side", "Blink", "Difference"):
        choose(page, mode)
    page.get_by_role("img", name="Where Original and Telea (fast marching) differ").wait_for()


def open_scan(page, address, path):
    page.goto(address)
    choose_fast_detector(page)
    open_file(page, path)
    wait_for_headline(page, "2000 × 1500 px")
    wait_for_headline(page, "marked as damage")


def test_a_mask_corrected_by_hand_is_filled_downloaded_and_reopened_to_the_pixel(
    page, dashboard, large_painting, tmp_path
):
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    open_scan(page, dashboard, large_painting)
    correct_in_browser(page)
    leave_and_return(page)
    page.locator(".editor .stage").wait_for()
    wait_for_headline(page, "2 corrections by hand")
    page.get_by_role("slider", name="Sensitivity").press("ArrowRight")
    wait_for_headline(page, "2 corrections by hand")
    restore(page, "Telea (fast marching)")
    compare(page)
    files = {name: download(page, name, tmp_path) for name in FILES}
    page.get_by_role("button", name="Layers").click()
    layers = download(page, "OpenRaster", tmp_path, within="[data-testid=stPopoverBody]")
    assert not [url for url in requested if not url.startswith((dashboard, "data:", "blob:"))]

    mask = np.asarray(Image.open(files["Mask"]))
    assert mask[780:800, 893:1107].any(), "the stroke must be in the mask"
    assert zipfile.is_zipfile(layers)
    assert files["Restored picture"].read_bytes().startswith(b"\x89PNG")

    page.goto(dashboard)
    open_file(page, files["Dossier"])
    wait_for_headline(page, "2 corrections by hand")
    again = download(page, "Mask", tmp_path / "again")
    assert np.array_equal(np.asarray(Image.open(again)), mask)


def test_what_is_drawn_on_the_canvas_of_the_server_stays_in_the_mask(page, dashboard, large_painting, tmp_path):
    open_scan(page, dashboard, large_painting)
    correct_on_canvas(page)
    leave_and_return(page)
    canvas(page).wait_for()
    wait_for_headline(page, "2 corrections by hand")
    mask = np.asarray(Image.open(download(page, "Mask", tmp_path)))
    assert mask[680:730, 893:1107].any(), "the stroke must be in the mask"


def learn(page):
    """Let the detector learn from what was drawn."""
    wait_until_at_rest(page)
    page.get_by_role("button", name="Learn from my corrections").click()
    page.get_by_text("Learnt from 2 strokes").wait_for()


def test_a_new_server_opens_the_requested_page_and_what_strokes_taught_is_the_same(
    page, dashboard, large_painting, tmp_path
):
    open_scan(page, dashboard, large_painting)
    before = download(page, "Mask", tmp_path / "before")
    correct_in_browser(page)
    learn(page)
    after = download(page, "Mask", tmp_path / "after")
    dossier = download(page, "Dossier", tmp_path)
    taught = np.asarray(Image.open(after))
    assert not np.array_equal(np.asarray(Image.open(before)), taught)
    with dashboard_server.serve() as (address, _):
        page.goto(f"{address}/benchmark")
        page.get_by_role("combobox", name="Run").wait_for()
        page.get_by_role("link", name="Explore").wait_for()  # the app is around the page
        assert page.url == f"{address}/benchmark"
        wait_until_at_rest(page)
        go_to_restore(page)
        open_file(page, dossier)
        page.get_by_text("Learnt from 2 strokes").wait_for()
        again = download(page, "Mask", tmp_path / "again")
    assert np.array_equal(np.asarray(Image.open(again)), taught)


def test_a_fill_goes_on_through_clicks_and_a_reload_shows_it_and_back_returns(page, dashboard, large_painting):
    open_scan(page, dashboard, large_painting)
    choose_method(page, "Fill it with", "Biharmonic")
    page.locator(".st-key-restore button").click()
    page.get_by_text("Preview: a quick fill").wait_for()
    page.get_by_role("slider", name="Strength").press("ArrowLeft")
    choose(page, "Original")
    choose(page, "Compare")
    page.get_by_text("filled by Biharmonic").wait_for()
    page.reload()
    wait_for_headline(page, "marked as damage")
    choose(page, "Compare")
    page.get_by_text("filled by Biharmonic").wait_for()
    page.go_back()
    wait_for_headline(page, "(sample)")
    wait_until_at_rest(page)
    page.go_forward()
    wait_for_headline(page, "2000 × 1500 px")
