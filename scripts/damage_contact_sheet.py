"""Draw a contact sheet of artificial damage on your paintings: styles by severities.

python scripts/damage_contact_sheet.py --paintings data/originals --out out/contact_sheet.png --seed 1
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from restoration.batch import paintings_in
from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.errors import RestorationError
from restoration.files import write_bytes
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.imaging.tiling import random_central_crop

SIDE = 360  # px of each detail, at the paintings' own size
MARGIN = 200  # px of painting around a detail, so that cracks run into it from outside
MAX_PAINTINGS = 25  # the sheet has no more cells


def main() -> None:
    """Draw the sheet and write it."""
    parser = argparse.ArgumentParser(description="Draw a contact sheet of artificial damage.")
    parser.add_argument("--paintings", type=Path, default=Path("data/originals"), help="a picture or a folder")
    parser.add_argument("--out", type=Path, default=Path("out/contact_sheet.png"), help="PNG; keep it out of git")
    parser.add_argument("--seed", type=int, default=1, help="seed of details and damage")
    parser.add_argument("--pale", action="store_true", help="chips, plaster and lost gilding instead of flakes")
    args = parser.parse_args()
    try:
        paths = paintings_in(args.paintings)[:MAX_PAINTINGS]
        paintings = [as_8_bit(read_painting(path).image) for path in paths]
        sheet = make_contact_sheet(paintings, args.seed, pale=float(args.pale))
        write_bytes(args.out, encode_png(sheet))
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")
    print(f"{len(paths)} paintings -> {args.out}")


def make_contact_sheet(paintings: Sequence[Image], seed: int, *, pale: float = 0.0) -> Image:
    """Return a sheet of damaged details, with a row for each style and a column for each severity.

    Args:
        paintings: (H, W, 3) uint8 RGB each; the details come from them in turn.
        seed: seed of the details and of their damage.
        pale: chance, 0..1, of pale losses; see `sample_recipe`.

    Returns:
        (H, W, 3) uint8 RGB.
    """
    numbers = iter(range(len(CRACK_STYLES) * len(SEVERITIES)))
    return draw_captioned_sheet(
        [
            [_damaged_detail(paintings, seed, next(numbers), style, key, pale) for key in SEVERITIES]
            for style in CRACK_STYLES
        ]
    )


def _damaged_detail(
    paintings: Sequence[Image], seed: int, number: int, style: str, severity: str, pale: float
) -> CaptionedPicture:
    crop_seed, damage_seed = np.random.SeedSequence([seed, number]).spawn(2)
    crop, inner = _crop_with_margin(paintings[number % len(paintings)], np.random.default_rng(crop_seed))
    recipe = sample_recipe(damage_seed, severity=severity, style=style, pale=pale)
    damaged = apply_damage(crop, recipe).damaged[inner]
    return CaptionedPicture(f"{style}, {severity}", as_8_bit(damaged))


def _crop_with_margin(painting: Image, rng: np.random.Generator) -> tuple[Image, tuple[slice, slice]]:
    """Return a detail near the middle of a painting with a margin, and the rows and columns of the detail in it."""
    outer, inner = [], []
    for span, length in zip(random_central_crop(painting.shape, SIDE, rng), painting.shape, strict=False):
        first = max(span.start - MARGIN, 0)
        outer.append(slice(first, min(span.stop + MARGIN, length)))
        inner.append(slice(span.start - first, span.stop - first))
    return np.ascontiguousarray(painting[outer[0], outer[1]]), (inner[0], inner[1])


if __name__ == "__main__":
    main()
