"""A page with nothing but one component, served with the editor's real routes, and what tests do with the editor."""

import base64
import json

import numpy as np
from starlette.responses import HTMLResponse
from starlette.routing import Route

from restoration.app.components import join_files
from restoration.app.editor.component import editor_data
from restoration.app.editor.routes import editor_routes
from tests.asgi_server import serve_routes

HEIGHT, WIDTH = 700, 900  # px
CRACK, LOSS, ABRASION = 1, 3, 4
SHOWN = """([width, height, layer]) => {
  const shown = new Uint8Array(width * height);
  for (const tile of eval(layer).cache.tiles.values())
    if (!tile.level && tile.bytes)
      tile.bytes.forEach((value, index) => {
        const [column, row] = [tile.x + (index % tile.width), tile.y + Math.floor(index / tile.width)];
        shown[row * width + column] = value && (value >> 6) + 1;
      });
  let text = "";
  shown.forEach((value) => (text += String.fromCharCode(value)));
  return btoa(text);
}"""
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Component</title>
<style>body { margin: 0; padding: 12px 16px; background: var(--st-background-color); }
  :root { --st-text-color: #1c1c1c; --st-background-color: #e4e4e4; --st-secondary-background-color: #d4d4d4;
    --st-border-color: #8a8a8a; --st-primary-color: #262626; --st-button-radius: 4px; }
  :root.dark { --st-text-color: #ececec; --st-background-color: #2e2e2e; --st-secondary-background-color: #3c3c3c;
    --st-border-color: #8a8a8a; --st-primary-color: #dedede; }</style>
<main></main>
<script type="module">
  const { html, css, js, data } = CONTENT;
  const module = await import(URL.createObjectURL(new Blob([js], { type: "text/javascript" })));
  window.triggered = [];
  const setTriggerValue = (...value) => triggered.push(value);
  window.mount = () => { // as if the page had been left and opened again
    const host = document.createElement("div");
    document.querySelector("main").replaceChildren(host);
    window.root = host.attachShadow({ mode: "open" });
    root.innerHTML = `<style>${css}</style>${html}`;
    window.show();
    window.NAME = module.instances.get(root); // for what a test must know of its inside
  };
  window.show = (changes = {}) =>
    module.default({ parentElement: root, data: { ...data, ...changes }, setTriggerValue });
  window.mount();
</script></html>"""


def component_page(name, instances, data):
    """The HTML of a page with the component in the folder `name`; its script has its instances by element."""
    html, css, js = (join_files(("tiles", name), suffix) for suffix in ("html", "css", "js"))
    js += f"\nexport {{ {instances} as instances }};"
    content = json.dumps({"html": html, "css": css, "js": js, "data": data}).replace("</", "<\\/")
    return PAGE.replace("CONTENT", content).replace("window.NAME", f"window.{name}")


def editor_page(session):
    """The HTML of a page with the editor of an open painting."""
    return component_page("editor", "editors", editor_data(session, title="A field", shows_change=False))


def serve_page(html):
    """Serve the page and the editor's routes in a thread; gives the address."""

    def page(request):
        return HTMLResponse(html)

    return serve_routes([Route("/", page), *editor_routes()])


# On a busy machine a row of tools may take its place only after a key was pressed, and move the picture.
PLACE_AT_REST = """async ([x, y]) => {
  let before = [];
  for (;;) {
    await new Promise(requestAnimationFrame);
    const box = editor.stage.getBoundingClientRect(), at = editor.view.toWindow(x, y);
    const now = [box.x + at[0], box.y + at[1]];
    if (now[0] === before[0] && now[1] === before[1]) return now;
    before = now;
  }
}"""


def place(page, x, y):
    """Return where a point of the picture is in the window of the page, once that is the same in two frames."""
    return page.evaluate(PLACE_AT_REST, [x, y])


def drag(page, *points):
    page.mouse.move(*place(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, *point), steps=3)
    page.mouse.up()


def wait_until_saved(page):
    """Wait until the server has all, and the browser has the server's tiles."""
    cache = "editor.mask.cache"
    is_there = "typeof editor !== 'undefined'"  # after a reload, the page may not have begun yet
    page.wait_for_function(f"{is_there} && editor.queue.isEmpty && !{cache}.outdated.size && !{cache}.loading.size")


def shown(page, layer="editor.mask"):
    """Return (H, W) uint8: the kinds that the browser shows in a layer of the editor."""
    text = page.evaluate(SHOWN, [WIDTH, HEIGHT, layer])
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(HEIGHT, WIDTH)


def assert_stored_as_shown(page, job):
    before = shown(page)
    wait_until_saved(page)
    assert np.array_equal(before, job.kinds()), "what was shown at once must be what is stored"
    assert np.array_equal(shown(page), job.kinds()), "what comes from the server must be the same"
