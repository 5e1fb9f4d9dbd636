"""Measure every detector and inpainter; the same as `python -m restoration benchmark`.

python scripts/run_benchmark.py --paintings data/originals --quick
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

import typer

from restoration.commands.benchmark import benchmark_command
from restoration.exits import run

if __name__ == "__main__":
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
    app.command()(benchmark_command)
    run(app)
