"""The mask editor in a real browser, with its real server: what is drawn is stored, to the pixel."""

import base64

import numpy as np
import pytest

from restoration.app.editor.session import open_session
from restoration.app.restore.state import Job
from restoration.domain import DamageKind
from restoration.imaging.painting import Painting
from tests.browser.editor_page import serve_editor

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

HEIGHT, WIDTH = 700, 900  # px
CRACK, SCRATCH, LOSS, ABRASION = 1, 2, 3, 4
SHOWN = """([width, height]) => {
  const shown = new Uint8Array(width * height);
  for (const tile of editor.mask.cache.tiles.values())
    if (!tile.level && tile.bytes)
      tile.bytes.forEach((value, index) => {
        const [column, row] = [tile.x + (index % tile.width), tile.y + Math.floor(index / tile.width)];
        shown[row * width + column] = value && (value >> 6) + 1;
      });
  let text = "";
  shown.forEach((value) => (text += String.fromCharCode(value)));
  return btoa(text);
}"""


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
def page(browser, job):
    """The editor with the whole picture at 1:1; an error in its scripts fails the test."""
    errors = []
    session = open_session(job, job.painting)
    with serve_editor(session) as address:
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.on("pageerror", lambda error: errors.append(error))
        page.goto(address)
        page.wait_for_function("window.editor?.mask.cache.tiles.size >= 2")
        page.get_by_role("button", name="1:1").click()
        page.wait_for_function("[...editor.mask.cache.tiles.keys()].filter((key) => key[0] === '0').length === 4")
        page.locator(".stage").focus()
        yield page
        page.close()
    assert not errors


def place(page, x, y):
    """Return where a point of the picture is in the window."""
    box = page.locator(".stage").bounding_box()
    at_x, at_y = page.evaluate("([x, y]) => editor.view.toWindow(x, y)", [x, y])
    return box["x"] + at_x, box["y"] + at_y


def drag(page, *points):
    page.mouse.move(*place(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, *point), steps=3)
    page.mouse.up()


def wait_until_saved(page):
    page.wait_for_function(
        "editor.queue.isEmpty && !editor.mask.cache.outdated.size && !editor.mask.cache.loading.size"
    )


def shown(page):
    """Return (H, W) uint8: the kinds that the browser shows."""
    text = page.evaluate(SHOWN, [WIDTH, HEIGHT])
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(HEIGHT, WIDTH)


def assert_stored_as_shown(page, job):
    before = shown(page)
    wait_until_saved(page)
    assert np.array_equal(before, job.kinds()), "what was shown at once must be what is stored"
    assert np.array_equal(shown(page), job.kinds()), "what comes from the server must be the same"


@pytest.mark.parametrize("pause", [0, 50, 200])  # ms
def test_a_stroke_right_after_a_change_of_tool_is_drawn_with_that_tool(page, job, pause):
    for key, y in (("2", 200), ("]", 210), ("e", 220), ("x", 230), ("l", 240), ("4", 250), ("x", 260), ("b", 270)):
        page.keyboard.press(key)
        page.wait_for_timeout(pause)
        drag(page, (150, y), (600, y + 40))
    wait_until_saved(page)
    assert [step.kind and step.kind.value for step in job.steps] == [
        "scratch", "scratch", None, "scratch", "scratch", "abrasion", None, "abrasion"
    ]  # fmt: skip
    assert [step.width for step in job.steps] == [6, 7, 16, 7, 7, 7, 16, 7]
    assert len(job.steps[4].points) == 2, "a line has two ends"
    assert_stored_as_shown(page, job)


def test_strokes_are_stored_as_they_are_shown_while_they_are_sent_and_undone_at_once(page, job):
    for number in range(12):
        drag(page, (150, 200 + 30 * number), (400, 180 + 30 * number), (700, 240 + 30 * number))
        if number % 3 == 2:
            page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    assert_stored_as_shown(page, job)
    assert len(job.steps) == 9


def test_strokes_during_a_new_detection_wait_and_are_stored_after_it(page, job):
    mask, job.given_mask = job.given_mask, None
    drag(page, (200, 300), (500, 300))
    page.keyboard.press("e")
    drag(page, (300, 250), (300, 350))
    expect(page.locator(".saved")).to_contain_text("Not saved yet.")
    assert not job.steps
    job.given_mask = mask
    expect(page.locator(".saved")).to_be_empty()
    assert [step.kind for step in job.steps] == [DamageKind.CRACK, None]
    assert_stored_as_shown(page, job)


def test_strokes_are_sent_again_when_the_network_fails(page, job):
    page.route("**/commands", lambda route: route.abort())
    drag(page, (200, 300), (500, 300))
    expect(page.locator(".saved")).to_contain_text("Not saved yet.")
    page.unroute("**/commands")
    expect(page.locator(".saved")).to_be_empty()
    assert_stored_as_shown(page, job)


def test_a_refused_stroke_disappears_and_the_next_one_is_stored(page, job):
    page.evaluate("editor.queue.add({ do: 'step', step: { shape: 'circle' } })")
    drag(page, (200, 300), (500, 300))
    expect(page.locator(".message")).to_contain_text("cannot be understood")
    assert_stored_as_shown(page, job)
    assert len(job.steps) == 1


