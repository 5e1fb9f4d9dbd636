"""`subject`: the figure of a painting and the ground behind it, as masks or cut out."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from restoration.cli import terminal
from restoration.domain import Mask
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.imaging.writing import encode_mask
from restoration.output.layers import encode_reintegration_png
from restoration.output.results import check_result_names, result_name
from restoration.segmentation.salient import THRESHOLD, SubjectSegmenter

MASK_SUFFIX, FIGURE_SUFFIX, GROUND_SUFFIX = "_subject.png", "_subject_cutout.png", "_ground_cutout.png"

Source = Annotated[Path, typer.Argument(metavar="PICTURE", help="The photograph of the painting.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder; it is made if missing.")]
Threshold = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Likelihood from which on a pixel belongs to the figure.")
]
Invert = Annotated[bool, typer.Option("--invert", help="Mark the ground in the mask, not the figure.")]
CutOut = Annotated[bool, typer.Option("--cut-out", help="Also write the figure and the ground, each by itself.")]


def subject_command(
    source: Source,
    output: Output,
    threshold: Threshold = THRESHOLD,
    invert: Invert = False,
    cut_out: CutOut = False,
) -> None:
    """Find the figure in a painting, and with it the ground.

    Writes, for a picture x: `x_subject.png` (white is the figure); with --cut-out also `x_subject_cutout.png` and
    `x_ground_cutout.png`, which are transparent elsewhere.

    The figure is what stands out: one or several persons or things. Dark clothes before a dark ground may be missed.

    Example: `python -m restoration subject portrait.tif --output masks/ --cut-out`
    """
    segmenter = SubjectSegmenter.from_file()
    ensure_folder(output)
    with decoding_by(shared_decoder().decode):
        painting = read_painting(source)
    terminal.print_notes(source, painting.notes)
    check_result_names(painting, MASK_SUFFIX, *((FIGURE_SUFFIX, GROUND_SUFFIX) if cut_out else ()))
    figure = segmenter.subject_mask(painting.image, threshold, visible=painting.visible)
    ground = ~figure if painting.visible is None else ~figure & painting.visible
    if not figure.any():
        terminal.err.print(f"{source.name}: No figure stands out. A lower --threshold finds more.")
    path = output / result_name(painting, MASK_SUFFIX)
    write_bytes(path, encode_mask(ground if invert else figure))
    if cut_out:
        save_cut_outs(painting, figure, ground, output)
    share = np.count_nonzero(figure) / max(painting.paint_pixels, 1)
    terminal.out.print(f"{share:.1%} is figure; white is the {'ground' if invert else 'figure'} -> {path}")


def save_cut_outs(painting: Painting, figure: Mask, ground: Mask, folder: Path) -> None:
    """Write the figure and the ground, (H, W) masks, each by itself and transparent elsewhere."""
    for suffix, part in ((FIGURE_SUFFIX, figure), (GROUND_SUFFIX, ground)):
        write_bytes(folder / result_name(painting, suffix), encode_reintegration_png(painting, painting.image, part))
