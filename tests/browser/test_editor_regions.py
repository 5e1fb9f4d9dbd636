"""Regions of damage in the editor: the list and the picture are linked, decisions are drawn at once and stored."""

import pytest

from restoration.editing.regions import RegionStatus
from tests.browser.editor_page import CRACK, LOSS, assert_stored_as_shown, place, shown, wait_until_saved

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

PLACES = [(200, 200), (500, 200), (200, 400), (500, 450)]  # x, y of small losses, from top to bottom


@pytest.fixture
def regions(editor, job):
    """The editor with the list of five regions: the one of the fixture `job`, and one at each of the places."""
    job.given_mask = job.given_mask.copy()
    for x, y in PLACES:
        job.given_mask[y : y + 8, x : x + 12] = LOSS
    editor.evaluate("show({ version: 99 })")
    editor.get_by_role("button", name="Regions", exact=True).click()
    expect(editor.locator(".summary")).to_contain_text("5 · 5 to decide · 0 rejected")
    editor.locator(".stage").focus()
    editor.keyboard.press("s")
    return editor


def select_in_picture(editor, x, y):
    editor.mouse.click(*place(editor, x + 2, y + 2))
    editor.wait_for_function("editor.regions.selected && editor.regions.outlines.get(editor.regions.selected.number)")


def test_a_click_in_the_picture_selects_the_row_and_a_click_on_a_row_goes_there(regions):
    select_in_picture(regions, *PLACES[1])
    expect(regions.locator('.row[aria-selected="true"]')).to_contain_text("3")
    regions.locator(".row").nth(4).click()
    expect(regions.locator(".name")).to_have_text("Region 5")
    x, y = regions.evaluate("[editor.view.x, editor.view.y]")
    assert (x, y) == pytest.approx((PLACES[3][0] + 6, PLACES[3][1] + 4), abs=1)
    assert regions.evaluate("editor.view.scale") == 4


def test_a_rejected_region_goes_at_once_comes_back_with_undo_and_is_counted(regions, job):
    x, y = PLACES[0]
    select_in_picture(regions, x, y)
    regions.keyboard.press("Delete")
    assert not shown(regions)[y : y + 8, x : x + 12].any()
    expect(regions.locator(".summary")).to_contain_text("5 · 4 to decide · 1 rejected")
    assert_stored_as_shown(regions, job)
    assert job.steps[-1].status is RegionStatus.REJECTED
    regions.keyboard.press("Control+z")
    assert (shown(regions)[y : y + 8, x : x + 12] == LOSS).all()
    expect(regions.locator(".summary")).to_contain_text("5 · 5 to decide · 0 rejected")
    assert_stored_as_shown(regions, job)
    regions.keyboard.press("Control+y")
    regions.keyboard.press("u")
    expect(regions.locator(".summary")).to_contain_text("5 · 5 to decide · 0 rejected")
    wait_until_saved(regions)
    assert (shown(regions)[y : y + 8, x : x + 12] == LOSS).all(), "a region that is open again is marked again"
    assert_stored_as_shown(regions, job)


def marks_over(editor, x, y):
    """Return how bright the lines over a loss of PLACES are, 0..255; nothing where there are none."""
    left, top = editor.evaluate("([x, y]) => editor.view.toWindow(x, y).map(Math.round)", [x, y])
    pixels = editor.evaluate(
        "([x, y]) => [...editor.screen.over.getContext('2d').getImageData(x, y, 12, 8).data]", [left, top]
    )
    red, opacity = pixels[::4], pixels[3::4]
    return [value for value, alpha in zip(red, opacity, strict=True) if alpha > 150]


def test_a_region_that_is_not_to_be_filled_is_hatched_also_when_the_painting_is_opened_again(regions, job):
    x, y = PLACES[1]
    select_in_picture(regions, x, y)
    regions.get_by_label("Status of the region").select_option("Not to be filled")
    expect(regions.locator(".summary")).to_contain_text("1 not to be filled")
    wait_until_saved(regions)
    assert job.steps[-1].status is RegionStatus.NOT_TO_FILL
    regions.get_by_role("button", name="Close the list").click()
    regions.keyboard.press("b")
    regions.evaluate("show({ has_unfilled: true, secret: null }), show({ has_unfilled: true })")
    regions.wait_for_function("editor.regions.outlines?.known.size === 1")
    regions.wait_for_function("!editor.screen.request")
    brightness = marks_over(regions, x, y)
    assert min(brightness) < 30 and max(brightness) > 225, "light and dark lines, to be seen on any colour"
    assert not marks_over(regions, *PLACES[0])


def test_another_kind_and_a_note_are_stored(regions, job):
    x, y = PLACES[2]
    select_in_picture(regions, x, y)
    regions.keyboard.press("1")
    assert (shown(regions)[y : y + 8, x : x + 12] == CRACK).all()
    regions.get_by_label("Note on the region").fill("old retouching")
    regions.get_by_label("Note on the region").press("Tab")
    assert_stored_as_shown(regions, job)
    assert job.steps[-1].note == "old retouching"


def test_the_review_starts_with_one_key_before_the_list_was_open(editor):
    editor.keyboard.press("n")
    expect(editor.locator(".name")).to_have_text("Region 1")
    expect(editor.locator(".summary")).to_contain_text("1 · 1 to decide")


def test_the_review_needs_one_key_for_each_region(regions, job):
    regions.keyboard.press("n")
    for key in ("y", "Delete", "y", "Delete", "y"):
        regions.wait_for_timeout(150)
        regions.keyboard.press(key)
    wait_until_saved(regions)
    assert [step.status.value for step in job.steps] == ["accepted", "rejected", "accepted", "rejected", "accepted"]
    expect(regions.locator(".summary")).to_contain_text("5 · 0 to decide · 2 rejected")
    assert_stored_as_shown(regions, job)


def test_filters_leave_the_rows_that_are_asked_for(regions):
    regions.get_by_label("Smallest area").fill("1000")
    expect(regions.locator(".summary")).to_contain_text("1 of 5")
    regions.get_by_label("Smallest area").fill("")
    regions.get_by_label("Status", exact=True).select_option("Rejected")
    expect(regions.locator(".row")).to_have_count(0)


def test_twenty_thousand_regions_stay_quick(regions):
    regions.evaluate("""() => {
      const total = 20000;
      const column = (value) => Array.from({ length: total }, (_, row) => value(row));
      const columns = Object.fromEntries(["kind", "x", "y", "w", "h", "status"].map((name) => [name, column(() => 0)]));
      Object.assign(columns, { number: column((row) => row + 1), area: column((row) => (row * 7919) % 5000 + 1) });
      Object.assign(columns, { length: columns.area, width: columns.area, note: column(() => "") });
      columns.likelihood = column((row) => ((row * 104729) % 1000) / 1000);
      editor.regions.replace({ version: editor.regions.table.version, total, columns });
    }""")
    seconds = regions.evaluate("""() => {
      const start = performance.now();
      editor.panel.arrange({ order: "area" });
      editor.regions.go(1);
      editor.panel.list.place.scrollTop = 300000;
      editor.panel.list.draw();
      return (performance.now() - start) / 1000;
    }""")
    assert regions.locator(".row").count() < 60, "only visible rows are in the page"
    assert seconds < 1, "generous: it takes 0.05 s on a free core"
