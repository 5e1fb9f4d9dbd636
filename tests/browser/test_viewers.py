"""The viewers in a real browser: handle, zoom, blinking, the overview's frame, the width of the room."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serve):
    with serve("tests/browser/viewers_app.py") as url:
        yield url


@pytest.fixture
def visit(browser, address):
    """Opens the page; whatever goes wrong in its scripts fails the test."""
    opened, faults = [], []

    def visit(**options):
        page = browser.new_page(viewport={"width": 1280, "height": 900}, **options)
        opened.append(page)
        page.on("pageerror", lambda fault: faults.append(fault))
        page.goto(address)
        page.get_by_alt_text("Original").wait_for()
        page.get_by_text("Room for 820 px").wait_for()
        return page

    yield visit
    for page in opened:
        page.close()
    assert not faults


def choose(page, way):
    page.get_by_text(way).click()
    expect(page.locator(".viewer")).to_have_attribute("data-way", way.lower().replace(" ", "-"))


def point(page, selector, across, down):
    """A place in an element, given in parts of it, as the mouse counts."""
    box = page.locator(selector).bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def setting(page, name):
    """What a visitor has set, as the viewer keeps it: zoom, x, y (the middle of what is seen) or part (the handle)."""
    return page.locator(".viewer").evaluate(
        "(viewer, name) => parseFloat(viewer.style.getPropertyValue(name))", f"--{name}"
    )


def test_handle_and_zoom_stay_where_they_are_when_new_pictures_come(visit):
    page = visit()
    page.mouse.click(*point(page, ".panes", 0.25, 0.5))
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Zoom in").click(click_count=3)
    drag(page, point(page, ".panes", 0.7, 0.5), point(page, ".panes", 0.5, 0.4))
    before = {name: setting(page, name) for name in ("part", "zoom", "x", "y")}
    fill = page.locator(".after img").get_attribute("src")

    page.get_by_text("Another fill").click()

    expect(page.locator(".after img")).not_to_have_attribute("src", fill)
    assert {name: setting(page, name) for name in ("part", "zoom", "x", "y")} == before
    assert before["part"] == pytest.approx(25 + 20 * 0.1, abs=0.3), (
        "first the mouse, then the arrow keys move the handle"
    )
    assert before["x"] == pytest.approx(0.5 + 0.2 / before["zoom"], abs=0.01), "the paint must follow the pointer"
    assert before["y"] == pytest.approx(0.5 + 0.1 / before["zoom"], abs=0.01)


def test_side_by_side_both_pictures_zoom_about_the_pointer_and_a_double_click_shows_all(visit):
    page = visit()
    choose(page, "Side by side")

    page.mouse.move(*point(page, ".after", 0.9, 0.2))
    page.mouse.wheel(0, -600)

    zoom = setting(page, "zoom")
    assert zoom > 2
    assert setting(page, "x") + 0.4 / zoom == pytest.approx(0.9, abs=0.01), "what was under the pointer stays there"
    before, after = (
        page.locator(f".{side} img").evaluate("image => getComputedStyle(image).transform")
        for side in ("before", "after")
    )
    assert before == after
    page.mouse.dblclick(*point(page, ".before", 0.5, 0.5))
    assert setting(page, "zoom") == 1


def test_the_keys_zoom_pan_and_fit(visit):
    page = visit()
    choose(page, "Side by side")
    panes = page.locator(".panes")

    panes.press("+")
    panes.press("+")
    panes.press("ArrowRight")

    assert setting(page, "zoom") == pytest.approx(1.25**2)
    assert setting(page, "x") > 0.5
    panes.press("0")
    assert setting(page, "zoom") == 1


def test_blinking_goes_by_itself_until_it_is_turned_by_hand_and_then_waits(visit):
    page = visit()
    choose(page, "Blink")
    tag = {side: page.locator(f".{side} .tag") for side in ("before", "after")}
    expect(tag["before"]).to_be_visible()
    expect(tag["after"]).to_be_visible()
    expect(tag["after"]).to_have_text("Restored <b>")

    page.locator(".panes").press(" ")

    expect(page.get_by_role("button", name="Play")).to_be_visible()
    seen = page.locator(".viewer").get_attribute("data-seen")
    page.get_by_text("Another fill").click()
    page.wait_for_timeout(1500)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator(".viewer")).to_have_attribute("data-seen", seen)
    page.mouse.click(*point(page, ".panes", 0.5, 0.5))
    expect(page.locator(".viewer")).not_to_have_attribute("data-seen", seen)


def test_blinking_waits_to_be_asked_where_motion_is_not_wanted(visit):
    page = visit(reduced_motion="reduce")
    choose(page, "Blink")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_overview_tells_once_where_its_frame_was_dragged(visit):
    page = visit()
    drag(page, point(page, ".map", 0.25, 0.5), point(page, ".map", 0.65, 0.4))
    expect(page.get_by_text("Asked 1 times, last for (0.65, 0.4)")).to_be_visible()
    expect(page.get_by_role("application")).to_have_attribute(
        "aria-label", re.compile("50% to 80% across, 30% to 50% down")
    )


def test_the_overview_moves_by_the_arrow_keys_and_stays_inside_the_painting(visit):
    page = visit()
    frame = page.get_by_role("application")
    for _ in range(3):
        frame.press("ArrowRight")
    expect(page.get_by_text("Asked 1 times, last for (0.7, 0.5)")).to_be_visible()
    for _ in range(9):
        frame.press("ArrowDown")
    expect(page.get_by_text("Asked 2 times, last for (0.7, 0.9)")).to_be_visible()


def test_an_overview_that_shows_all_has_nowhere_to_go(visit):
    page = visit()
    page.get_by_text("All is seen").click()
    expect(page.locator(".map")).to_have_class(re.compile("full"))
    drag(page, point(page, ".map", 0.8, 0.8), point(page, ".map", 0.2, 0.2))
    page.wait_for_timeout(1000)
    expect(page.get_by_text("Asked 0 times")).to_be_visible()


def test_the_room_is_measured_again_when_the_window_gets_narrower(visit):
    page = visit()
    page.set_viewport_size({"width": 900, "height": 900})
    expect(page.get_by_text("Room for 440 px")).to_be_visible()
