"""Show what each detector marks in your pictures, where detectors differ most: one sheet per picture.

python scripts/detection_gallery.py --pictures data/originals --out out/gallery
"""

import argparse
import sys
from pathlib import Path

from restoration.batch import paintings_in
from restoration.catalog import DETECTORS
from restoration.detection.base import mask_at
from restoration.detection.gallery import gallery_sheet
from restoration.errors import RestorationError
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting


def main() -> None:
    """Detect the damage and draw a sheet, picture by picture."""
    parser = argparse.ArgumentParser(description="Show what each detector marks, where detectors differ most.")
    parser.add_argument("--pictures", type=Path, default=Path("data/originals"), help="a picture or a folder")
    parser.add_argument("--out", type=Path, default=Path("out/gallery"), help="folder; keep it out of git")
    parser.add_argument("--sensitivity", type=float, default=0.5, help="0..1")
    parser.add_argument("--detectors", nargs="+", default=list(DETECTORS.keys), choices=DETECTORS.keys)
    args = parser.parse_args()
    if not 0 <= args.sensitivity <= 1:
        parser.error(f"--sensitivity {args.sensitivity:g} does not lie in 0..1")
    try:
        detectors = {key: DETECTORS.build(key) for key in args.detectors}
        ensure_folder(args.out)
        for path in paintings_in(args.pictures):
            image = read_painting(path).image
            masks = {
                key: mask_at(detector.detect(image).likelihood, args.sensitivity) for key, detector in detectors.items()
            }
            write_bytes(args.out / f"{path.stem}.png", encode_png(gallery_sheet(image, masks)))
            print(f"{path.name}: " + ", ".join(f"{key} marks {mask.mean():.1%}" for key, mask in masks.items()))
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


if __name__ == "__main__":
    main()
