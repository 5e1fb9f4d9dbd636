"""`enlarge`: pictures two or four times larger, by computation."""

from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer

from restoration.catalog import ENLARGERS
from restoration.cli import terminal
from restoration.cli.places import StepProgress
from restoration.cli.processing import process_all, read_noted
from restoration.cli.restore import Format, Input, Output
from restoration.enlarging.pictures import check_enlargeable, enlarge_painting
from restoration.imaging.writing import SUFFIXES, check_encodable, default_format
from restoration.output.enlarged import save_enlarged
from restoration.output.results import RECORD_SUFFIX, check_result_names

Factor = Annotated[Literal["2", "4"], typer.Option("--by", help="How many times larger, in height and in width.")]
Method = Annotated[str, typer.Option("--method", metavar="KEY", help=f"One of: {', '.join(ENLARGERS.keys)}.")]


def enlarge_command(
    source: Input, output: Output, by: Factor = "4", method: Method = ENLARGERS.best, format: Format = None
) -> None:
    """Enlarge pictures two or four times.

    Writes `x_x4.png` (`.tif` for 16 bit) and `x_x4_report.json` for each picture x. What is enlarged is computed, and a
    network invents detail: it is no photograph at that size. Depth, colour profile, transparency and metadata are
    kept, and the resolution in dpi rises by the same factor.

    Example: `python -m restoration enlarge restored/madonna_restored.png --output large/`
    """
    factor, enlarger = int(by), ENLARGERS.build(method)

    def process(path: Path, progress: StepProgress) -> str:
        painting = read_noted(path)
        check_enlargeable(painting.image.shape, factor)
        ending = f"_x{by}{SUFFIXES[format or default_format(painting.image)]}"
        check_result_names(painting, ending, f"_x{by}{RECORD_SUFFIX}")
        if format:
            height, width, channels = painting.image.shape
            large = np.broadcast_to(painting.image[:1, :1], (factor * height, factor * width, channels))
            check_encodable(large, painting, format)
        enlargement = enlarge_painting(painting, enlarger, factor, progress("enlarging"))
        saved = save_enlarged(painting, enlargement, output, format)
        terminal.print_notes(path, saved.notes)
        height, width, _ = enlargement.painting.image.shape
        return f"{width} x {height} px, enlarged by {method}, {enlargement.seconds:.1f} s -> {saved.path}"

    process_all(source, output, process)
