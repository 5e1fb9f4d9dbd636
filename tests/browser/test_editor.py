"""The mask editor in a real browser, with its real server: what is drawn is stored, to the pixel."""

import numpy as np
import pytest

from restoration.app.restore.state import AutosaveFolder
from restoration.domain import DamageKind
from restoration.editing.history import AreaUse
from tests.browser.editor_page import (
    ABRASION,
    CRACK,
    HEIGHT,
    LOSS,
    WIDTH,
    assert_stored_as_shown,
    drag,
    place,
    shown,
    wait_until_saved,
)

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("pause", [0, 50, 200])  # ms
def test_a_stroke_right_after_a_change_of_tool_is_drawn_with_that_tool(editor, job, pause):
    for key, y in (("2", 200), ("]", 210), ("e", 220), ("x", 230), ("l", 240), ("4", 250), ("x", 260), ("b", 270)):
        editor.keyboard.press(key)
        editor.wait_for_timeout(pause)
        drag(editor, (150, y), (600, y + 40))
    wait_until_saved(editor)
    assert [step.kind and step.kind.value for step in job.steps] == [
        "scratch", "scratch", None, "scratch", "scratch", "abrasion", None, "abrasion"
    ]  # fmt: skip
    assert [step.width for step in job.steps] == [6, 7, 16, 7, 7, 7, 16, 7]
    assert len(job.steps[4].points) == 2, "a line has two ends"
    assert_stored_as_shown(editor, job)


def test_strokes_are_stored_as_they_are_shown_while_they_are_sent_and_undone_at_once(editor, job):
    for number in range(12):
        drag(editor, (150, 200 + 30 * number), (400, 180 + 30 * number), (700, 240 + 30 * number))
        if number % 3 == 2:
            editor.keyboard.press("Control+z")
    editor.keyboard.press("Control+Shift+z")
    assert_stored_as_shown(editor, job)
    assert len(job.steps) == 9


def test_strokes_during_a_new_detection_wait_and_are_stored_after_it(editor, job):
    mask, job.given_mask = job.given_mask, None
    drag(editor, (200, 300), (500, 300))
    editor.keyboard.press("e")
    drag(editor, (300, 250), (300, 350))
    expect(editor.locator(".saved")).to_contain_text("Not saved yet.")
    assert not job.steps
    job.given_mask = mask
    expect(editor.locator(".saved")).to_be_empty()
    assert [step.kind for step in job.steps] == [DamageKind.CRACK, None]
    assert_stored_as_shown(editor, job)


def test_strokes_are_sent_again_when_the_network_fails(editor, job):
    editor.route("**/commands", lambda route: route.abort())
    drag(editor, (200, 300), (500, 300))
    expect(editor.locator(".saved")).to_contain_text("Not saved yet.")
    editor.unroute("**/commands")
    expect(editor.locator(".saved")).to_be_empty()
    assert_stored_as_shown(editor, job)


def test_a_stroke_is_sent_when_the_page_is_left(editor, job):
    editor.route("**/commands", lambda route: route.abort())
    drag(editor, (200, 300), (500, 300))
    expect(editor.locator(".saved")).to_contain_text("Not saved yet.")
    editor.unroute("**/commands")
    editor.goto("about:blank")  # before the next try, which is a second after the last one
    for _ in range(20):
        editor.wait_for_timeout(50)
        if job.steps:
            break
    assert len(job.steps) == 1


@pytest.fixture
def saved_job(job):
    """The job, as if its work were saved."""
    job.autosave = AutosaveFolder("a secret of 22 letters", "a.png", b"")
    return job


def test_what_a_server_did_not_take_is_sent_by_the_next_page_of_the_same_work(saved_job, editor, job):
    editor.route("**/commands", lambda route: route.fulfill(status=410, json={"sentence": "It was closed."}))
    for row in (300, 400):
        drag(editor, (200, row), (500, row))
    expect(editor.locator(".saved")).to_contain_text("Not saved yet.")
    editor.unroute("**/commands")
    editor.reload()
    wait_until_saved(editor)
    assert_stored_as_shown(editor, job)
    assert len(job.steps) == 2


