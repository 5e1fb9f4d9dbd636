"""A page with nothing but the mask editor, served with the editor's real routes, and what tests do with it."""

import base64
import json
from contextlib import contextmanager
from threading import Thread
from time import sleep

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from restoration.app.components import join_files
from restoration.app.editor.routes import editor_routes
from restoration.domain import DAMAGE_KINDS
from restoration.imaging.overlay import KIND_COLOURS

HEIGHT, WIDTH = 700, 900  # px
CRACK, LOSS, ABRASION = 1, 3, 4
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
REVEAL = "export const editorOf = (element) => editors.get(element);"  # for what a test must know of its inside
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Editor</title>
<style>body { margin: 0; padding: 12px 16px; background: var(--st-background-color); }
  :root { --st-text-color: #1c1c1c; --st-background-color: #e4e4e4; --st-secondary-background-color: #d4d4d4;
    --st-border-color: #8a8a8a; --st-primary-color: #262626; --st-button-radius: 4px; }
  :root.dark { --st-text-color: #ececec; --st-background-color: #2e2e2e; --st-secondary-background-color: #3c3c3c;
    --st-border-color: #8a8a8a; --st-primary-color: #dedede; }</style>
<main><div id="host"></div></main>
<script type="module">
  const { html, css, js, data } = CONTENT;
  const root = document.getElementById("host").attachShadow({ mode: "open" });
  root.innerHTML = `<style>${css}</style>${html}`;
  const module = await import(URL.createObjectURL(new Blob([js], { type: "text/javascript" })));
  window.told = [];
  const setTriggerValue = (...value) => told.push(value);
  window.show = (changes = {}) =>
    module.default({ parentElement: root, data: { ...data, ...changes }, setTriggerValue });
  window.show();
  window.editor = module.editorOf(root);
</script></html>"""


def page_of(session):
    """The HTML of a page with the editor of an open painting."""
    height, width = session.painting.image.shape[:2]
    state = session.state("", None)
    kinds = [{"key": kind, "label": kind.capitalize(), "colour": KIND_COLOURS[kind]} for kind in DAMAGE_KINDS]
    data = {
        "secret": session.secret,
        "size": [width, height],
        "version": state.version,
        "steps": state.steps,
        "can_undo": state.can_undo,
        "can_redo": state.can_redo,
        "kinds": kinds,
        "alt": "A field",
        "px_per_mm": None,
        "change": None,
        "layer": "original",
    }
    html, css, js = (join_files(("tiles", "editor"), suffix) for suffix in ("html", "css", "js"))
    content = {"html": html, "css": css, "js": f"{js}\n{REVEAL}", "data": data}
    return PAGE.replace("CONTENT", json.dumps(content).replace("</", "<\\/"))


@contextmanager
def serve_editor(session):
    """Serve the page and the editor's routes in a thread; gives the address."""

    def page(request):
        return HTMLResponse(page_of(session))

    app = Starlette(routes=[Route("/", page), *editor_routes()])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def place(page, x, y):
    """Return where a point of the picture is in the window of the page."""
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
    """Wait until the server has all, and the browser has the server's tiles."""
    page.wait_for_function("editor.queue.isEmpty && !editor.mask.cache.outdated.size")
    page.wait_for_function("!editor.mask.cache.loading.size")


def shown(page):
    """Return (H, W) uint8: the kinds that the browser shows."""
    text = page.evaluate(SHOWN, [WIDTH, HEIGHT])
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(HEIGHT, WIDTH)


def assert_stored_as_shown(page, job):
    before = shown(page)
    wait_until_saved(page)
    assert np.array_equal(before, job.kinds()), "what was shown at once must be what is stored"
    assert np.array_equal(shown(page), job.kinds()), "what comes from the server must be the same"
