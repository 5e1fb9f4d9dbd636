"""Visitors who all restore a picture at once, in real browsers, on a real server with little memory."""

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from scripts.attacks import processes
from scripts.attacks.memory_group import MemoryGroup, open_memory_group
from scripts.attacks.paint import cracked_paint
from scripts.attacks.results import Outcome, Verdict
from scripts.dashboard_server import free_port

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MEGAPIXELS = (3.0, 6.0)  # of the visitors' pictures
MAX_HELD = 0.95  # of the memory, at the most
PATIENCE = 900.0  # s that a visitor waits for anything
SECOND_VISITOR = 10.0  # s that a picture may take which the server knows already
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SAMPLING = 0.25  # s between two measurements


@dataclass(frozen=True, slots=True)
class Server:
    """The dashboard, as its visitors reach it."""

    address: str
    process: subprocess.Popen[bytes]


@dataclass(slots=True)
class VisitReport:
    """What became of each visitor, and the server's figures."""

    verdicts: list[tuple[str, Verdict]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def missing_tool() -> str:
    """Return what visitors need and this machine lacks, or an empty text."""
    try:
        import playwright  # noqa: F401 - only whether it is there
    except ImportError:
        return "Playwright is not installed"
    return "" if shutil.which("chromium") else "Chromium is not installed"


def visit(
    count: int, gigabytes: float, seed: int, report: VisitReport, show: Callable[[float, str], None] = lambda *_: None
) -> None:
    """Let `count` visitors restore a picture of their own at once, then one more a picture that is known already.

    Args:
        count: visitors.
        gigabytes: of memory that the server may use; the browser is outside of that.
        seed: of the pictures.
        report: what became of them is added to it, also if they are stopped.
        show: called often with what is going on.
    """
    if missing := missing_tool():
        report.notes.append(f"Visitors: none came, because {missing}.")
        return
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        pictures = [_draw_picture(Path(name), number, seed) for number in range(count)]
        group = open_memory_group(gigabytes * 2**30)
        try:
            with _serve(group) as server:
                asyncio.run(_visit(server, pictures, group, report, show))
        finally:
            group.close()
    if group.is_limited and group.peak > MAX_HELD * gigabytes * 1e9:
        report.verdicts.append(
            ("memory", Verdict(Outcome.FAILED, f"{group.peak / 1e6:.0f} MB were held", memory=group.peak))
        )


def _draw_picture(folder: Path, number: int, seed: int) -> Path:
    """Draw a picture that no run before has shown to a server: it may have kept what it found."""
    rng = np.random.default_rng([seed, number])
    height = round((rng.uniform(*MEGAPIXELS) * 1e6 * 3 / 4) ** 0.5)
    image = cracked_paint(height * 4 // 3, height, seed=number)
    image[0, 0] = np.frombuffer(secrets.token_bytes(3), np.uint8)
    path = folder / f"painting_{number}.png"
    Image.fromarray(image).save(path, compress_level=1)
    return path


@contextmanager
def _serve(group: MemoryGroup) -> Iterator[Server]:
    """Serve the dashboard within the group."""
    port = free_port()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "streamlit_app.py",
            "--server.headless",
            "true",
            "--server.port",
            str(port),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: group.enter(os.getpid()),
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while not _answer(address):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with exit code {server.returncode}")
            time.sleep(SAMPLING)
        yield Server(address, server)
    finally:
        processes.kill_group(server.pid)
        server.wait()


def _answer(address: str) -> float:
    """Return the seconds until the server says that it is healthy, 0 if it does not."""
    began = time.monotonic()
    with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=PATIENCE):
        return time.monotonic() - began
    return 0.0


async def _visit(
    server: Server, pictures: list[Path], group: MemoryGroup, report: VisitReport, show: Callable[[float, str], None]
) -> None:
    from playwright.async_api import async_playwright

    began, slowest = time.monotonic(), 0.0
    finished: list[float] = []

    async def watch(visits: list[asyncio.Task[Verdict]]) -> None:
        while server.process.poll() is None:
            group.sample()
            seconds = time.monotonic() - began
            show(0.0, f"{len(finished)} of {len(pictures)} finished, {seconds:.0f} s, {group.peak / 1e6:.0f} MB")
            await asyncio.sleep(SAMPLING)
        for visit in visits:
            visit.cancel()

    async def ask() -> None:
        nonlocal slowest
        while True:
            asked = time.monotonic()
            await asyncio.to_thread(_answer, server.address)
            slowest = max(slowest, time.monotonic() - asked)
            await asyncio.sleep(1)

    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            visits = [
                asyncio.create_task(_one_visit(browser, server.address, picture, began, finished))
                for picture in pictures
            ]
            watchers = [asyncio.create_task(watch(visits)), asyncio.create_task(ask())]
            for number, verdict in enumerate(await asyncio.gather(*visits, return_exceptions=True), start=1):
                report.verdicts.append((f"visitor {number}", _server_died(verdict, began)))
            if server.process.poll() is None:
                report.verdicts.append(("second visitor", await _second_visit(browser, server.address, pictures[0])))
            for watcher in watchers:
                watcher.cancel()
            await browser.close()
    finally:
        last = max(finished, default=0.0)
        report.notes.append(
            f"Visitors: {len(finished)} of {len(pictures)} finished, the last after {last:.0f} s; "
            f"{group.peak / 1e6:.0f} MB held at the most ({group.facts()}), {group.killed()} processes killed; "
            f"longest wait for an answer {slowest:.1f} s."
        )


def _server_died(verdict: Verdict | BaseException, began: float) -> Verdict:
    """Return the verdict of a visit, also of one that ended because its server did."""
    if isinstance(verdict, asyncio.CancelledError):
        return Verdict(Outcome.FAILED, "the server died", time.monotonic() - began)
    if isinstance(verdict, BaseException):
        raise verdict
    return verdict


async def _one_visit(browser: "Browser", address: str, picture: Path, began: float, finished: list[float]) -> Verdict:
    """Open a picture, restore it, and download the result."""
    from playwright.async_api import Error

    page = await _new_page(browser)
    fault = ""
    try:
        size = await _open_picture(page, address, picture)
        await page.locator(".st-key-restore button").click()
        await page.get_by_text("filled by").first.wait_for()
        fault = await _download_fault(page, size, picture)
        finished += [] if fault else [time.monotonic() - began]
    except Error as error:
        fault = str(error).splitlines()[0]
    finally:
        with suppress(Error):
            await page.context.close()
    return Verdict.of([fault] if fault else [], time.monotonic() - began)


async def _second_visit(browser: "Browser", address: str, picture: Path) -> Verdict:
    """Open a picture in which this server has found the damage already."""
    from playwright.async_api import Error

    page = await _new_page(browser)
    began = time.monotonic()
    try:
        await _open_picture(page, address, picture)
    except Error as error:
        return Verdict.of([str(error).splitlines()[0]], time.monotonic() - began)
    finally:
        with suppress(Error):
            await page.context.close()
    seconds = time.monotonic() - began
    return Verdict.of([f"waited {seconds:.0f} s"] if seconds > SECOND_VISITOR else [], seconds)


async def _new_page(browser: "Browser") -> "Page":
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    return page


async def _open_picture(page: "Page", address: str, picture: Path) -> tuple[int, int]:
    """Upload a picture and wait until its damage is shown; return its width and height in px."""
    with Image.open(picture) as opened:
        width, height = opened.size
    await page.goto(address)
    await page.get_by_role("radio", name="Upload").first.click()
    await page.locator("input[type=file]").first.set_input_files(picture)
    await page.locator(".st-key-headline").get_by_text(f"{width} × {height} px").wait_for()
    await page.locator(".st-key-headline").get_by_text("marked as damage").wait_for()
    return width, height


async def _download_fault(page: "Page", size: tuple[int, int], picture: Path) -> str:
    """Download the restored picture; return what is wrong with it, or an empty text."""
    await page.locator(AT_REST).wait_for()
    async with page.expect_download() as event:
        await page.locator(".st-key-downloads").get_by_role("button", name="Restored picture").first.click()
    path = picture.with_name(f"restored_{picture.name}")
    await (await event.value).save_as(path)
    try:
        with Image.open(path) as restored:
            restored.load()
            return "" if restored.size == size else f"the restored picture has {restored.size} px"
    except (OSError, SyntaxError) as error:
        return f"the restored picture does not open ({error})"