def test_a_refused_stroke_disappears_and_the_next_one_is_stored(editor, job):
    editor.evaluate("editor.queue.add({ do: 'step', step: { shape: 'circle' } })")
    drag(editor, (200, 300), (500, 300))
    expect(editor.locator(".message")).to_contain_text("cannot be understood")
    assert_stored_as_shown(editor, job)
    assert len(job.steps) == 1


def test_space_and_the_middle_button_move_the_picture_and_the_wheel_zooms_at_the_pointer(editor, job):
    editor.mouse.move(*place(editor, 300, 300))
    editor.mouse.wheel(0, -500)
    assert np.allclose(editor.evaluate("editor.pointer"), (300, 300), atol=1)
    assert editor.evaluate("editor.view.scale") > 1.5
    before = editor.evaluate("[editor.view.x, editor.view.y]")
    editor.keyboard.down(" ")
    drag(editor, (300, 300), (350, 330))
    editor.keyboard.up(" ")
    editor.mouse.down(button="middle")
    editor.mouse.move(*place(editor, 370, 340), steps=2)
    editor.mouse.up(button="middle")
    assert editor.evaluate("[editor.view.x, editor.view.y]") < before
    drag(editor, (300, 300), (350, 330))
    assert_stored_as_shown(editor, job)
    assert len(job.steps) == 1, "moving the picture must not draw"
    editor.locator(".unit").focus()
    editor.mouse.move(*place(editor, 320, 320))
    editor.keyboard.down(" ")
    drag(editor, (320, 320), (350, 330))
    editor.keyboard.up(" ")
    editor.locator(".protect").click()
    editor.mouse.move(*place(editor, 320, 320))
    editor.keyboard.down(" ")
    drag(editor, (320, 320), (350, 330))
    editor.keyboard.up(" ")
    wait_until_saved(editor)
    assert len(job.steps) == 1, "nor while a button has the focus"
    editor.keyboard.press("0")
    assert editor.evaluate("editor.view.isFit")


def test_the_frame_of_the_overview_can_be_dragged_and_draws_nothing(editor, job):
    editor.evaluate("editor.view.zoomTo(4)")
    editor.wait_for_function("!editor.overview.canvas.hidden")
    before = editor.evaluate("editor.view.x")
    box = editor.locator(".overview").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    editor.mouse.move(x, y)
    editor.mouse.down()
    editor.mouse.move(x + 30, y, steps=3)
    editor.mouse.up()
    assert editor.evaluate("editor.view.x") == pytest.approx(before + 30 * WIDTH / box["width"], abs=2)
    wait_until_saved(editor)
    assert not job.steps


def test_protected_kinds_stay_under_a_stroke(editor, job):
    editor.get_by_role("button", name="Protect").click()
    drag(editor, (80, 120), (160, 120))
    assert_stored_as_shown(editor, job)
    assert (job.kinds()[120, 80:160] == [CRACK] * 20 + [LOSS] * 40 + [CRACK] * 20).all()


def test_a_polygon_closes_with_enter_and_a_double_click_and_escape_takes_it_back(editor, job):
    editor.keyboard.press("p")
    for corner in ((500, 100), (560, 100), (560, 160)):
        editor.mouse.click(*place(editor, *corner))
    editor.keyboard.press("Enter")
    for corner in ((600, 100), (660, 100)):
        editor.mouse.click(*place(editor, *corner))
    editor.mouse.dblclick(*place(editor, 660, 160))
    for corner in ((700, 100), (760, 100), (760, 160)):
        editor.mouse.click(*place(editor, *corner))
    editor.keyboard.press("Escape")
    editor.keyboard.press("Enter")
    assert_stored_as_shown(editor, job)
    assert len(job.steps) == 2
    assert (job.kinds()[110, [550, 650, 750]] == (CRACK, CRACK, 0)).all()


def test_the_wand_shows_what_it_finds_and_marks_it_on_enter(editor, job):
    editor.keyboard.press("w")
    editor.keyboard.press("3")
    editor.mouse.click(*place(editor, 420, 320))
    expect(editor.locator(".message")).to_contain_text("1,600 px")
    assert not job.steps
    editor.keyboard.press("Enter")
    assert_stored_as_shown(editor, job)
    assert np.count_nonzero(job.kinds()[300:340, 400:440] == LOSS) == 1600


