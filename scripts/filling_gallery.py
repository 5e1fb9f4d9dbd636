"""Show how inpainters fill hard places, four times enlarged: the paint as it was, as it was damaged, and each fill.

python scripts/filling_gallery.py --pictures data/originals --places docs/hard_places.csv --out out/filling
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

import numpy as np

from restoration.catalog import INPAINTERS
from restoration.damage.pair import apply_damage
from restoration.damage.procedural import entropy_from_name
from restoration.damage.recipe import sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.errors import BadRequest, RestorationError, os_error_reason
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.inpainting.filling import fill
from restoration.metrics.similarity import psnr

SEEN, SIDE, ENLARGED = 384, 80, 4  # px that inpainters see, px of them that are shown, and how much larger


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look."""

    name: str
    file: str
    x: int
    y: int


def main() -> None:
    """Parse the flags; damage, fill, draw and write place by place."""
    parser = argparse.ArgumentParser(description="Show how inpainters fill hard places, four times enlarged.")
    parser.add_argument("--pictures", type=Path, default=Path("data/originals"), help="folder of the originals")
    parser.add_argument("--places", type=Path, default=Path("docs/hard_places.csv"), help="CSV: name, file, x, y")
    parser.add_argument("--out", type=Path, default=Path("out/filling"), help="folder; keep it out of git")
    parser.add_argument("--severity", default="severe", choices=list(SEVERITIES))
    ready = [entry.key for entry in INPAINTERS.ready()]
    parser.add_argument("--inpainters", nargs="+", default=ready, choices=INPAINTERS.keys)
    asked = parser.parse_args()
    try:
        places = _places(asked.places)
        ensure_folder(asked.out)
        for place in places:
            row = _row(place, asked.pictures, asked.severity, asked.inpainters)
            write_bytes(asked.out / f"{place.name.replace(' ', '_')}.png", encode_png(draw_captioned_sheet([row])))
            print(f"{place.name}: " + ", ".join(cell.label for cell in row[1:]), flush=True)
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


def _places(table: Path) -> list[Place]:
    try:
        with table.open(newline="", encoding="utf-8") as lines:
            return [Place(line["name"], line["file"], int(line["x"]), int(line["y"])) for line in csv.DictReader(lines)]
    except OSError as error:
        raise BadRequest(
            f"The table {table} cannot be read ({os_error_reason(error)}).", hint="Check the path."
        ) from error
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        hint = "Give a CSV in UTF-8 with the columns name, file, x and y."
        raise BadRequest(f"The table {table} does not tell where to look.", hint=hint) from error


def _row(place: Place, folder: Path, severity: str, inpainters: Sequence[str]) -> list[CaptionedPicture]:
    """The place as it was, damaged, and filled by each."""
    painting = as_8_bit(read_painting(folder / place.file).image)
    top, left = (max(middle - SEEN // 2, 0) for middle in (place.y, place.x))
    window = np.ascontiguousarray(painting[top : top + SEEN, left : left + SEEN])
    pair = apply_damage(window, sample_recipe(np.random.SeedSequence(entropy_from_name(place.name)), severity=severity))
    row, column = (slice(at - SIDE // 2, at + SIDE // 2) for at in (place.y - top, place.x - left))

    def shown(label: str, image: Image) -> CaptionedPicture:
        detail = as_8_bit(image)[row, column].repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1)
        return CaptionedPicture(label, detail)

    cells = [shown(place.name, window), shown("damaged", pair.after)]
    for key in inpainters:
        filled = fill(pair.after, pair.truth.touch, INPAINTERS.build(key))
        cells.append(shown(f"{key} {psnr(filled, window, pair.truth.touch):.1f} dB", filled))
    return cells


if __name__ == "__main__":
    main()
