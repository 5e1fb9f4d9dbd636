"""INPUT as an address: of a storage, or of a picture on an IIIF server, of which a region is fetched."""

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from restoration.cli import terminal
from restoration.errors import BadRequest
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.iiif_source import UNSTATED_RIGHTS
from restoration.imaging.reading import decoding_by
from restoration.storage import Place, parse_place

if TYPE_CHECKING:
    from restoration.museum.iiif.manifest import Canvas

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LISTED = 10  # canvases that a sentence names

InputOrAddress = Annotated[
    str,
    typer.Argument(
        metavar="INPUT",
        help="A picture, a folder of pictures, or the address of either in a storage (s3://...) or of an IIIF "
        "info.json, image or manifest.",
    ),
]
RegionText = Annotated[
    str | None,
    typer.Option("--region", metavar="X,Y,W,H", help="Of a picture at an address: the part to fetch, in its own px."),
]
CanvasNumber = Annotated[
    int | None, typer.Option("--canvas", min=1, metavar="N", help="Which picture of a manifest, counted from 1.")
]
AllowLocal = Annotated[
    bool, typer.Option("--allow-local", help="Let the address lead to a server on this machine or in its own network.")
]


def find_input(source: str, output: Place, region: str | None, canvas: int | None, *, allow_local: bool) -> Place:
    """Return the place of INPUT; of a web address, the region is fetched first, and lies as a PNG in the output folder.

    Raises:
        BadRequest: an option that belongs to a web address is given without one; or the manifest has several pictures,
            no such picture, or no such region; or the output folder is not on this machine.
        RestorationError: the region cannot be fetched; see `museum.iiif.fetching`.
    """
    if not _ADDRESS.match(source):
        if region is not None or canvas is not None or allow_local:
            message = "--region, --canvas and --allow-local belong to an address."
            raise BadRequest(message, hint="Leave them out, or give an address with https://.")
        return parse_place(source)
    if not isinstance(output, Path):
        message = "The picture of a web address is fetched into the output folder, which must be on this machine."
        raise BadRequest(message, hint="Give a folder as --output.")
    with decoding_by(shared_decoder().decode):
        return _fetch(source, ensure_folder(output), region, canvas, allow_local=allow_local)


def _fetch(address: str, folder: Path, region: str | None, number: int | None, *, allow_local: bool) -> Path:
    from restoration.museum.iiif.address import open_address, parse_region  # they load requests, so only here
    from restoration.museum.iiif.client import open_client
    from restoration.museum.iiif.fetching import fetch_region

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would report every retry
    box, client = parse_region(region) if region else None, open_client(allow_local=allow_local)
    opened = open_address(address, client)
    canvas = _choose(opened.canvases, number)
    _say_rights(canvas)
    with terminal.progress_bar("fetching") as progress:
        fetched = fetch_region(canvas, box or opened.region, client, progress)
    path = folder / fetched.name
    write_bytes(path, fetched.data)
    terminal.print_notes(path, fetched.notes)
    if fetched.source.stated_rights != canvas.stated_rights:  # the description of the picture says more
        terminal.print_notes(path, [f"Rights: {fetched.source.stated_rights}"])
    return path


def _choose(canvases: "list[Canvas]", number: int | None) -> "Canvas":
    if number is None and len(canvases) > 1:
        names = [f"{place} {canvas.label}" for place, canvas in enumerate(canvases[:_LISTED], start=1)]
        more = ", …" if len(canvases) > _LISTED else ""
        message = f"The manifest has {len(canvases)} pictures: {', '.join(names)}{more}."
        raise BadRequest(message, hint=f"Choose one with --canvas 1 to {len(canvases)}.")
    if number is not None and number > len(canvases):
        raise BadRequest(f"There is no picture {number} at this address.", hint=f"Give 1 to {len(canvases)}.")
    return canvases[(number or 1) - 1]


def _say_rights(canvas: "Canvas") -> None:
    """Say which picture is fetched and what may be done with it, as far as the server says so."""
    rights = canvas.stated_rights or UNSTATED_RIGHTS
    terminal.err.print(f"{canvas.label}: {canvas.width} x {canvas.height}. Rights: {rights}")