def test_an_enclosed_area_is_filled_with_the_strokes_that_were_just_drawn(editor, job):
    drag(editor, (500, 400), (600, 400), (600, 500), (500, 500), (500, 400))
    editor.keyboard.press("f")
    editor.mouse.click(*place(editor, 550, 450))
    editor.wait_for_function("editor.history.done.length === 2")
    assert_stored_as_shown(editor, job)
    assert (job.kinds()[400:500, 500:600] == CRACK).all()


def test_the_keyboard_alone_draws_a_line(editor, job):
    editor.keyboard.press("ArrowRight")
    for key in (" ", *["Shift+ArrowRight"] * 4, "ArrowDown", " "):
        editor.keyboard.press(key)
    assert_stored_as_shown(editor, job)
    [stroke] = job.steps
    across = [(WIDTH / 2 + 1.5 + 10 * step, HEIGHT / 2 + 0.5) for step in range(5)]
    assert stroke.points == (*across, (WIDTH / 2 + 41.5, HEIGHT / 2 + 1.5))


def test_alt_erases_and_tab_hides_the_mask(editor, job):
    editor.keyboard.down("Alt")
    drag(editor, (90, 120), (150, 120))
    editor.keyboard.up("Alt")
    assert_stored_as_shown(editor, job)
    assert job.steps[0].kind is None
    editor.keyboard.press("Tab")
    assert editor.evaluate("editor.settings.hidden")
    editor.keyboard.press("Shift+Tab")
    assert editor.evaluate("editor.stage.getRootNode().activeElement !== editor.stage"), "the keyboard is not trapped"


def test_a_mask_that_the_page_changed_is_shown(editor, job):
    job.given_mask = np.full((HEIGHT, WIDTH), ABRASION, np.uint8)
    editor.evaluate("show({ version: 99 })")
    editor.wait_for_function(
        "[...editor.mask.cache.tiles.values()].every(({ bytes }) => bytes?.every((value) => value === 255))"
    )


def test_two_fingers_move_the_picture_and_take_the_stroke_back(editor, job):
    editor.evaluate("""() => {
      const send = (type, pointerId, clientX, clientY) =>
        editor.stage.dispatchEvent(
          new PointerEvent(type, { pointerId, clientX, clientY, pointerType: "touch", bubbles: true }),
        );
      editor.stage.setPointerCapture = () => {};
      send("pointerdown", 7, 300, 300);
      send("pointermove", 7, 310, 300);
      send("pointerdown", 8, 400, 300);
      send("pointermove", 8, 500, 300);
      send("pointerup", 8, 500, 300);
      send("pointerup", 7, 310, 300);
    }""")
    assert editor.evaluate("editor.view.scale") > 1.5
    assert_stored_as_shown(editor, job)
    assert not job.steps


def test_what_is_set_aside_is_drawn_stored_erased_and_undone_like_marks_and_leaves_them_alone(editor, job):
    before = job.kinds()
    editor.keyboard.press("5")
    expect(editor.get_by_role("button", name="Do not fill")).to_have_attribute("aria-pressed", "true")
    editor.keyboard.press("r")
    drag(editor, (80, 80), (220, 180))
    editor.keyboard.press("e")
    drag(editor, (80, 100), (220, 100))
    wait_until_saved(editor)
    area = job.area(AreaUse.NOT_TO_FILL) > 0
    assert area[150, 150] and not area[100, 150] and np.array_equal(job.kinds(), before)
    assert np.array_equal(shown(editor, "editor.areas.opened.get('not_to_fill')") > 0, area)
    editor.keyboard.press("Control+z")
    assert shown(editor, "editor.areas.opened.get('not_to_fill')")[100, 150]
    editor.keyboard.press("1")
    editor.keyboard.press("b")
    drag(editor, (300, 500), (400, 500))
    assert_stored_as_shown(editor, job)
    assert job.area(AreaUse.NOT_TO_FILL)[100, 150] and job.kinds()[500, 350] == CRACK
