"""The Restore page in tests without a browser: its elements by their labels, and strokes where the canvas puts them."""

import io
from pathlib import Path

from PIL import Image
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def new_page(token=None):
    page = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    if token is not None:
        page.query_params["work"] = token
    return page


def token_of(page):
    """The secret in the page's address."""
    return page.query_params["work"]


def with_label(elements, label):
    return next(element for element in elements if element.label == label)


def button(page, label):
    return next(button for button in page.button if button.label == label or button.key == label)


def control(page, label):
    return with_label(page.segmented_control, label)


def slider(page, label):
    return with_label(page.slider, label)


def upload(page, name, data):
    control(page, "Painting").set_value("Upload").run()
    return page.sidebar.file_uploader[0].set_value((name, data, "image/png")).run()


def upload_to(page, label, data):
    return with_label(page.file_uploader, label).set_value(("file.png", data, "image/png")).run()


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def job(page):
    return page.session_state["jobs"][page.session_state["source"]]


def draw(page, *lines):
    """Draw straight strokes and let the page see them."""
    put_on_canvas(page, *lines)
    return page.run()


def put_on_canvas(page, *lines):
    """Put straight strokes of the chosen kind on the canvas, in px of the screen; they replace the earlier ones."""
    from restoration.app.restore.canvas import CANVAS_KEY, STROKE_KINDS, _stroke_colour  # importable after a run

    kind = STROKE_KINDS[page.session_state["marks"]]
    objects = [
        {
            "type": "Line",
            "originX": "center",
            "originY": "center",
            "left": (x1 + x2) / 2,
            "top": (y1 + y2) / 2,
            "stroke": _stroke_colour(kind, job(page).canvas.number),
            "strokeWidth": 1,
            "x1": (x1 - x2) / 2,
            "x2": (x2 - x1) / 2,
            "y1": (y1 - y2) / 2,
            "y2": (y2 - y1) / 2,
        }
        for x1, y1, x2, y2 in lines
    ]
    page.session_state[CANVAS_KEY] = {"drawing": {"raw": {"objects": objects}, "data": None}}


def damage_line(page):
    return next(caption.value for caption in page.caption if "marked as damage" in caption.value)


def marked_percent(page):
    return float(damage_line(page).split("%")[0].rsplit(" ", 1)[1])
