"""Measure what the dashboard costs while a tab is open and nobody does anything: processor time and lines in its log.

Starts the server, opens a page in a headless Chromium, waits until the page has settled, and then counts.
"""

import argparse
import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
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


def wait_until_healthy(url: str, seconds: float = 60) -> None:
    """Wait until the server answers; raises `TimeoutError`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"no dashboard at {url}")


def processor_seconds(process: psutil.Process) -> float:
    """Return the processor time, s, that a process and its children have used."""
    return sum(sum(part.cpu_times()[:2]) for part in (process, *process.children(recursive=True)))


def measure(flags: list[str], settle: float, seconds: float) -> tuple[float, int]:
    """Return the share of a core that the server uses, and the lines that it logs, in the seconds after settling."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    options = ["--server.headless", "true", "--server.port", str(port), *flags]
    server_command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log, profile = Path(folder, "server.log"), Path(folder, "profile")
        browser = [shutil.which("chromium") or "chromium", *CHROMIUM_FLAGS, f"--user-data-dir={profile}"]
        with running(server_command, log) as server:
            wait_until_healthy(url)
            with running([*browser, "--remote-debugging-port=0", url], Path(folder, "browser.log")):
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
