"""Measure what the dashboard costs while a tab is open and nobody does anything: processor time and lines in its log.

Starts the server, opens a page in a headless Chromium, waits until the page has settled, and then counts.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts.dashboard_server import serve  # noqa: E402 - the path comes first

CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HIGHEST_SHARE = 0.02  # of a core; an idle server stays below it


@contextlib.contextmanager
def running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command with its output in a file; end it, if it still runs, and wait for it."""
    with log.open("wb") as file, subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file) as process:
        try:
            yield process
        finally:
            process.terminate()


def processor_seconds(process: psutil.Process) -> float:
    """Return the processor time, s, that a process and its children have used."""
    return sum(sum(part.cpu_times()[:2]) for part in (process, *process.children(recursive=True)))


def measure(flags: list[str], settle: float, seconds: float) -> tuple[float, int]:
    """Return the share of a core that the server uses, and the lines that it logs, in the seconds after settling."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log, profile = Path(folder, "server.log"), Path(folder, "profile")
        browser = [shutil.which("chromium") or "chromium", *CHROMIUM_FLAGS, f"--user-data-dir={profile}"]
        with (
            log.open("wb") as file,
            serve("streamlit_app.py", *flags, log=file) as (url, server),
            running([*browser, "--remote-debugging-port=0", url], Path(folder, "browser.log")),
        ):
            time.sleep(settle)
            process = psutil.Process(server.pid)
            if not any(connection.status == psutil.CONN_ESTABLISHED for connection in process.net_connections()):
                raise ConnectionError("Chromium has not opened the page")
            used, lines, start = processor_seconds(process), log.read_bytes().count(b"\n"), time.monotonic()
            time.sleep(seconds)
            share = (processor_seconds(process) - used) / (time.monotonic() - start)
            return share, log.read_bytes().count(b"\n") - lines


def main() -> int:
    """Print both figures; the exit code is 1 where the server is busier than it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settle", type=float, default=60, help="seconds that the page may take to be ready")
    parser.add_argument("--seconds", type=float, default=30, help="seconds to measure")
    parser.add_argument("flags", nargs="*", help="more options of streamlit run, after --")
    arguments = parser.parse_args()
    share, lines = measure(arguments.flags, arguments.settle, arguments.seconds)
    print(f"{share:.1%} of a core and {lines} log lines in {arguments.seconds:g} s with an open tab")
    return int(share > HIGHEST_SHARE)


if __name__ == "__main__":
    sys.exit(main())
