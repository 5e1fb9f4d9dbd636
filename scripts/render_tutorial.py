"""Run the notebooks of the tutorial, and write them as pages with their figures.

python scripts/render_tutorial.py
python scripts/render_tutorial.py --quick docs/tutorial/2*.ipynb
"""

import argparse
import os
import sys
import time
from pathlib import Path

try:
    import nbformat
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor
except ModuleNotFoundError as error:
    sys.exit(f"{error}. Install what the tutorial needs: pip install -r requirements-tutorial.txt")

from restoration.errors import RestorationError
from restoration.files import ensure_folder, write_bytes

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "tutorial"
SECONDS_PER_CELL = 1800  # a training on a slow machine


class BrokenNotebook(RestorationError):
    """A cell of a notebook ends with an error."""

    hint = "Open it with `make tutorial` and run its cells."


def run_notebook(path: Path) -> nbformat.NotebookNode:
    """Return the notebook with the outputs of its cells; raise `BrokenNotebook` if one of them fails."""
    notebook = nbformat.read(path, as_version=4)
    quiet = ["--log-level=ERROR"]  # else a kernel warns of its own channel
    runner = ExecutePreprocessor(timeout=SECONDS_PER_CELL, kernel_name="python3", extra_arguments=quiet)
    try:
        runner.preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    except CellExecutionError as error:
        raise BrokenNotebook(f"{path.name}: a cell ends with {error.ename}: {error.evalue}.") from error
    return notebook


def main() -> None:
    """Run one notebook after the other; the later ones use what the earlier ones learnt."""
    parser = argparse.ArgumentParser(description="Run the notebooks of the tutorial and write them as pages.")
    parser.add_argument("notebooks", type=Path, nargs="*", metavar="NOTEBOOK", help="all of the tutorial by default")
    parser.add_argument("--output", type=Path, default=ROOT / "out" / "tutorial", help="folder; it is made if missing")
    parser.add_argument("--quick", action="store_true", help="a trial of all cells; the figures then say nothing")
    args = parser.parse_args()
    if args.quick:
        os.environ["TUTORIAL"] = "quick"
    try:
        ensure_folder(args.output)
        for path in args.notebooks or sorted(FOLDER.glob("*.ipynb")):
            start = time.monotonic()
            page, _ = HTMLExporter().from_notebook_node(run_notebook(path))
            write_bytes(args.output / f"{path.stem}.html", page.encode())
            print(f"{args.output / path.stem}.html, {time.monotonic() - start:.0f} s", flush=True)
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


if __name__ == "__main__":
    main()