def test_space_and_the_middle_button_move_the_picture_and_the_wheel_zooms_at_the_pointer(page, job):
    page.mouse.move(*place(page, 300, 300))
    page.mouse.wheel(0, -500)
    assert np.allclose(page.evaluate("editor.pointer"), (300, 300), atol=1)
    assert page.evaluate("editor.view.scale") > 1.5
    before = page.evaluate("[editor.view.x, editor.view.y]")
    page.keyboard.down(" ")
    drag(page, (300, 300), (350, 330))
    page.keyboard.up(" ")
    page.mouse.down(button="middle")
    page.mouse.move(*place(page, 370, 340), steps=2)
    page.mouse.up(button="middle")
    assert page.evaluate("[editor.view.x, editor.view.y]") < before
    drag(page, (300, 300), (350, 330))
    assert_stored_as_shown(page, job)
    assert len(job.steps) == 1, "moving the picture must not draw"
    page.keyboard.press("0")
    assert page.evaluate("editor.view.isFit")


def test_the_frame_of_the_overview_can_be_dragged_and_draws_nothing(page, job):
    page.evaluate("editor.view.zoomTo(4)")
    page.wait_for_function("!editor.overview.canvas.hidden")
    before = page.evaluate("editor.view.x")
    box = page.locator(".overview").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    page.mouse.up()
    assert page.evaluate("editor.view.x") == pytest.approx(before + 30 * WIDTH / box["width"], abs=2)
    wait_until_saved(page)
    assert not job.steps


def test_protected_kinds_stay_under_a_stroke(page, job):
    page.get_by_role("button", name="Protect").click()
    drag(page, (80, 120), (160, 120))
    assert_stored_as_shown(page, job)
    assert (job.kinds()[120, 80:160] == [CRACK] * 20 + [LOSS] * 40 + [CRACK] * 20).all()


def test_a_polygon_closes_with_enter_and_a_double_click_and_escape_takes_it_back(page, job):
    page.keyboard.press("p")
    for corner in ((500, 100), (560, 100), (560, 160)):
        page.mouse.click(*place(page, *corner))
    page.keyboard.press("Enter")
    for corner in ((600, 100), (660, 100)):
        page.mouse.click(*place(page, *corner))
    page.mouse.dblclick(*place(page, 660, 160))
    for corner in ((700, 100), (760, 100), (760, 160)):
        page.mouse.click(*place(page, *corner))
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert_stored_as_shown(page, job)
    assert len(job.steps) == 2
    assert (job.kinds()[110, [550, 650, 750]] == (CRACK, CRACK, 0)).all()


def test_the_wand_shows_what_it_finds_and_marks_it_on_enter(page, job):
    page.keyboard.press("w")
    page.keyboard.press("3")
    page.mouse.click(*place(page, 420, 320))
    expect(page.locator(".message")).to_contain_text("1,600 px")
    assert not job.steps
    page.keyboard.press("Enter")
    assert_stored_as_shown(page, job)
    assert np.count_nonzero(job.kinds()[300:340, 400:440] == LOSS) == 1600


def test_an_enclosed_area_is_filled_with_the_strokes_that_were_just_drawn(page, job):
    drag(page, (500, 400), (600, 400), (600, 500), (500, 500), (500, 400))
    page.keyboard.press("f")
    page.mouse.click(*place(page, 550, 450))
    page.wait_for_function("editor.history.done.length === 2")
    assert_stored_as_shown(page, job)
    assert (job.kinds()[400:500, 500:600] == CRACK).all()


def test_the_keyboard_alone_draws_a_line(page, job):
    page.keyboard.press("ArrowRight")
    for key in (" ", *["Shift+ArrowRight"] * 4, "ArrowDown", " "):
        page.keyboard.press(key)
    assert_stored_as_shown(page, job)
    [stroke] = job.steps
    assert stroke.points == tuple((WIDTH / 2 + 1.5 + 10 * step, HEIGHT / 2 + 0.5) for step in range(5)) + (
        (WIDTH / 2 + 41.5, HEIGHT / 2 + 1.5),
    )


def test_alt_erases_and_tab_hides_the_mask(page, job):
    page.keyboard.down("Alt")
    drag(page, (90, 120), (150, 120))
    page.keyboard.up("Alt")
    assert_stored_as_shown(page, job)
    assert job.steps[0].kind is None
    page.keyboard.press("Tab")
    assert page.evaluate("editor.settings.hidden")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("editor.stage.getRootNode().activeElement !== editor.stage"), "the keyboard is not trapped"


def test_a_mask_that_the_page_changed_is_shown(page, job):
    job.given_mask = np.full((HEIGHT, WIDTH), ABRASION, np.uint8)
    page.evaluate("show({ version: 99 })")
    page.wait_for_function(
        "[...editor.mask.cache.tiles.values()].every(({ bytes }) => bytes?.every((value) => value === 255))"
    )


def test_two_fingers_move_the_picture_and_take_the_stroke_back(page, job):
    page.evaluate("""() => {
      const send = (type, pointerId, clientX, clientY) =>
        editor.stage.dispatchEvent(new PointerEvent(type, { pointerId, clientX, clientY, pointerType: "touch", bubbles: true }));
      editor.stage.setPointerCapture = () => {};
      send("pointerdown", 7, 300, 300);
      send("pointermove", 7, 310, 300);
      send("pointerdown", 8, 400, 300);
      send("pointermove", 8, 500, 300);
      send("pointerup", 8, 500, 300);
      send("pointerup", 7, 310, 300);
    }""")
    assert page.evaluate("editor.view.scale") > 1.5
    assert_stored_as_shown(page, job)
    assert not job.steps
