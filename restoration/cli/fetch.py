"""`fetch`: download free paintings from museums that give them away, with their data and licences."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.errors import BadRequest
from restoration.museum.base import MuseumSearch, PhotoSize

YEARS = MuseumSearch()

MuseumKey = Annotated[
    str,
    typer.Option(
        "--museum",
        metavar="met|aic|rijksmuseum|commons",
        help="The Metropolitan Museum of Art, the Art Institute of Chicago, the Rijksmuseum, or Wikimedia Commons.",
    ),
]

Folder = Annotated[Path, typer.Option("--out", "--output", "-o", metavar="DIR", help="Folder; it is made if missing.")]
MinYear = Annotated[int, typer.Option("--min-year", "--min_year", metavar="YEAR", help="Made in this year or later.")]
MaxYear = Annotated[int, typer.Option("--max-year", "--max_year", metavar="YEAR", help="Made in this year or earlier.")]
Limit = Annotated[
    int, typer.Option(min=1, max=1_000_000, help="Number of works, including those that are there already.")
]
Department = Annotated[
    str | None,
    typer.Option(
        "--department",
        "--category",
        help="A department of the museum, such as European Paintings; at Wikimedia Commons a category.",
    ),
]
Medium = Annotated[
    str | None, typer.Option(help="The museum's own term, such as canvas. Only paintings are downloaded.")
]
Query = Annotated[str | None, typer.Option(help="Words in the museum's record.")]
OnlyList = Annotated[
    bool, typer.Option("--list", help="Only name each painting that would be downloaded, with its licence.")
]
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
    float | None,
    typer.Option(
        min=0.0, max=3600.0, metavar="SECONDS", help="Pause between two requests; as long as the museum likes it."
    ),
]
Api = Annotated[str | None, typer.Option(metavar="URL", help="A mirror of the museum's API.")]


def fetch_command(
    museum: MuseumKey = "met",
    folder: Folder = Path("data/originals"),
    min_year: MinYear = YEARS.min_year,
    max_year: MaxYear = YEARS.max_year,
    limit: Limit = 120,
    department: Department = None,
    medium: Medium = None,
    query: Query = None,
    size: SizeKey = "original",
    pause: Pause = None,
    api: Api = None,
    only_list: OnlyList = False,
) -> None:
    """Download free paintings from a museum.

    Only works under a free licence whose dates lie wholly within the years. Writes the photographs, and
    `originals.csv` with their data, licence and source. A second run continues where the first stopped and downloads
    nothing twice. What is not chosen is the museum's own: European paintings, where it has a department of them.

    Example: `python -m restoration fetch --museum aic --max-year 1500 --limit 20`
    """
    from restoration.downloading.client import Client  # it loads requests, so it is imported only here
    from restoration.museum.fetching import fetch_photographs, list_artworks
    from restoration.museum.museums import find_museum
    from restoration.museum.photo_folder import PhotoFolder

    if min_year > max_year:
        raise BadRequest(f"The years {min_year} to {max_year} contain no year.", hint="Swap them.")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would report every retry
    entry = find_museum(museum)
    client = Client(entry.pause if pause is None else pause)
    source = entry.build(client, api or entry.api)
    search = entry.search(min_year, max_year, query=query, department=department, medium=medium)
    with terminal.BatchProgress(limit) as progress:
        if only_list:
            outcomes = list_artworks(source, search, limit)
        else:
            photo_folder = PhotoFolder(folder, PhotoSize(size), client, progress.step("downloading"))
            outcomes = fetch_photographs(source, search, limit, photo_folder)
        for outcome in outcomes:
            progress.report(outcome)
    if progress.has_failures:
        raise typer.Exit(1)
