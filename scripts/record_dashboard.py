"""Record the moving picture of the README: the sample in the dashboard, its mask, and the slider of the comparison.

python scripts/record_dashboard.py --out docs/screenshots/restore.webp

It needs Playwright and Chromium.
"""

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts.dashboard_server import serve  # noqa: E402 - the path comes first

if TYPE_CHECKING:
    from playwright.sync_api import Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZE = {"width": 1200, "height": 980}
WIDTH = 900  # px of the moving picture
STAY, STEP = 1600, 90  # ms that a view stays, and a step of the slider
PLACES = [*range(50, 88, 3), *range(88, 12, -3), *range(12, 50, 3)]  # of the slider, % of the width


class Recording:
    """Pictures of a page, each with the time that it is shown."""

    def __init__(self, page: "Page") -> None:
        """Take the page."""
        self._page = page
        self._frames: list[Image.Image] = []
        self._times: list[int] = []

    def take(self, milliseconds: int) -> None:
        """Take a picture, to be shown so long."""
        with Image.open(io.BytesIO(self._page.screenshot())) as shot:
            self._frames.append(shot.convert("RGB").resize((WIDTH, WIDTH * shot.height // shot.width)))
        self._times.append(milliseconds)

    def save(self, path: Path) -> None:
        """Write them as a WebP that repeats."""
        first, *others = self._frames
        first.save(path, append_images=others, save_all=True, duration=self._times, loop=0, quality=70, method=6)


def record(page: "Page", address: str) -> Recording:
    """Restore the sample in a page, and record it."""
    recording = Recording(page)
    page.goto(address)
    page.get_by_text("marked as damage").wait_for(timeout=180_000)
    page.wait_for_timeout(4000)
    recording.take(STAY)
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("Digital hypothesis").wait_for(timeout=180_000)
    page.wait_for_timeout(3000)
    view = page.locator(".viewer .stage").first.bounding_box() or {}
    recording.take(STAY // 2)
    y = view["y"] + view["height"] / 2
    page.mouse.move(view["x"] + view["width"] / 2, y)
    page.mouse.down()
    for place in PLACES:
        page.mouse.move(view["x"] + view["width"] * place / 100, y)
        page.wait_for_timeout(120)
        recording.take(STEP)
    page.mouse.up()
    return recording


def main() -> None:
    """Serve the dashboard, record it, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots" / "restore.webp")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with serve() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        record(browser.new_page(viewport=SIZE), address).save(options.out)
        browser.close()
    print(f"{options.out}: {options.out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
