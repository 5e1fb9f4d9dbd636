"""The viewer of pictures with tiles of the server: real pixels, zoom, slider, strength, differences."""

import base64
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from restoration.app.editor.session import open_session
from restoration.app.restore.outcomes import RestorationPlan, RestorationResult
from restoration.app.restore.running_work import Filling, Preview
from restoration.domain import Damage, Restoration
from restoration.imaging.difference import HEAT_COLOURS, MAX_DELTA_E, difference_map
from restoration.imaging.tile_pyramid import TilePyramid
from restoration.inpainting.filling import Region
from tests.browser.editor_page import HEIGHT, WIDTH, component_page, serve_page

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser

FILL = (slice(420, 470), slice(300, 600))
ORIGINAL = {"layer": "original", "version": "0"}
SCREEN = """([x, y, width, height]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(compare.screen.canvas, -x, -y);
  return canvas.toDataURL().split(",")[1];
}"""


@pytest.fixture
def filled(job):
    """The picture after a fill in another colour, which is a result of the job."""
    filled = job.painting.image.copy()
    filled[FILL] = (60, 120, 200)
    damage = Damage((filled != job.painting.image).any(axis=2))
    restoration = Restoration(job.painting.image, filled, damage, "telea", 1.0)
    job.add_result(RestorationResult(restoration, RestorationPlan(inpainter="telea"), ()))
    return filled


@pytest.fixture
def page(sound_page, job, filled):
    """A page that compares original and result by a slider."""
    data = {
        "title": "A field",
        "size": [WIDTH, HEIGHT],
        "secret": open_session(job, job.painting).secret,
        "pictures": [
            {"label": "Original", "source": ORIGINAL, "is_fill": False},
            {"label": "Telea", "source": {"layer": "telea", "version": "0"}, "is_fill": True},
        ],
        "original": ORIGINAL,
        "strength": 1,
        "difference": None,
        "mode": "slider",
        "scale": {"colours": HEAT_COLOURS, "full": MAX_DELTA_E},
        "fills_window": True,
        "picks": False,
        "frame": None,
    }
    with serve_page(component_page("compare", "viewers", data)) as address:
        sound_page.set_viewport_size({"width": 1100, "height": 860})
        sound_page.goto(address)
        wait_for_tiles(sound_page)
        yield sound_page


def wait_for_tiles(page):
    page.wait_for_function(
        "window.compare && [...compare.sides, compare.differences].every(({ layer, under, before }) => !before &&"
        " [layer, under].every((each) => !each || each.isComplete(compare.view)))"
    )
    next_frame(page)


def next_frame(page):
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def at_full_size(page):
    """Show the picture at 1:1 and return where its first pixel is in the window, px."""
    page.get_by_role("button", name="1:1").click()
    wait_for_tiles(page)
    return page.evaluate("compare.view.toWindow(0, 0).map(Math.round)")


def screen(page, left, top, width, height):
    """Return pixels of the stage, (height, width, 3)."""
    png = base64.b64decode(page.evaluate(SCREEN, [left, top, width, height]))
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def sent(image):
    """Return the picture as the server's tiles show it, (H, W, 3): with the errors of JPEG."""
    tiles = TilePyramid(image, None)
    rows = [[np.asarray(Image.open(BytesIO(tiles.jpeg(0, column, row)))) for column in (0, 1)] for row in (0, 1)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows]).astype(int)


def test_at_full_size_the_screen_shows_the_pixels_of_the_result_and_of_the_original(page, job, filled):
    left, top = at_full_size(page)
    page.evaluate("compare.slider.moveTo(0)")
    next_frame(page)
    before, after = sent(job.painting.image), sent(filled)
    assert np.abs(after - filled).mean() < 3
    assert np.abs(screen(page, left, top, WIDTH, HEIGHT) - after).max() <= 2, "decoders may round otherwise"
    page.evaluate("compare.slider.moveTo(0.5)")
    next_frame(page)
    line = page.evaluate("compare.slider.x") - left
    shown = screen(page, left, top, WIDTH, HEIGHT)
    assert np.abs(shown[:, :line] - before[:, :line]).max() <= 2
    assert np.abs(shown[:, line:] - after[:, line:]).max() <= 2


def test_the_wheel_zooms_at_the_pointer_and_does_not_scroll_the_page(page):
    page.evaluate("document.body.style.height = '3000px'")
    box = page.locator(".stage").bounding_box()
    page.mouse.move(box["x"] + 700, box["y"] + 200)
    before = page.evaluate("compare.view.toPicture(700, 200)")
    page.mouse.wheel(0, -900)
    page.wait_for_function("compare.view.scale > compare.view.fitScale * 3")
    assert np.allclose(page.evaluate("compare.view.toPicture(700, 200)"), before, atol=0.5)
    page.mouse.wheel(0, -9000)
    page.wait_for_function("compare.view.scale === 32")
    page.mouse.wheel(0, 99999)
    page.wait_for_function("compare.view.isFit || compare.view.scale <= compare.view.fitScale")
    assert page.evaluate("scrollY") == 0


def test_the_slider_moves_by_keys_and_the_keys_zoom_and_move_the_picture(page):
    slider = page.get_by_role("slider", name='How much of "Original" is shown')
    for _ in range(20):
        slider.press("ArrowRight")
    assert page.evaluate("compare.slider.share") == pytest.approx(0.6)
    slider.press("1")
    assert page.evaluate("compare.view.scale") == 1
    slider.press("+")
    before = page.evaluate("compare.view.x")
    slider.press("Shift+ArrowRight")
    assert page.evaluate("compare.view.x") > before
    slider.press("0")
    assert page.evaluate("compare.view.isFit")
    assert page.evaluate("compare.slider.share") == pytest.approx(0.6)
    page.evaluate(
        "() => { document.onkeydown = (event) => (window.heard = [event.key, event.composedPath()[0].tagName]) }"
    )
    slider.press("n")
    assert page.evaluate("heard") == ["n", "DIV"], "the page's shortcuts hear no fields"


