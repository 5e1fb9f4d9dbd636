"""Run a command line: exit codes, and one line for each error."""

import io
import logging
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from restoration.cli import terminal
from restoration.errors import RestorationError, Stopped
from restoration.threads import use_own_share

EXIT_INTERRUPTED = 130  # typer's own exit code for Ctrl+C


LARGEST_NUMBER = 2**63 - 1  # what the libraries below take


class _CheckedCommand(TyperCommand):
    """A command that refuses NaN, infinity and huge numbers, which pass typer's own limits."""

    def invoke(self, context: Any) -> Any:  # noqa: ANN401 - as typer's own
        for option in self.params:
            value = context.params.get(option.name)
            if isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
                raise typer.BadParameter("That is no number that can be used.", ctx=context, param_hint=option.opts[:1])
        return super().invoke(context)


class _App(typer.Typer):
    def command(self, name: str | None = None, **settings: Any) -> Callable[..., Any]:  # noqa: ANN401 - as typer's own
        return super().command(name, **{"cls": _CheckedCommand} | settings)


def make_app(command: Callable[..., None] | None = None) -> typer.Typer:
    """Return a command line with the settings that all of ours share; with one command, for a script."""
    app = _App(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
    if command:
        app.command()(command)
    return app


def run_app(app: typer.Typer) -> NoReturn:
    """Run a command line; every error is one line with a cure on standard error.

    Exits with 0 when all is done, 1 when some inputs failed, 2 for a wrong request, 130 after Ctrl+C.
    """
    use_own_share()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file name may hold what this terminal cannot show
    try:
        code = app(standalone_mode=False)
    except Stopped as stopped:
        terminal.err.print(stopped.sentence)
        sys.exit(EXIT_INTERRUPTED)
    except RestorationError as error:
        terminal.err.print(f"Error: {error.sentence}")
        code = 2
    except typer.TyperException as error:
        terminal.err.print(f"Error: {error.format_message()} See --help.")
        code = 2
    if code == EXIT_INTERRUPTED:
        terminal.err.print("Stopped. What was finished is kept.")
    sys.exit(code)
