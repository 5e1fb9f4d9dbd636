"""Draw a sheet of details that were reduced to a quarter and enlarged by every method, beside what they were.

python scripts/enlarging_sheet.py --paintings data/originals --out out/enlarging.png
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from restoration.benchmark.enlarging import FACTOR, REDUCTIONS, ReducedDetail, competitors, reduced_details
from restoration.benchmark.protocol import FULL_PROTOCOL
from restoration.collection.originals import read_originals
from restoration.collection.splits import VALIDATION
from restoration.domain import Image
from restoration.enlarging.base import Enlarger
from restoration.enlarging.pictures import enlarge_image
from restoration.errors import RestorationError
from restoration.files import write_bytes
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.png import encode_png

CELL = 240  # px, of the middle of each detail


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description="Draw a sheet of details, reduced and enlarged by every method.")
    parser.add_argument("--paintings", type=Path, default=Path("data/originals"))
    parser.add_argument("--out", type=Path, default=Path("out/enlarging.png"))
    parser.add_argument("--count", type=int, default=4, help="paintings")
    parser.add_argument("--reduction", choices=list(REDUCTIONS), default=next(iter(REDUCTIONS)))
    args = parser.parse_args()
    try:
        write_bytes(args.out, encode_png(draw_captioned_sheet(draw_rows(args.paintings, args.count, args.reduction))))
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")
    print(args.out)


def draw_rows(paintings: Path, count: int, reduction: str) -> list[list[CaptionedPicture]]:
    """Return a row for each of `count` paintings, spread over those for validation."""
    originals = read_originals(paintings)
    chosen = [original for original in originals if original.split == VALIDATION] or originals
    enlargers = {entry.label: entry.build() for entry in competitors()}
    rows = []
    for original in chosen[:: max(len(chosen) // count, 1)][:count]:
        (detail,) = (one for one in reduced_details(original.path, FULL_PROTOCOL) if one.reduction == reduction)
        rows.append(draw_row(detail, enlargers))
    return rows


def draw_row(detail: ReducedDetail, enlargers: dict[str, Enlarger]) -> list[CaptionedPicture]:
    """Return the cells of one detail: reduced, enlarged by each method, and as it was."""
    repeated = detail.small.repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
    pictures = {"reduced": repeated}
    pictures |= {label: enlarge_image(detail.small, enlarger, FACTOR) for label, enlarger in enlargers.items()}
    pictures["as it was"] = detail.truth
    return [CaptionedPicture(label, _middle(image)) for label, image in pictures.items()]


def _middle(image: Image) -> Image:
    top, left = ((side - CELL) // 2 for side in image.shape[:2])
    return np.ascontiguousarray(image[max(top, 0) : top + CELL, max(left, 0) : left + CELL])


if __name__ == "__main__":
    main()
