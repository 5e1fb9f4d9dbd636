"""How quickly and how rightly a mask is corrected: both editors of the dashboard in one run, in a real browser.

    python scripts/measure_editor.py --megapixels 24 --rounds 33
    python scripts/measure_editor.py --picture scan.tif --detector opencv --limit-mb 1000

Every stroke that the full editor sends is compared with what the hand did, and the mask on the server with a replay of
the strokes. Exit code 1: a stroke or a pixel was wrong. It needs Playwright and Chromium.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from restoration.editing.replay import apply_steps  # noqa: E402 - the path comes first
from restoration.editing.serialization import steps_from_json  # noqa: E402
from restoration.imaging.tile_pyramid import TILE_SIDE  # noqa: E402
from scripts.attacks.memory_group import open_memory_group  # noqa: E402
from scripts.attacks.paint import cracked_paint  # noqa: E402
from scripts.dashboard_server import serve  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
RUNNING = '[data-testid="stApp"][data-test-script-state="running"]'
DELAYS = (0, 50, 200)  # ms between a change of the tool and the stroke
TIMES = 7  # that each thing is measured
NEAR = 1.5  # px of the picture: the editor names the pixel under the pointer


def main() -> int:
    """Measure, print the figures, and return the exit code."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="editor-") as folder:
        picture = options.picture or _drawn_picture(Path(folder), options.megapixels)
        with serve() as (address, process), _measured(process.pid, options.limit_mb), _opened_page() as page:
            _choose_detector(page, address, options.detector)
            shown, found = _open_painting(page, picture)
            print(f"{picture.name}: first view after {shown:.1f} s, damage found {found:.1f} s later", flush=True)
            full = FullEditor(page, reads_mask=not options.strokes_only)
            wrong = full.check_sequences(options.rounds)
            times = {"full": full.measure()}
            wrong += full.check_mask()
            times["simple"] = SimpleEditor(page).measure()
    _print_times(times)
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    print(f"{full.count} strokes, {len(wrong)} wrong")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--picture", type=Path, help="a photograph; by default one is drawn")
    parser.add_argument("--detector", default="U-Net", help="its label on the page, or a part of that")
    parser.add_argument("--limit-mb", type=float, default=4000.0, help="memory of the server, where it can be limited")
    parser.add_argument("--megapixels", type=float, default=24.0, help="of the drawn picture")
    parser.add_argument("--strokes-only", action="store_true", help="do not compare the masks, which takes minutes")
    parser.add_argument("--rounds", type=int, default=12, help="of strokes after each delay")
    return parser.parse_args()


