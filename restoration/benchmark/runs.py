"""The runs that are kept: one folder for each, the reference among them."""

import io
import re
import zipfile
from pathlib import Path

from restoration.benchmark.results import COST, RUN, SCORES
from restoration.errors import BadRequest, reason

FOLDER = Path(__file__).parents[2] / "data" / "benchmarks"
REFERENCE = "reference"  # the run behind the README's tables

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def kept() -> list[str]:
    """The names of all runs that are finished, the reference first."""
    names = (path.parent.name for path in FOLDER.glob(f"*/{RUN}"))
    return sorted(names, key=lambda name: (name != REFERENCE, name))


def place_for(name: str) -> Path:
    """The folder for a run of that name.

    Raises:
        BadRequest: the name has letters that a folder should not have, or is that of the reference.
    """
    if not _NAME.fullmatch(name):
        raise BadRequest(f"A run cannot be called {name!r}.", hint="Use up to 64 letters, digits, hyphens and _.")
    if name == REFERENCE:
        raise BadRequest("The reference run is not written over.", hint="Choose another name.")
    return FOLDER / name


def zipped(folder: Path) -> bytes:
    """The three files of a run as one zip.

    Raises:
        BadRequest: one of them cannot be read.
    """
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (SCORES, COST, RUN):
                archive.write(folder / name, f"{folder.name}/{name}")
    except OSError as error:
        raise BadRequest(f"The run in {folder} cannot be read ({reason(error)}).", hint="Run it again.") from error
    return file.getvalue()
