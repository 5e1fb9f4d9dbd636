"""Draw a contact sheet of artificial damage on your paintings: styles by severities.

python scripts/damage_contact_sheet.py --paintings data/originals --out out/contact_sheet.png --seed 1
"""

import argparse
import sys
from pathlib import Path

from restoration.batch import paintings_in
from restoration.damage.contact_sheet import make_contact_sheet
from restoration.errors import RestorationError
from restoration.files import write_bytes
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting

MAX_PAINTINGS = 25  # the sheet has no more cells


def main() -> None:
    """Draw the sheet and write it."""
    parser = argparse.ArgumentParser(description="Draw a contact sheet of artificial damage.")
    parser.add_argument("--paintings", type=Path, default=Path("data/originals"), help="a picture or a folder")
    parser.add_argument("--out", type=Path, default=Path("out/contact_sheet.png"), help="PNG; keep it out of git")
    parser.add_argument("--seed", type=int, default=1, help="seed of details and damage")
    args = parser.parse_args()
    try:
        paths = paintings_in(args.paintings)[:MAX_PAINTINGS]
        sheet = make_contact_sheet([as_8_bit(read_painting(path).image) for path in paths], args.seed)
        write_bytes(args.out, encode_png(sheet))
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")
    print(f"{len(paths)} paintings -> {args.out}")


if __name__ == "__main__":
    main()
