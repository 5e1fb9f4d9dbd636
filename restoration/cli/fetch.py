"""`fetch`: download free paintings from The Metropolitan Museum of Art, with their data."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.errors import BadRequest
from restoration.museum.base import DEFAULT_PAUSE, MuseumSearch, PhotoSize

DEFAULTS = MuseumSearch()

Folder = Annotated[Path, typer.Option("--out", "--output", "-o", metavar="DIR", help="Folder; it is made if missing.")]
MinYear = Annotated[int, typer.Option("--min-year", "--min_year", metavar="YEAR", help="Made in this year or later.")]
MaxYear = Annotated[int, typer.Option("--max-year", "--max_year", metavar="YEAR", help="Made in this year or earlier.")]
Limit = Annotated[
    int, typer.Option(min=1, max=1_000_000, help="Number of works, including those that are there already.")
]
Department = Annotated[
    str, typer.Option(help="Name or number of a department; an unknown name prints the list of departments.")
]
Medium = Annotated[str, typer.Option(help="The museum's own term, such as Paintings. Only paintings are downloaded.")]
Query = Annotated[str, typer.Option(help="Words anywhere in the museum's record.")]
SizeKey = Annotated[
    str,
    typer.Option(
        "--size",
        metavar="original|web|PX",
        help="The museum's largest file, which shows hairline cracks; its smaller file for the web; "
        "or a JPEG whose longer side has this many pixels.",
    ),
]
Pause = Annotated[
    float, typer.Option(min=0.0, max=3600.0, metavar="SECONDS", help="Pause between two requests to the museum.")
]
Api = Annotated[str | None, typer.Option(metavar="URL", help="A mirror of the museum's API.")]


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
    `originals.csv` with their data. A second run continues where the first stopped and downloads nothing twice.

    Example: `python -m restoration fetch --max-year 1500 --limit 20`
    """
    from restoration.downloading.client import Client  # it loads requests, so it is imported only here
    from restoration.museum import met
    from restoration.museum.fetching import fetch_photographs
    from restoration.museum.photo_folder import PhotoFolder

    if min_year > max_year:
        raise BadRequest(f"The years {min_year} to {max_year} contain no year.", hint="Swap them.")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would report every retry
    client = Client(pause)
    museum = met.Met(client, api or met.API)
    search = MuseumSearch(query, department, medium, min_year, max_year)
    with terminal.BatchProgress(limit) as progress:
        photo_folder = PhotoFolder(folder, PhotoSize(size), client, progress.step("downloading"))
        for outcome in fetch_photographs(museum, search, limit, photo_folder):
            progress.report(outcome)
    if progress.has_failures:
        raise typer.Exit(1)
