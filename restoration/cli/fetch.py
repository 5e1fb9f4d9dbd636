"""`fetch`: free paintings from The Metropolitan Museum of Art, with their data."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.errors import BadRequest
from restoration.museum.base import DEFAULT_PAUSE, MuseumSearch, PhotoSize

DEFAULTS = MuseumSearch()

Folder = Annotated[Path, typer.Option("--out", "--output", "-o", metavar="DIR", help="Folder; made if need be.")]
MinYear = Annotated[int, typer.Option("--min-year", "--min_year", metavar="YEAR", help="Made in this year or later.")]
MaxYear = Annotated[int, typer.Option("--max-year", "--max_year", metavar="YEAR", help="Made in this year or earlier.")]
Limit = Annotated[int, typer.Option(min=1, help="So many works, those included that are there already.")]
Department = Annotated[str, typer.Option(help="The museum's name or number of a department; a wrong one lists all.")]
Medium = Annotated[str, typer.Option(help="In the museum's own terms, such as Paintings. Only paintings are taken.")]
Query = Annotated[str, typer.Option(help="Words anywhere in the museum's record.")]
SizeKey = Annotated[
    str,
    typer.Option(
        "--size",
        metavar="original|web|PX",
        help="The museum's largest file, in which hairline cracks show; its file for the web; "
        "or a JPEG of that many pixels along the longer side.",
    ),
]
Pause = Annotated[float, typer.Option(min=0.0, metavar="SECONDS", help="Between two calls to the museum.")]
Api = Annotated[str | None, typer.Option(metavar="URL", help="A mirror of the museum's interface.")]


def fetch_command(
    folder: Folder = Path("data/originals"),
    min_year: MinYear = DEFAULTS.min_year,
    max_year: MaxYear = DEFAULTS.max_year,
    limit: Limit = 120,
    department: Department = DEFAULTS.department,
    medium: Medium = DEFAULTS.medium,
    query: Query = DEFAULTS.query,
    size: SizeKey = "original",
    pause: Pause = DEFAULT_PAUSE,
    api: Api = None,
) -> None:
    """Download free paintings from The Metropolitan Museum of Art.

    Only works in the public domain (CC0) whose dates lie wholly within the years. Writes the photographs, and
    `originals.csv` with what is known of each. Run again, it goes on where it stopped and fetches nothing twice.

    Example: `python -m restoration fetch --max-year 1500 --limit 20`
    """
    from restoration.downloading.client import Client  # the network's library is loaded only where it is needed
    from restoration.museum import met
    from restoration.museum.fetching import fetch_photographs
    from restoration.museum.photo_folder import PhotoFolder

    if min_year > max_year:
        raise BadRequest(f"The years {min_year} to {max_year} hold no time.", hint="Swap them.")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would tell of every retry
    caller = Client(pause)
    museum = met.Met(caller, api or met.API)
    search = MuseumSearch(query, department, medium, min_year, max_year)
    with terminal.BatchProgress(limit) as narrator:
        storeroom = PhotoFolder(folder, PhotoSize(size), caller, narrator.watch("downloading"))
        for outcome in fetch_photographs(museum, search, limit, storeroom):
            narrator.tell(outcome)
    if narrator.has_failures:
        raise typer.Exit(1)
