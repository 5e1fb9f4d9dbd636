"""`select`: the area around a point of a painting as a mask, by its colour or as an object."""

import re
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer

from restoration.cli import terminal
from restoration.cli.output_file import refuse_inputs
from restoration.domain import Mask
from restoration.errors import BadRequest
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.masks import grow_mask
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.imaging.visible_paint import visible_paint
from restoration.imaging.writing import encode_mask
from restoration.segmentation.prompted import PromptedSegmenter
from restoration.segmentation.wand import LARGEST_TOLERANCE, select_similar

TOLERANCE = 12.0  # as in the editor

Source = Annotated[Path, typer.Argument(metavar="PICTURE", help="The photograph of the painting.")]
At = Annotated[str, typer.Option("--at", metavar="X,Y", help="The point, px from the left and from the top.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The mask: a .png file.")]
Method = Annotated[Literal["wand", "object"], typer.Option(help="By colour, or the object at the point.")]
Tolerance = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=LARGEST_TOLERANCE,
        help="Of the wand: the largest colour difference, CIE 1976; 2 is just visible.",
        show_default=f"{TOLERANCE:g}",
    ),
]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="Of the wand: also what is not connected.")]
Growth = Annotated[int, typer.Option("--grow", min=0, max=100, metavar="PX", help="Move the rim outwards by PX.")]


def select_command(
    source: Source,
    at: At,
    output: Output,
    method: Method = "wand",
    tolerance: Tolerance = None,
    everywhere: Everywhere = False,
    grow: Growth = 0,
) -> None:
    """Select the area around a point, as a mask for `inpaint`, `map` or `regions`.

    The wand takes what has a colour like the point, and is connected with it. `--method object` takes the object at
    the point; its network needs weights, see `python -m restoration weights`.

    Example: `python -m restoration select madonna.tif --at 820,1440 --tolerance 8 --grow 2 --output loss.png`
    """
    point = _read_point(at)
    if method == "object" and (tolerance is not None or everywhere):
        raise BadRequest("--tolerance and --everywhere are for the wand.", hint="Leave them out.")
    segmenter = PromptedSegmenter.from_file() if method == "object" else None
    _check_output(output, source)
    with decoding_by(shared_decoder().decode):
        painting = read_painting(source)
    terminal.print_notes(source, painting.notes)
    if segmenter is None:
        tolerance = TOLERANCE if tolerance is None else tolerance
        mask = select_similar(
            painting.image, point, tolerance, contiguous=not everywhere, within=painting.visible, grow=grow
        )
    else:
        mask = _select_object(segmenter, painting, point, grow)
    if not mask.any():
        terminal.err.print(f"{source.name}: Nothing was selected.")
    write_bytes(output, encode_mask(mask))
    pixels = np.count_nonzero(mask)
    terminal.out.print(f"{pixels:,} px, {pixels / max(painting.paint_pixels, 1):.2%} -> {output}")


def _read_point(text: str) -> tuple[int, int]:
    numbers = re.fullmatch(r"\s*(\d{1,7})\s*,\s*(\d{1,7})\s*", text)
    if not numbers:
        raise BadRequest(f"--at {text!r} is no place.", hint="Write x and y in whole px, as in 820,1440.")
    return int(numbers[1]), int(numbers[2])


def _check_output(output: Path, source: Path) -> None:
    """Refuse a file that cannot be written, or that is the picture itself."""
    ensure_folder(output.parent)
    if output.suffix.lower() != ".png":
        raise BadRequest(f"{output.name} is no name for a mask.", hint="Let it end in .png.")
    refuse_inputs(output, source, by="the mask")


def _select_object(segmenter: PromptedSegmenter, painting: Painting, point: tuple[int, int], grow: int) -> Mask:
    """Return the most likely object at a point, (H, W) bool; nothing of it is transparent."""
    image, visible = painting.image, painting.visible
    embedding = segmenter.embed(visible_paint(image, visible))
    candidates = segmenter.segment(embedding, [(*point, True)])
    mask = grow_mask(candidates[0].mask, grow) if candidates else np.zeros(embedding.shape, np.bool_)
    return mask if visible is None else mask & visible
