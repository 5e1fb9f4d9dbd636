"""All commands together: `python -m restoration`, or `painting-restoration`; among them the one for the dashboard."""

import subprocess
import sys
from typing import Annotated

import typer

from restoration import __version__
from restoration.addresses import is_loopback
from restoration.cli import terminal
from restoration.cli.benchmark import benchmark_command
from restoration.cli.damage import damage_command
from restoration.cli.enlarge import enlarge_command
from restoration.cli.extend import extend_command
from restoration.cli.fetch import fetch_command
from restoration.cli.map import map_command
from restoration.cli.regions import regions_command
from restoration.cli.repaint import repaint_command
from restoration.cli.restore import demo_command, detect_command, inpaint_command, restore_command
from restoration.cli.runner import make_app, run_app
from restoration.cli.select import select_command
from restoration.cli.subject import subject_command
from restoration.cli.teach import teach_command
from restoration.cli.train import train_command
from restoration.cli.train_enlarger import train_enlarger_command
from restoration.cli.train_inpainter import train_inpainter_command
from restoration.cli.weights import weights_command
from restoration.disk_arrays import allow_many_arrays
from restoration.paths import ROOT


def dashboard_command(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets the whole network in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
) -> None:
    """Start the dashboard in the browser; Ctrl+C ends it.

    Example: `python -m restoration dashboard --port 8600`
    """
    if not is_loopback(host):
        terminal.err.print(
            f"Hosted on {host}: everybody who reaches this address can use the dashboard, without a password. Visitors "
            "see data/ and the folders in RESTORATION_FOLDERS. Read docs/hosting.md first."
        )
    address = ["--server.address", host, "--server.port", str(port)]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), *address]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


app = make_app()


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Find cracks and losses in photographs of paintings, and fill them.

    The result is a digital hypothesis: outside the mask every pixel equals the decoded input, unless --relief asks for
    more; then a second mask shows what else was changed.
    Start with `python -m restoration demo`, which needs no picture of yours.
    """
    if version:
        terminal.out.print(__version__)
    elif context.invoked_subcommand is None:
        terminal.out.print(context.get_help())


app.command("restore")(restore_command)
app.command("detect")(detect_command)
app.command("inpaint")(inpaint_command)
app.command("extend")(extend_command)
app.command("enlarge")(enlarge_command)
app.command("repaint")(repaint_command)
app.command("teach")(teach_command)
app.command("map")(map_command)
app.command("regions")(regions_command)
app.command("select")(select_command)
app.command("subject")(subject_command)
app.command("demo")(demo_command)
app.command("dashboard")(dashboard_command)
app.command("benchmark")(benchmark_command)
app.command("damage")(damage_command)
app.command("fetch")(fetch_command)
app.command("train")(train_command)
app.command("train-inpainter")(train_inpainter_command)
app.command("train-enlarger")(train_enlarger_command)
app.command("weights")(weights_command)


def main() -> None:
    """Run the command line; see `runner.run_app` for how it ends."""
    allow_many_arrays()
    run_app(app)
