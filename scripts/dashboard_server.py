"""A dashboard of its own, on a free port, for what measures or tests it in a browser."""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]


@contextmanager
def serve(
    script: str = "streamlit_app.py", *flags: str, log: IO[bytes] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Serve a script until the body ends; give the address and the process.

    Args:
        script: its path in the project.
        flags: more options of streamlit run.
        log: where the server writes; by default its output is dropped, and its errors are shown.
    """
    port = free_port()
    options = ["--server.headless", "true", "--server.port", str(port), *flags]
    with subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=log or subprocess.DEVNULL,
        stderr=log,
    ) as server:
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_until_healthy(address: str, seconds: float = 60) -> None:
    """Wait until the server answers; raises `TimeoutError`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"no dashboard at {address}")


if __name__ == "__main__":
    argparse.ArgumentParser(
        description="A part of other scripts, which serve a dashboard to measure it; it does nothing by itself. To use "
        "the dashboard: python -m restoration dashboard."
    ).parse_args()