def test_the_strength_blends_the_result_over_the_original_without_a_request(page, job, filled):
    left, top = at_full_size(page)
    page.evaluate("compare.slider.moveTo(0)")
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    for strength in (0.7, 0.5):
        page.evaluate("(strength) => show({ strength })", strength)
    next_frame(page)
    shown = screen(page, left, top, WIDTH, HEIGHT)
    assert np.abs(shown - (sent(job.painting.image) + sent(filled)) / 2).max() <= 3
    assert not requested


def test_the_view_stays_when_mode_and_result_change_and_when_the_viewer_comes_again(page, job):
    page.evaluate("compare.view.zoomTo(3); compare.view.centreOn(420, 400)")
    seen = "[compare.view.scale, compare.view.x, compare.view.y]"
    for mode in ("side-by-side", "blink", "slider"):
        page.evaluate("(mode) => show({ mode })", mode)
        assert page.evaluate(seen) == [3, 420, 400], mode
    page.evaluate(
        "show({ pictures: [{ label: 'Original', source: { layer: 'original', version: '0' } }], mode: 'one' })"
    )
    assert page.evaluate(seen) == [3, 420, 400]
    expect(page.get_by_role("img", name="Original")).to_be_visible()
    page.evaluate("mount()")
    wait_for_tiles(page)
    assert page.evaluate(seen) == [3, 420, 400]


def test_the_map_of_the_differences_has_the_colours_of_its_scale(page, job, filled):
    difference = {"layer": "difference/original/telea/100", "version": "0.0"}
    page.evaluate("(difference) => show({ mode: 'difference', difference })", difference)
    left, top = at_full_size(page)
    assert np.array_equal(screen(page, left, top, WIDTH, HEIGHT), difference_map(job.painting.image, filled))
    expect(page.get_by_role("img", name="Where Original and Telea differ")).to_be_visible()
    expect(page.get_by_role("img", name="Scale of colours")).to_contain_text("20 or more")
    page.evaluate("show({})")
    expect(page.get_by_role("img", name="Scale of colours")).to_be_hidden()


def test_a_preview_shows_new_parts_and_keeps_the_old_tiles_until_they_come(page, job, filled):
    quick = RestorationResult(
        Restoration(job.painting.image, filled.copy(), Damage(np.zeros((HEIGHT, WIDTH), bool)), "telea", 1.0),
        RestorationPlan(),
        (),
    )
    preview = Preview(quick)
    job.running.filling = Filling(SimpleNamespace(), (), [preview])
    source = {"layer": "preview", "version": "0", "parts": 0}
    page.evaluate("(source) => show({ pictures: [{ label: 'Preview', source, is_fill: true }], mode: 'one' })", source)
    left, top = at_full_size(page)
    assert np.abs(screen(page, left + 400, top + 430, 50, 20) - (60, 120, 200)).max() < 9
    region = Region((slice(420, 470), slice(300, 600)), np.ones((50, 300), bool))
    preview.replace_part(np.full_like(filled, (200, 60, 40)), region)
    kept = page.evaluate("compare.sides[0].layer.ask().then(() => compare.sides[0].layer.isComplete(compare.view))")
    assert kept, "old tiles stay until the new ones come"
    page.wait_for_function("!compare.sides[0].layer.cache.outdated.size")
    next_frame(page)
    assert np.abs(screen(page, left + 400, top + 430, 50, 20) - (200, 60, 40)).max() < 9


def test_a_click_on_the_picture_is_sent_to_the_page_but_no_drag_and_no_click_on_the_line(page):
    box = page.locator(".stage").bounding_box()
    beside, on_line = [
        (box["x"] + page.evaluate("compare.slider.x") + right, box["y"] + box["height"] / 2) for right in (150, 3)
    ]
    page.mouse.click(*beside)
    assert page.evaluate("triggered") == [], "nobody wants clicks"
    page.evaluate("compare.slider.moveTo(0.5); show({ picks: true })")
    page.mouse.click(*on_line)
    page.mouse.move(*beside)
    page.mouse.down()
    page.mouse.move(beside[0] - 100, beside[1], steps=3)
    page.mouse.up()
    assert page.evaluate("triggered") == []
    page.evaluate("compare.slider.moveTo(0.1)")
    page.mouse.click(*beside)
    [[name, place]] = page.evaluate("triggered")
    seen = page.evaluate("([x, y]) => compare.view.toPicture(x, y)", [beside[0] - box["x"], beside[1] - box["y"]])
    assert name == "click" and (place["x"], place["y"]) == pytest.approx(seen)
    assert place["reach"] == pytest.approx(12 / page.evaluate("compare.view.scale"))
    assert page.evaluate("compare.slider.share") == pytest.approx(0.1), "a click leaves the line where it is"


def test_the_view_goes_to_a_framed_box_once(page):
    frame = {"box": [300, 420, 30, 20], "visit": 1}
    page.evaluate("(frame) => show({ frame })", frame)
    assert page.evaluate("[compare.view.x, compare.view.y]") == [315, 430]
    page.evaluate("compare.view.fit()")
    page.evaluate("(frame) => { show({ frame }); mount(); show({ frame }); }", frame)
    assert page.evaluate("compare.view.isFit")
