"""`map`: the damage map of a painting as a page to print, PDF or SVG."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer

from restoration.cli import terminal
from restoration.cli.dossiers import dossier_scale, is_dossier, read_dossier_of, refuse_inverted_dossier
from restoration.cli.marked_regions import dossier_regions, mask_regions
from restoration.cli.mask_options import InvertMask
from restoration.cli.output_file import refuse_inputs
from restoration.cli.title_options import Inventory, Title
from restoration.errors import BadRequest
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.imaging.scale import (
    Scale,
    UnknownScale,
    scale_by_hand,
    scale_from_metadata,
    scale_from_size,
    size_misfit,
)
from restoration.output.damage_map import MapOptions, TitleBlock, draw_damage_map
from restoration.output.dossier import Dossier
from restoration.output.drawing import Drawing, encode_pdf, encode_svg

_WRITERS: dict[str, Callable[[Drawing], bytes]] = {".pdf": encode_pdf, ".svg": encode_svg}

Source = Annotated[Path, typer.Argument(metavar="PICTURE", help="The photograph of the painting.")]
Damage = Annotated[
    Path,
    typer.Option("--mask", metavar="FILE", exists=True, help="A mask, white or in colours of kinds, or a dossier."),
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The map: a .pdf or .svg file.")]
PxPerMm = Annotated[
    float | None, typer.Option("--scale", metavar="PX_PER_MM", help="Pixels per millimetre of the painting.")
]
Size = Annotated[
    str | None, typer.Option("--size-cm", metavar="HxW", help="Height and width of the painting in cm, as 50x70.")
]
Paper = Annotated[Literal["A4", "A3"], typer.Option("--paper", help="Size of the page.")]
Look = Annotated[Literal["grey", "colour"], typer.Option("--picture", help="How the photograph is shown.")]
Operator = Annotated[str, typer.Option("--operator", help="Who examined the painting.")]
Date = Annotated[str, typer.Option("--date", help="Date of the examination.")]


def map_command(
    source: Source,
    mask: Damage,
    output: Output,
    scale: PxPerMm = None,
    size_cm: Size = None,
    paper: Paper = "A4",
    picture: Look = "grey",
    title: Title = "",
    inventory: Inventory = "",
    operator: Operator = "",
    date: Date = "",
    invert_mask: InvertMask = False,
) -> None:
    """Draw the damage map: the damage by kind, with areas and lengths, numbers, a grid and a scale bar.

    What a mask or a dossier says no kind of counts as loss: `x_kinds.png` of the dashboard says all kinds.

    Without --scale and --size-cm, the scale is the one in the dossier, or the resolution that a scanner wrote.

    Example: `python -m restoration map madonna.tif --mask madonna_dossier.zip --size-cm 50x70 --output madonna_map.pdf`
    """
    encode = _writer(output, source, mask)
    if scale is not None and size_cm is not None:
        raise BadRequest("The scale is given twice.", hint="Give --scale or --size-cm, not both.")
    refuse_inverted_dossier(mask, invert=invert_mask)
    with decoding_by(shared_decoder().decode):
        painting = read_painting(source)
        terminal.print_notes(source, painting.notes)
        dossier = read_dossier_of(mask, painting) if is_dossier(mask) else None
        regions = dossier_regions(dossier) if dossier else mask_regions(mask, painting, invert=invert_mask)
    known = _choose_scale(scale, size_cm, painting, dossier)
    words = _choose_words(TitleBlock(title, inventory, operator, date), dossier)
    drawing = draw_damage_map(painting, regions, words, known, MapOptions(paper, picture))
    write_bytes(output, encode(drawing))
    kinds = regions.kinds()
    share = np.count_nonzero(kinds) / max(painting.paint_pixels, 1)
    terminal.out.print(f"{len(regions.regions):,} regions, {share:.2%} -> {output}")


def _writer(output: Path, *inputs: Path) -> Callable[[Drawing], bytes]:
    """Return what writes the map; refuse a file that cannot be written, or that is one of the inputs."""
    ensure_folder(output.parent)
    if output.suffix.lower() not in _WRITERS:
        raise BadRequest(f"{output.name} is no name for a map.", hint="Let it end in .pdf or .svg.")
    refuse_inputs(output, *inputs, by="the map")
    return _WRITERS[output.suffix.lower()]


def _choose_scale(
    px_per_mm: float | None, size_cm: str | None, painting: Painting, dossier: Dossier | None
) -> Scale | None:
    if px_per_mm is not None:
        return scale_by_hand(px_per_mm)
    if size_cm is not None:
        return _scale_from_option(size_cm, painting)
    if kept := dossier_scale(dossier):
        return kept
    try:
        return scale_from_metadata(painting)
    except UnknownScale as reason:
        terminal.err.print(f"{reason} Lengths and areas are in px; --size-cm or --scale gives them in mm.")
        return None


def _scale_from_option(text: str, painting: Painting) -> Scale:
    sides = re.fullmatch(r"\s*([\d.]+)\s*[x×]\s*([\d.]+)\s*", text.lower().replace(",", "."))
    try:
        height, width = map(float, sides.groups() if sides else ())
    except ValueError as error:
        raise BadRequest(f"{text!r} is no size.", hint="Give height x width in cm, such as 50x70.") from error
    scale = scale_from_size(height, width, painting.image.shape)
    if misfit := size_misfit(height, width, painting.image.shape):
        terminal.err.print(misfit)
    return scale


def _choose_words(given: TitleBlock, dossier: Dossier | None) -> TitleBlock:
    """Return the words that were given, and those of the dossier for the rest."""
    if dossier is None:
        return given
    kept = TitleBlock.from_json(dossier.plan.get("title_block") or {})
    return TitleBlock(
        given.title or kept.title or dossier.title,
        given.inventory or kept.inventory,
        given.operator or kept.operator,
        given.date or kept.date,
    )
