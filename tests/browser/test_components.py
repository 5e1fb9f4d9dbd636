"""Our components in a real browser: slider, zoom, blinking, the overview's frame, the width of a container."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serve):
    with serve("tests/browser/components_app.py") as url:
        yield url


@pytest.fixture
def open_page(browser, address):
    """Open the page; an error in its scripts fails the test."""
    pages, errors = [], []

    def open_new_page(*, has_clock=False, **options):
        page = browser.new_page(viewport={"width": 1280, "height": 900}, **options)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(error))
        if has_clock:
            page.clock.install()
        page.goto(address)
        page.get_by_alt_text("Original").wait_for()
        page.get_by_text("Width: 820 px").wait_for()
        return page

    yield open_new_page
    for page in pages:
        page.close()
    assert not errors


def choose(page, mode):
    page.get_by_text(mode).click()
    expect(page.locator(".viewer")).to_have_attribute("data-mode", mode.lower().replace(" ", "-"))


def point(page, selector, across, down):
    """Return a place in an element, given as fractions of it, in mouse coordinates."""
    box = page.locator(selector).bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def setting(page, name):
    """Return a setting of the viewer: zoom, x or y (the middle of the view), or part (the slider, %)."""
    return page.locator(".viewer").evaluate(
        "(viewer, name) => parseFloat(viewer.style.getPropertyValue(name))", f"--{name}"
    )


def show_another_fill(page):
    fill = page.locator(".after img").get_attribute("src")
    page.get_by_text("Another fill").click()
    expect(page.locator(".after img")).not_to_have_attribute("src", fill)


def test_slider_and_zoom_stay_when_new_pictures_come(open_page):
    page = open_page()
    page.mouse.click(*point(page, ".panes", 0.25, 0.5))
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Zoom in").click(click_count=3)
    drag(page, point(page, ".panes", 0.7, 0.5), point(page, ".panes", 0.5, 0.4))
    before = {name: setting(page, name) for name in ("part", "zoom", "x", "y")}

    show_another_fill(page)

    assert {name: setting(page, name) for name in ("part", "zoom", "x", "y")} == before
    assert before["part"] == pytest.approx(25 + 20 * 0.1, abs=0.3), "the mouse, then the arrow keys move the slider"
    assert before["x"] == pytest.approx(0.5 + 0.2 / before["zoom"], abs=0.01), "the paint must follow the pointer"
    assert before["y"] == pytest.approx(0.5 + 0.1 / before["zoom"], abs=0.01)


def test_both_pictures_zoom_about_the_pointer_and_by_keys_and_a_double_click_shows_all(open_page):
    page = open_page()
    choose(page, "Side by side")

    page.mouse.move(*point(page, ".after", 0.9, 0.2))
    page.mouse.wheel(0, -600)
    expect(page.locator(".viewer")).to_have_class(re.compile("zoomed"))

    zoom = setting(page, "zoom")
    assert zoom > 2
    assert setting(page, "x") + 0.4 / zoom == pytest.approx(0.9, abs=0.01), "the point under the pointer must stay"
    before, after = (
        page.locator(f".{side} img").evaluate("image => getComputedStyle(image).transform")
        for side in ("before", "after")
    )
    assert before == after
    page.mouse.dblclick(*point(page, ".before", 0.5, 0.5))
    assert setting(page, "zoom") == 1

    panes = page.locator(".panes")
    panes.press("+")
    panes.press("+")
    panes.press("ArrowRight")
    assert setting(page, "zoom") == pytest.approx(1.25**2)
    assert setting(page, "x") > 0.5
    panes.press("0")
    assert setting(page, "zoom") == 1


def test_blinking_is_automatic_until_it_is_turned_by_hand_and_then_waits(open_page):
    page = open_page(has_clock=True)
    choose(page, "Blink")
    tag = {side: page.locator(f".{side} .tag") for side in ("before", "after")}
    expect(tag["before"]).to_be_visible()
    expect(tag["after"]).to_be_visible()
    expect(tag["after"]).to_have_text("Restored <b>")

    page.locator(".panes").press(" ")

    expect(page.get_by_role("button", name="Play")).to_be_visible()
    shown = page.locator(".viewer").get_attribute("data-shown")
    show_another_fill(page)
    page.clock.fast_forward(1500)  # ms, longer than a turn
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator(".viewer")).to_have_attribute("data-shown", shown)
    page.mouse.click(*point(page, ".panes", 0.5, 0.5))
    expect(page.locator(".viewer")).not_to_have_attribute("data-shown", shown)


def test_blinking_waits_for_the_button_where_motion_is_not_wanted(open_page):
    page = open_page(reduced_motion="reduce")
    choose(page, "Blink")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_overview_sends_a_drag_once_and_arrow_keys_after_a_pause_and_stays_inside_the_painting(open_page):
    page = open_page()
    frame = page.get_by_role("application")
    drag(page, point(page, ".map", 0.25, 0.5), point(page, ".map", 0.4, 0.4))
    expect(page.get_by_text("Moves: 1, centre (0.40, 0.40)")).to_be_visible()
    expect(frame).to_have_attribute("aria-label", re.compile("25% to 55% across, 30% to 50% down"))
    for _ in range(3):
        frame.press("ArrowRight")
    expect(page.get_by_text("Moves: 2, centre (0.85, 0.40)")).to_be_visible()
    for _ in range(9):
        frame.press("ArrowDown")
    expect(page.get_by_text("Moves: 3, centre (0.85, 0.90)")).to_be_visible()


def test_an_overview_that_shows_everything_cannot_be_moved(open_page):
    page = open_page()
    page.get_by_text("All is visible").click()
    expect(page.locator(".map")).to_have_class(re.compile("full"))
    drag(page, point(page, ".map", 0.8, 0.8), point(page, ".map", 0.2, 0.2))
    show_another_fill(page)  # its message to Python comes after one of the drag would
    expect(page.get_by_text("Moves: 0")).to_be_visible()


def test_a_narrower_window_is_measured_again(open_page):
    page = open_page()
    page.set_viewport_size({"width": 900, "height": 900})
    expect(page.get_by_text("Width: 440 px")).to_be_visible()
