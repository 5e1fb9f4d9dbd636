"""The editor in the browser draws exactly the pixels that the package stores."""

import base64

import numpy as np
import pytest

from restoration.app.components import join_files
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.editing.history import Stroke
from restoration.editing.replay import draw_stroke
from restoration.editing.serialization import step_to_json

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

HEIGHT, WIDTH = 230, 300  # px
DRAW = """([strokes, width, height]) => {
  const tile = new MaskTile(new Pyramid(width, height).tile(0, 0, 0), null);
  return strokes.map(({ shape, points, width: wide, kind, protected: kept }) => {
    const number = (key) => (key === null ? null : KIND_KEYS.indexOf(key));
    const ink = new Ink(number(kind), kept.map(number));
    (shape === "area" ? new AreaStep([points], ink) : new LineStep(points, wide, ink)).draw(tile);
    return btoa(String.fromCharCode(...tile.pixels.map((value) => value && (value >> 6) + 1)));
  });
}"""


@pytest.fixture
def draw_in_browser(page):
    page.add_script_tag(
        content=join_files(("tiles", "editor"), "js").replace("export default function", "function main")
    )

    def draw(strokes):
        entries = [{"protected": [], **step_to_json(stroke)} for stroke in strokes]
        return page.evaluate(DRAW, [entries, WIDTH, HEIGHT])

    return draw


def random_strokes(seed, count):
    """Strokes in, across and beyond the picture, many with corners where the rule is decided by a hair."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        points = rng.uniform(-40, 340, (rng.integers(1, 9), 2))
        grid = rng.choice([0.001, 0.5, 1, 32])  # 0.5: centres and corners of pixels; 32: pieces of exactly 64 px
        points = np.round(points / grid) * grid
        width = rng.choice([0, 0.5, 1, 2, 3, 4, rng.uniform(0, 60)])
        kind = [*DAMAGE_KINDS, None][rng.integers(5)]
        yield Stroke.rounded(tuple(map(tuple, points.tolist())), float(width), kind, is_area=bool(rng.random() < 0.4))


def decode(text):
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(HEIGHT, WIDTH)


@pytest.mark.parametrize("seed", [1, 2])
def test_lines_and_areas_cover_the_same_pixels_as_in_the_package(draw_in_browser, seed):
    strokes = list(random_strokes(seed, 150))
    kinds = np.zeros((HEIGHT, WIDTH), np.uint8)
    for stroke, shown in zip(strokes, draw_in_browser(strokes), strict=True):
        draw_stroke(stroke, kinds)
        assert np.array_equal(decode(shown), kinds), stroke


def test_a_single_click_marks_at_least_its_pixel(draw_in_browser):
    [shown] = draw_in_browser([Stroke(((10.9, 20.1),), 0.0, DamageKind.LOSS)])
    assert decode(shown)[20, 10] == 3
    assert np.count_nonzero(decode(shown)) == 1
