"""WCAG 2.2 AA, as far as axe-core can measure it: every page in light and dark, on a desk and on a telephone."""

from itertools import product

import numpy as np
import pytest
from PIL import Image

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.browser

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NEARLY = 24  # px: a scroll bar may come or go
WIDTHS = (1280, 390)  # px
WIDE, NARROW = (tuple(product(("light", "dark"), [width])) for width in WIDTHS)
VIEWS = (*WIDE, *NARROW)  # the server lays out the page anew for each change of the width
FIRST, LAST = VIEWS[0::3], VIEWS[2:0:-1]  # for further states of a page: each theme and each width once
TIMEOUT = 60_000  # ms
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
AS_AT_REST = """
    * { transition: none !important; } /* a colour between those of two themes */
    [data-stale="true"] { opacity: 1 !important; } /* Streamlit fades what it is computing */
"""
IS_DRAWN = """theme => getComputedStyle(document.querySelector('[data-testid="stApp"]')).colorScheme === theme
    && !document.querySelector('[data-test-script-state="running"], [data-stale="true"]')"""
TOPICS = (  # "Filling", "Finding and filling", "Reintegration" and "Enlarging" are built like the first
    "Finding damage",
    "Speed and memory",
    "Painting by painting",
    "Training",
    "Run it here",
)


@pytest.fixture(scope="module")
def paintings(tmp_path_factory):
    """A folder of three small paintings; a table describes one of them."""
    folder = tmp_path_factory.mktemp("paintings")
    rough = np.random.default_rng(3).integers(60, 200, (9, 12, 3)).astype(np.uint8)
    for number in range(3):
        picture = Image.fromarray(np.roll(rough, number, axis=1)).resize((192, 144), Image.Resampling.BICUBIC)
        picture.save(folder / f"p{number}.png")
    table = "file,title,artist,date,object_url\np0.png,A Lady,An Artist,1440,https://museum.example/0\n"
    (folder / "originals.csv").write_text(table, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def patience(page):
    page.set_default_timeout(TIMEOUT)


@pytest.fixture
def explore(page, dashboard, paintings):
    """Explore with the small paintings."""
    page.goto(f"{dashboard}/explore")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("textbox", name="Folder of pictures").fill(str(paintings))
    page.keyboard.press("Enter")
    page.get_by_text("3 of 3 originals").wait_for()
    page.keyboard.press("Escape")
    return page


def wait_until_at_rest(page):
    page.wait_for_timeout(300)  # ms, until a change of the window has reached the server
    page.locator(AT_REST).wait_for()


def violations(page, views=VIEWS):
    """Return what breaks a rule in these themes and widths, with its place; nothing may be wider than the window."""
    found = [each for view in views for each in look(page, *view)]
    widen(page, WIDTHS[0])
    return found


def look(page, theme, width):
    """Return what breaks a rule in this theme and width; the page is left in them."""
    page.add_style_tag(content=AS_AT_REST)
    page.emulate_media(color_scheme=theme)
    widen(page, width)
    page.wait_for_function(IS_DRAWN, arg=theme)
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    return [f"{theme}, {width} px: {each}" for each in _measure(page)]


def widen(page, width):
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 900})
        wait_until_at_rest(page)


def _measure(page):
    results = axe.Axe().run(page, options={"runOnly": LEVELS, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {node['failureSummary']} {node['html'][:200]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]


def test_restore_with_a_mask_and_with_a_comparison(page, dashboard):
    page.goto(dashboard)
    page.locator(".st-key-headline").wait_for()
    page.get_by_role("combobox", name="Find damage with").click()
    page.get_by_role("option", name="Morphology (OpenCV)").click()
    page.locator(".st-key-headline").get_by_text("marked as damage").wait_for()
    assert violations(page) == []
    page.get_by_role("combobox", name="Fill it with").click()
    page.get_by_role("option", name="Telea (fast marching)").click()
    page.locator(".st-key-headline button").first.click()
    page.get_by_text("filled by Telea (fast marching)").wait_for()
    assert violations(page, FIRST) == []


def test_explore_with_its_filters_and_without_hits(explore):
    assert violations(explore) == []
    explore.get_by_role("button", name="Filters").click()
    explore.get_by_role("textbox", name="Folder of pictures").wait_for()
    assert violations(explore, FIRST) == []
    explore.keyboard.press("Escape")
    explore.get_by_role("searchbox", name="Search").fill("zzz")
    explore.keyboard.press("Enter")
    explore.get_by_role("button", name="Clear the filters").wait_for()
    assert violations(explore, LAST) == []
    explore.get_by_role("radio", name="Museums").click()
    explore.get_by_role("button", name="Download").wait_for()
    assert violations(explore, FIRST) == []


def test_explore_with_an_original_and_with_a_pair(explore):
    explore.get_by_role("button", name="A Lady").click()
    explore.get_by_role("button", name="Make it").wait_for()
    assert violations(explore, FIRST) == []
    explore.get_by_role("button", name="Make it").click()
    explore.get_by_text("Make another pair like this one").wait_for()
    assert violations(explore, LAST) == []


def test_a_click_on_a_picture_opens_it_and_back_returns_to_the_same_place(explore):
    explore.set_viewport_size({"width": 390, "height": 400})
    card = explore.locator(".st-key-card-2")
    card.scroll_into_view_if_needed()
    wait_until_at_rest(explore)
    before = scrolled(explore)
    assert before > 0
    for go_back in (explore.get_by_role("button", name="All originals").click, explore.go_back):
        picture = card.locator("img").bounding_box()
        explore.mouse.click(picture["x"] + picture["width"] / 2, picture["y"] + picture["height"] / 2)
        explore.get_by_role("heading", name="p2").wait_for()
        assert "original=p2.png" in explore.url
        go_back()
        card.wait_for()
        playwright.expect(card.get_by_role("button", name="p2")).to_be_focused()
        assert abs(scrolled(explore) - before) <= NEARLY
        assert "original" not in explore.url


def scrolled(page):
    """Return how far the page is scrolled, in px."""
    return page.get_by_test_id("stMain").evaluate("main => main.scrollTop")


def test_benchmark(page, dashboard):
    page.goto(f"{dashboard}/benchmark")
    for topic, view in zip(TOPICS, (*WIDE, WIDE[0], *NARROW), strict=True):
        page.get_by_role("radio", name=topic, exact=True).first.click()
        wait_until_at_rest(page)
        assert look(page, *view) == [], topic
