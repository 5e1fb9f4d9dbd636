"""Our components in a real browser: slider, zoom, blinking, the overview's frame, the width of a container."""

import re

import pytest

from scripts import dashboard_server

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser

WARM = """() => {
  const hosts = [...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean);
  const canvas = hosts.map((root) => root.querySelector(".stage .picture")).find(Boolean);
  const { width, height } = canvas;
  const [red, green] = canvas.getContext("2d").getImageData(width * 0.9, height / 4, 1, 1).data;
  return red > green + 30;
}"""
"""Whether the picture on the right is the one that comes with "Another fill"."""


@pytest.fixture(scope="module")
def address():
    with dashboard_server.serve("tests/browser/components_app.py") as (url, _):
        yield url


@pytest.fixture
def page(sound_page, address):
    """The page with the page."""
    return open_components(sound_page, address)


def open_components(page, address):
    page.goto(address)
    page.get_by_role("img", name="Original and Restored <b>").wait_for()
    page.get_by_text("Width: 820 px").wait_for()
    return page


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


def test_both_pictures_zoom_about_the_pointer_and_a_double_click_shows_all(page):
    choose(page, "Side by side")
    viewer = page.locator(".viewer")
    expect(viewer).to_have_class(re.compile("fit-view"))
    page.mouse.move(*point(page, ".stage", 0.9, 0.2))
    page.mouse.wheel(0, -600)
    expect(viewer).not_to_have_class(re.compile("fit-view"))
    page.mouse.dblclick(*point(page, ".stage", 0.25, 0.5))
    expect(viewer).to_have_class(re.compile("fit-view"))


def test_the_slider_follows_the_mouse_and_then_the_keys_and_survives_new_pictures(page):
    page.mouse.click(*point(page, ".stage", 0.25, 0.5))
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    slider = page.get_by_role("slider", name='How much of "Original" is shown')
    expect(slider).to_have_value("35")
    page.get_by_text("Another fill").click()
    page.wait_for_function(WARM)
    expect(slider).to_have_value("35")


def test_blinking_is_automatic_until_it_is_turned_by_hand_and_then_waits(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.clock.install()  # for good
    open_components(page, address)
    choose(page, "Blink")
    tag = page.locator(".tag").first
    for text in ("Original", "Restored <b>", "Original"):  # `expect` looks too seldom
        page.wait_for_function("([tag, text]) => tag.textContent === text", arg=[tag.element_handle(), text])

    page.locator(".stage").press(" ")

    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_timeout(300)  # ms, until a turn that had begun is drawn
    shown = tag.inner_text()
    page.clock.fast_forward(1500)  # ms, longer than a turn
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(tag).to_have_text(shown)
    page.mouse.click(*point(page, ".stage", 0.5, 0.5))
    expect(tag).not_to_have_text(shown)
    page.close()


def test_blinking_waits_for_the_button_where_motion_is_not_wanted(page):
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    choose(page, "Blink")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


# In one go: between two presses by the driver, a busy machine may make the pause that ends them.
PRESS = """(element, [key, times]) => {
  for (let i = 0; i < times; i++)
    for (const type of ["keydown", "keyup"]) element.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
}"""


def test_the_overview_sends_a_drag_once_and_arrow_keys_after_a_pause_and_stays_inside_the_painting(page):
    frame = page.get_by_role("application")
    drag(page, point(page, ".map", 0.25, 0.5), point(page, ".map", 0.4, 0.4))
    expect(page.get_by_text("Moves: 1, centre (0.40, 0.40)")).to_be_visible()
    expect(frame).to_have_attribute("aria-label", re.compile("25% to 55% across, 30% to 50% down"))
    frame.evaluate(PRESS, ["ArrowRight", 3])
    expect(page.get_by_text("Moves: 2, centre (0.85, 0.40)")).to_be_visible()
    frame.evaluate(PRESS, ["ArrowDown", 9])
    expect(page.get_by_text("Moves: 3, centre (0.85, 0.90)")).to_be_visible()


def test_an_overview_that_shows_everything_cannot_be_moved(page):
    page.get_by_text("All is visible").click()
    expect(page.locator(".map")).to_have_class(re.compile("full"))
    drag(page, point(page, ".map", 0.8, 0.8), point(page, ".map", 0.2, 0.2))
    choose(page, "Blink")  # its message to Python comes after one of the drag would
    expect(page.get_by_text("Moves: 0")).to_be_visible()


def test_a_narrower_window_is_measured_again(page):
    page.set_viewport_size({"width": 900, "height": 900})
    expect(page.get_by_text("Width: 440 px")).to_be_visible()
