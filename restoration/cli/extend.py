"""`extend`: a picture continued beyond its border, as a hypothesis on a trimmed panel or a lost margin."""

from pathlib import Path
from typing import Annotated

import typer

from restoration.catalog import INPAINTERS
from restoration.cli import terminal
from restoration.cli.places import StepProgress
from restoration.cli.processing import process_all, read_for_format
from restoration.cli.reintegration import PxPerMm
from restoration.cli.restore import Format, InpainterKey, Input, Output
from restoration.cli.title_options import Credit, Inventory, Title
from restoration.domain import Damage
from restoration.errors import BadRequest
from restoration.imaging.extending import Margins, beyond_original, extend_painting, parse_length
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale, known_scale, scale_by_hand
from restoration.output.damage_map import TitleBlock
from restoration.output.results import OVERLAY_SUFFIX, RECORD_SUFFIX, Destination, save_restoration
from restoration.pipeline import restore

_LENGTH_HELP = "px, or with a unit: 10%, 25mm."
AllSides = Annotated[
    str | None, typer.Option("--by", metavar="LENGTH", help=f"By how much on every side: {_LENGTH_HELP}")
]
Left = Annotated[str | None, typer.Option(metavar="LENGTH", help="By how much on the left.", show_default="--by")]
Top = Annotated[str | None, typer.Option(metavar="LENGTH", help="The same above.", show_default="--by")]
Right = Annotated[str | None, typer.Option(metavar="LENGTH", help="The same on the right.", show_default="--by")]
Bottom = Annotated[str | None, typer.Option(metavar="LENGTH", help="The same below.", show_default="--by")]


def extend_command(
    source: Input,
    output: Output,
    by: AllSides = None,
    left: Left = None,
    top: Top = None,
    right: Right = None,
    bottom: Bottom = None,
    scale: PxPerMm = None,
    inpainter: InpainterKey = INPAINTERS.best,
    format: Format = None,
    title: Title = "",
    inventory: Inventory = "",
    credit: Credit = "",
) -> None:
    """Extend a picture beyond its border, and fill what is new.

    Writes for each painting x what `restore` writes, named `x_extended_restored.png` and so on. The record says where
    the photograph lies.

    Example: `python -m restoration extend panel.tif --left 25mm --scale 12 --output extended/`
    """
    sides = [by if side is None else side for side in (left, top, right, bottom)]
    if not any(sides):
        raise BadRequest("Nothing says by how much the picture shall be extended.", hint="Give --by 10%, or a side.")
    method, known = INPAINTERS.build(inpainter), None if scale is None else scale_by_hand(scale)
    words = TitleBlock(title, inventory, credit=credit)

    def process(path: Path, progress: StepProgress) -> str:
        photograph = read_for_format(path, format, words, OVERLAY_SUFFIX, RECORD_SUFFIX)
        painting = _extended(photograph, sides, known or known_scale(photograph))
        terminal.print_notes(path, painting.notes[len(photograph.notes) :])
        beyond = beyond_original(painting)
        damage = Damage(beyond, kinds=as_loss_kinds(beyond), visible=painting.visible)
        restoration = restore(painting.image, damage, method, progress("filling"))
        saved = save_restoration(painting, restoration, Destination(output, format, known, words))
        terminal.print_notes(path, saved.notes)
        height, width = painting.image.shape[:2]
        return f"{width} x {height} px, filled by {restoration.inpainter}, {restoration.seconds:.1f} s -> {saved.path}"

    process_all(source, output, process, words)


def _extended(photograph: Painting, sides: list[str | None], scale: Scale | None) -> Painting:
    """Return the photograph on a larger canvas; `sides` are left, top, right and bottom."""
    height, width = photograph.image.shape[:2]
    lengths = zip(sides, (width, height, width, height), strict=True)
    margins = Margins(*(parse_length(text, side, scale) if text else 0 for text, side in lengths))
    return extend_painting(photograph, margins)