def _drawn_picture(folder: Path, megapixels: float) -> Path:
    height = round((megapixels * 1e6 * 2 / 3) ** 0.5)
    path = folder / "painting.png"
    Image.fromarray(cracked_paint(height * 3 // 2, height, seed=5)).save(path, compress_level=1)
    return path


@contextmanager
def _opened_page() -> "Iterator[Page]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


@contextmanager
def _measured(server: int, limit_mb: float) -> Iterator[None]:
    """Limit the memory of the server, and print at the end what it has held at most, without copies of files."""
    with closing(open_memory_group(1e6 * limit_mb)) as group:
        group.enter(server)
        has_ended = threading.Event()

        def sample() -> None:
            while not has_ended.wait(0.1):
                group.sample()

        threading.Thread(target=sample, daemon=True).start()
        try:
            yield
        finally:
            has_ended.set()
            limit = f"of {limit_mb:.0f} MB" if group.is_limited else "without a limit"
            print(f"server: at most {group.peak / 1e6:.0f} MB {limit}, {group.killed()} processes killed", flush=True)


def _choose_detector(page: "Page", address: str, label: str) -> None:
    page.goto(address)
    page.locator(".editor .stage").wait_for(timeout=60_000)  # the sample; what the server loads but once is there then
    page.get_by_text("Upload", exact=True).click(timeout=60_000)
    _rest(page)
    page.get_by_role("combobox", name="Find damage with").click()
    page.get_by_role("option").filter(has_text=label).click()
    _rest(page)


def _open_painting(page: "Page", picture: Path) -> tuple[float, float]:
    """Open the picture where it lies, find its damage; return the seconds until it was shown, and from there on."""
    page.get_by_role("button", name="From this computer").click()
    page.get_by_label("File or folder").fill(str(picture.absolute()))
    page.keyboard.press("Enter")
    with page.expect_response("**/image/original/**", timeout=600_000):
        page.get_by_role("button", name="Open this picture").click(timeout=60_000)
        start = time.perf_counter()
    shown = time.perf_counter()
    page.get_by_text("marked as damage").filter(has_not_text="1320 × 880").wait_for(timeout=3_600_000)
    page.locator(".editor .stage").wait_for(timeout=60_000)
    found = time.perf_counter()
    _rest(page)
    page.keyboard.press("Escape")  # the menu in which it was opened
    return shown - start, found - shown


def _rest(page: "Page") -> None:
    """Wait until the page's script has ended."""
    page.wait_for_selector(AT_REST, state="attached", timeout=300_000)


def _timed(act: Callable[[], object], wait: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    wait()
    return time.perf_counter() - start


class FullEditor:
    """The editor that runs in the browser."""

    def __init__(self, page: "Page", *, reads_mask: bool = True) -> None:
        """Take a page on which the editor shows a painting, and read its mask, which `check_mask` needs."""
        self.page, self.count = page, 0
        self.sent: list[dict[str, Any]] = []
        page.on("request", self._note_commands)
        self.stage = page.locator(".editor .stage")
        self.address = self._address()
        self.before = self._mask() if reads_mask else None

    def _note_commands(self, request: "Request") -> None:
        if request.url.endswith("/commands"):
            known = {command["number"] for command in self.sent}
            commands = json.loads(request.post_data or "{}").get("commands", [])
            self.sent += [command for command in commands if command["number"] not in known]

    def _address(self) -> str:
        """Return the address of the editor's requests, with its secret."""
        urls = self.page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        tile = next(url for url in urls if "/editor/" in url and "/image/" in url)
        return tile[: tile.index("/image/")]

    def _mask(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return the kind map that the server has."""
        rows = []
        for row in range(1000):
            tiles = []
            for column in range(1000):
                answer = self.page.request.get(f"{self.address}/mask/0/{column}/{row}")
                if answer.status == 404:
                    break
                tiles.append((answer.status, answer.body()))
            if not tiles:
                break
            rows.append(tiles)
        return self._join(rows)

    def _join(self, rows: list[list[tuple[int, bytes]]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
        width, height = self._picture_size()
        kinds = np.zeros((height, width), np.uint8)
        for row, tiles in enumerate(rows):
            for column, (status, body) in enumerate(tiles):
                window = kinds[row * TILE_SIDE : (row + 1) * TILE_SIDE, column * TILE_SIDE : (column + 1) * TILE_SIDE]
                if status == 200:
                    codes = np.frombuffer(body, np.uint8).reshape(window.shape)
                    window[:] = np.where(codes, codes // 64 + 1, 0)
        return kinds

    def _picture_size(self) -> tuple[int, int]:
        text = self.page.get_by_text("marked as damage").first.inner_text()
        width, height = text.split(" px")[0].split(" × ")
        return int(width), int(height)

    def check_sequences(self, rounds: int) -> list[str]:
        """Draw right after changes of the tool and after pans, and return what went wrong."""
        wrong = []
        self.page.get_by_role("button", name="1:1").click()
        for delay in DELAYS:
            for number in range(rounds):
                wrong += self._check_stroke("b", "crack", 0, number)
                wrong += self._check_stroke("e", None, delay, number)
        for number in range(rounds):
            self._pan()
            wrong += self._check_stroke("b", "crack", 0, number)
        wrong += self._check_strokes_while_filling(rounds)
        return wrong

    def _check_strokes_while_filling(self, rounds: int) -> list[str]:
        self.page.get_by_role("button", name="Restore").click()
        stop = self.page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop")
        stop.wait_for(timeout=60_000)
        wrong = []
        for number in range(rounds):
            wrong += self._check_stroke("be"[number % 2], ("crack", None)[number % 2], 50, number)
        if stop.count():
            stop.click()
        _rest(self.page)
        return wrong

    def _pan(self) -> None:
        mouse, (x, y) = self.page.mouse, self._point(0.5, 0.5)
        self.page.keyboard.down(" ")
        mouse.move(x, y)
        mouse.down()
        mouse.move(x - 30, y - 10, steps=3)
        mouse.up()
        self.page.keyboard.up(" ")

    def _point(self, right: float, down: float) -> tuple[float, float]:
        box = self.stage.bounding_box() or {}
        return box["x"] + box["width"] * right, box["y"] + box["height"] * down

    def _check_stroke(self, key: str, kind: str | None, delay: int, number: int) -> list[str]:
        """Press a key, wait, draw, and return what is wrong with the stroke that was sent."""
        mouse, (x, y) = self.page.mouse, self._point(0.2 + 0.02 * (number % 25), 0.3 + 0.015 * (number % 20))
        self.count += 1
        known, began = len(self.sent), self.count
        mouse.move(x, y)
        self.page.keyboard.press(key)
        if delay:
            time.sleep(delay / 1000)
        mouse.down()
        start = self._place()
        mouse.move(x + 40, y + 25, steps=6)
        end = self._place()
        mouse.up()
        self._wait_until_sent(known + 1)
        if len(self.sent) != known + 1:
            return [f"stroke {began}: {len(self.sent) - known} commands were sent"]
        step = self.sent[-1].get("step") or {}
        ends = [step.get("points", [[-9, -9]])[place] for place in (0, -1)]
        far = np.abs(np.subtract(ends, np.add((start, end), 0.5))).max()
        if step.get("kind") == kind and far <= NEAR:
            return []
        return [f"stroke {began}, key {key}, {delay} ms: {step.get('kind')} at {ends}, drawn from {start} to {end}"]

    def _place(self) -> tuple[int, int]:
        """Return the pixel under the pointer, as the editor names it."""
        x, y = self.page.locator(".editor .place").inner_text().split(",")
        return int(x), int(y)

    def _wait_until_sent(self, count: int) -> None:
        deadline = time.monotonic() + 5
        while len(self.sent) < count and time.monotonic() < deadline:
            self.page.wait_for_timeout(5)

    def check_mask(self) -> list[str]:
        """Compare the server's mask with the strokes that were sent, drawn here again, if it was read."""
        if self.before is None:
            return []
        time.sleep(1)
        steps: list[Any] = []
        undone: list[Any] = []
        for command in self.sent:
            if command["do"] == "undo":
                undone.append(steps.pop())
            elif command["do"] == "redo":
                steps.append(undone.pop())
            else:
                steps += steps_from_json([command["step"]], self.before.shape)
        expected = apply_steps(self.before, tuple(steps))
        wrong = int(np.count_nonzero(expected != self._mask()))
        return [f"{wrong} pixels of the mask differ from the strokes"] if wrong else []

    def measure(self) -> dict[str, float]:
        """Return the seconds of each action, the median of several."""
        page, mouse = self.page, self.page.mouse
        frame = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        next_frame = lambda: page.evaluate(frame)  # noqa: E731

        def stroke() -> float:
            x, y = self._point(0.3, 0.4)
            known = len(self.sent)
            mouse.move(x, y)
            mouse.down()
            mouse.move(x + 60, y + 20, steps=5)
            with page.expect_response("**/commands"):
                start = time.perf_counter()
                mouse.up()
            self._wait_until_sent(known + 1)
            return time.perf_counter() - start

        def wheel() -> None:
            mouse.move(*self._point(0.5, 0.5))
            mouse.wheel(0, -120)

        page.keyboard.press("b")
        times = {
            "stroke stored": median(stroke() for _ in range(TIMES)),
            "tool change": median(_timed(lambda: page.keyboard.press("e"), next_frame) for _ in range(TIMES)),
            "five steps of size": median(
                _timed(lambda: [page.keyboard.press("]") for _ in range(5)], next_frame) for _ in range(TIMES)
            ),
            "pan": median(_timed(self._pan, next_frame) for _ in range(TIMES)),
            "zoom": median(_timed(wheel, next_frame) for _ in range(TIMES)),
            "undo": median(_timed(lambda: page.keyboard.press("Control+z"), next_frame) for _ in range(TIMES)),
        }
        self._wait_until_sent(len(self.sent) + 1)
        return times


class SimpleEditor:
    """The canvas that the server draws."""

    def __init__(self, page: "Page") -> None:
        """Change the page to this editor."""
        self.page = page
        page.get_by_role("button", name="Editor").click()
        page.get_by_text("Simple", exact=True).click()
        page.keyboard.press("Escape")
        page.locator("iframe, canvas").first.wait_for(timeout=60_000)
        _rest(page)
        time.sleep(2)

    def measure(self) -> dict[str, float]:
        """Return the seconds of each action, the median of several."""
        page, mouse = self.page, self.page.mouse
        box = page.locator(".st-key-surround canvas").first.bounding_box() or {}

        def stroke() -> None:
            mouse.move(box["x"] + 100, box["y"] + 100)
            mouse.down()
            mouse.move(box["x"] + 160, box["y"] + 120, steps=5)
            mouse.up()

        def click(name: str) -> None:
            page.get_by_text(name, exact=True).first.click()

        tools = iter(["Line", "Brush"] * TIMES)
        zooms = iter(["1:1", "2:1"] * TIMES)
        brush = page.get_by_role("slider", name="Brush")
        return {
            "stroke stored": self._median(stroke),
            "tool change": self._median(lambda: click(next(tools))),
            "five steps of size": self._median(lambda: [brush.press("ArrowRight") for _ in range(5)]),
            "zoom": self._median(lambda: click(next(zooms))),
            "pan": self._median(lambda: page.keyboard.press("Shift+ArrowRight")),
            "undo": self._median(lambda: page.get_by_role("button", name="Undo").first.click()),
        }

    def _median(self, act: Callable[[], object]) -> float:
        return median(_timed(act, self._wait) for _ in range(TIMES))

    def _wait(self) -> None:
        """Wait until the script has begun and ended."""
        try:
            self.page.wait_for_selector(RUNNING, state="attached", timeout=2000)
        except Exception:  # it was too quick to be seen
            return
        _rest(self.page)


def _print_times(times: dict[str, dict[str, float]]) -> None:
    print(f"{'median, ms':22}{'full':>10}{'simple':>10}{'ratio':>8}")
    for name, seconds in times["full"].items():
        other = times["simple"][name]
        print(f"{name:22}{seconds * 1000:>10.0f}{other * 1000:>10.0f}{other / seconds:>8.1f}")


if __name__ == "__main__":
    sys.exit(main())
