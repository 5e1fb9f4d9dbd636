"""`regions`: damage as regions, for QuPath, QGIS, Mirador, spreadsheets and other programs."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.cli.dossiers import dossier_scale, is_dossier, refuse_inverted_dossier
from restoration.cli.marked_regions import dossier_regions, mask_regions
from restoration.cli.mask_options import InvertMask
from restoration.cli.output_file import refuse_inputs
from restoration.domain import DamageKind
from restoration.editing.regions import RegionMap, RegionStatus
from restoration.editing.serialization import KindName
from restoration.errors import BadRequest
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.iiif_source import place_of
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.imaging.scale import scale_by_hand
from restoration.output.annotations import EXPORTS, AnnotationContext, encode_export
from restoration.output.dossier import Dossier, read_dossier

_RESULTS = ("_mask", "_kinds", "_dossier")  # what follows the picture's name in the names of our own files

Source = Annotated[
    Path, typer.Argument(metavar="MASK_OR_DOSSIER", exists=True, dir_okay=False, help="A mask, or a dossier.")
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder; it is made if missing.")]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="KEY", help=f"One of: {', '.join(EXPORTS)}; may be repeated.", show_default="all"),
]
PxPerMm = Annotated[
    float | None,
    typer.Option("--scale", metavar="PX_PER_MM", help="Pixels per millimetre.", show_default="that of the dossier"),
]
Kind = Annotated[
    KindName,
    typer.Option("--kind", help="What a mask in black and white marks."),
]
Picture = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="The picture that a mask belongs to; one from an IIIF server gives annotations in canvas coordinates.",
    ),
]
Split = Annotated[bool, typer.Option("--split-at-junctions", help="Divide nets of cracks into their branches.")]


def regions_command(
    source: Source,
    output: Output,
    format: Formats = None,
    scale: PxPerMm = None,
    kind: Kind = "loss",
    split_at_junctions: Split = False,
    invert_mask: InvertMask = False,
    picture: Picture = None,
) -> None:
    """Write the regions of damage: areas, lengths and outlines, with what was decided about each.

    Writes, for a picture x: `x_regions.geojson` (QuPath, QGIS), `x_regions.w3c.json` (Mirador), `x_regions.csv`, and
    masks with kinds: `x_kinds.png`, `x_mask_crack.png`, ...

    Example: `python -m restoration regions madonna_dossier.zip --output regions/ --format csv --scale 12`
    """
    keys = _check_formats(format or list(EXPORTS))
    refuse_inverted_dossier(source, invert=invert_mask)
    with decoding_by(shared_decoder().decode):
        dossier = read_dossier(source) if is_dossier(source) else None
        painting = _painting_of(dossier, picture)
        regions = (
            mask_regions(
                source, painting, kind=DamageKind(kind), split_at_junctions=split_at_junctions, invert=invert_mask
            )
            if dossier is None
            else dossier_regions(dossier, split_at_junctions=split_at_junctions)
        )
    stem = _stem(source)
    place = place_of(painting) if painting else None
    context = AnnotationContext(dossier.title if dossier else stem, _px_per_mm(scale, dossier), place=place)
    ensure_folder(output)
    for key in keys:
        for suffix, data in encode_export(key, regions, context):
            _write(output / (stem + suffix), data, source)
    terminal.out.print(f"{_summary(regions)} -> {output}")


def _check_formats(keys: list[str]) -> list[str]:
    """Return each format once; raise `BadRequest` if there is no such format."""
    if unknown := [key for key in keys if key not in EXPORTS]:
        raise BadRequest(f"There is no format {unknown[0]!r}.", hint=f"Known for --format: {', '.join(EXPORTS)}.")
    return list(dict.fromkeys(keys))


def _painting_of(dossier: Dossier | None, picture: Path | None) -> Painting | None:
    """Return the painting in a dossier, or the picture that was named beside a mask."""
    if dossier is not None and picture is not None:
        raise BadRequest("A dossier has its picture in it.", hint="Leave out --picture.")
    if dossier is not None:
        return dossier.painting
    return None if picture is None else read_painting(picture)


def _stem(path: Path) -> str:
    """Return the name of the picture that a mask or a dossier belongs to."""
    for ending in _RESULTS:
        if path.stem.endswith(ending) and path.stem != ending:
            return path.stem.removesuffix(ending)
    return path.stem


def _px_per_mm(given: float | None, dossier: Dossier | None) -> float | None:
    if given is not None:
        return scale_by_hand(given).px_per_mm
    kept = dossier_scale(dossier)
    return kept.px_per_mm if kept else None


def _write(path: Path, data: bytes, source: Path) -> None:
    refuse_inputs(path, source, by="its own regions", hint="Name another folder.")
    write_bytes(path, data)


def _summary(regions: RegionMap) -> str:
    """Say in one line how many regions there are of each kind."""
    rejected = sum(region.status is RegionStatus.REJECTED for region in regions.regions)
    counts = Counter(one.kind.value for one in regions.regions if one.status is not RegionStatus.REJECTED)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.items()) or "nothing marked"
    return f"{kinds}; {rejected:,} rejected" if rejected else kinds
