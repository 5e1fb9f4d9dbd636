"""`dashboard`: start the dashboard from a checkout or from the installed package."""

import subprocess
import sys
from typing import Annotated

import typer

from restoration.paths import ROOT


def dashboard_command(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets the whole network in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
) -> None:
    """Start the dashboard in the browser; Ctrl+C ends it.

    Example: `python -m restoration dashboard --port 8600`
    """
    address = ["--server.address", host, "--server.port", str(port)]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *address]
    raise typer.Exit(subprocess.run(command, check=False).returncode)
