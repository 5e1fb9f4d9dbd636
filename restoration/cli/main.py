"""All commands together: `python -m restoration`, or `painting-restoration`."""

from typing import Annotated

import typer

from restoration import __version__
from restoration.cli import terminal
from restoration.cli.benchmark import benchmark_command
from restoration.cli.damage import damage_command
from restoration.cli.dashboard import dashboard_command
from restoration.cli.fetch import fetch_command
from restoration.cli.restore import demo_command, detect_command, inpaint_command, restore_command
from restoration.cli.runner import make_app, run_app
from restoration.cli.train import train_command
from restoration.cli.train_inpainter import train_inpainter_command
from restoration.cli.weights import weights_command

app = make_app()


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Find cracks and losses in photographs of paintings, and fill them.

    The result is a digital hypothesis: outside the mask every pixel equals the decoded input.
    Start with `python -m restoration demo`, which needs no picture of yours.
    """
    if version:
        terminal.out.print(__version__)
    elif context.invoked_subcommand is None:
        terminal.out.print(context.get_help())


app.command("restore")(restore_command)
app.command("detect")(detect_command)
app.command("inpaint")(inpaint_command)
app.command("demo")(demo_command)
app.command("dashboard")(dashboard_command)
app.command("benchmark")(benchmark_command)
app.command("damage")(damage_command)
app.command("fetch")(fetch_command)
app.command("train")(train_command)
app.command("train-inpainter")(train_inpainter_command)
app.command("weights")(weights_command)


def main() -> None:
    """Run the command line; see `runner.run_app` for how it ends."""
    run_app(app)
