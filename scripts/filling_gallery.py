"""Show how inpainters fill hard places, enlarged four times: the original paint, the damage, and each fill.

python scripts/filling_gallery.py --pictures data/originals --places docs/hard_places.csv --out out/filling
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from restoration.benchmark.methods import measured_inpainters
from restoration.catalog import INPAINTERS
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import entropy_from_name, sample_recipe
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
from restoration.threads import use_own_share

WINDOW = 384  # px, side of what inpainters see
DETAIL = 80  # px, side of what the sheet shows of it
ENLARGEMENT = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a picture; x and y are its centre, px."""

    name: str
    file: str
    x: int
    y: int


def main() -> None:
    """Damage, fill and draw one place after the other."""
    use_own_share()
    parser = argparse.ArgumentParser(description="Show how inpainters fill hard places, enlarged four times.")
    parser.add_argument("--pictures", type=Path, default=Path("data/originals"), help="folder of the originals")
    parser.add_argument("--places", type=Path, default=Path("docs/hard_places.csv"), help="CSV: name, file, x, y")
    parser.add_argument("--out", type=Path, default=Path("out/filling"), help="folder; keep it out of git")
    parser.add_argument("--severity", default="severe", choices=list(SEVERITIES))
    ready = [entry.key for entry in measured_inpainters()]
    parser.add_argument("--inpainters", nargs="+", default=ready, choices=INPAINTERS.keys)
    args = parser.parse_args()
    try:
        places = _read_places(args.places)
        ensure_folder(args.out)
        for place in places:
            row = _row(place, args.pictures, args.severity, args.inpainters)
            write_bytes(args.out / f"{place.name.replace(' ', '_')}.png", encode_png(draw_captioned_sheet([row])))
            print(f"{place.name}: " + ", ".join(cell.label for cell in row[1:]), flush=True)
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


def _read_places(table: Path) -> list[Place]:
    try:
        with table.open(newline="", encoding="utf-8") as file:
            return [Place(row["name"], row["file"], int(row["x"]), int(row["y"])) for row in csv.DictReader(file)]
    except OSError as error:
        reason = os_error_reason(error)
        raise BadRequest(f"The table {table} cannot be read ({reason}).", hint="Check the path.") from error
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        hint = "Give a CSV in UTF-8 with the columns name, file, x and y."
        raise BadRequest(f"The table {table} does not list places.", hint=hint) from error


def _row(place: Place, folder: Path, severity: str, inpainters: Sequence[str]) -> list[CaptionedPicture]:
    """Return the pictures of one place: original, damaged, and filled by each inpainter."""
    painting = as_8_bit(read_painting(folder / place.file).image)
    top, left = (max(centre - WINDOW // 2, 0) for centre in (place.y, place.x))
    window = np.ascontiguousarray(painting[top : top + WINDOW, left : left + WINDOW])
    pair = apply_damage(window, sample_recipe(np.random.SeedSequence(entropy_from_name(place.name)), severity=severity))
    rows, columns = (slice(centre - DETAIL // 2, centre + DETAIL // 2) for centre in (place.y - top, place.x - left))

    def enlarge(label: str, image: Image) -> CaptionedPicture:
        detail = as_8_bit(image)[rows, columns].repeat(ENLARGEMENT, axis=0).repeat(ENLARGEMENT, axis=1)
        return CaptionedPicture(label, detail)

    cells = [enlarge(place.name, window), enlarge("damaged", pair.damaged)]
    for key in inpainters:
        filled = fill(pair.damaged, pair.truth.touch, INPAINTERS.build(key))
        cells.append(enlarge(f"{key} {psnr(filled, window, pair.truth.touch):.1f} dB", filled))
    return cells


if __name__ == "__main__":
    main()
