"""Mark lines in originals that may be real cracks, so that no network learns that real cracks are sound.

python scripts/screen_originals.py --originals data/originals --out data/doubts
python -m restoration train --originals data/originals --doubts data/doubts
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from restoration.collection.originals import read_originals
from restoration.detection.doubtful_lines import doubtful_lines
from restoration.detection.unet import UNetDetector
from restoration.errors import RestorationError
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.writing import encode_mask
from restoration.threads import use_own_share
from restoration.training.pictures import read_original


def main() -> None:
    """Screen one picture after the other."""
    use_own_share()
    parser = argparse.ArgumentParser(description="Mark lines in originals that may be real cracks.")
    parser.add_argument("--originals", type=Path, default=Path("data/originals"), help="folder")
    parser.add_argument("--out", type=Path, default=Path("data/doubts"), help="folder; masks in it are not made again")
    args = parser.parse_args()
    try:
        ensure_folder(args.out)
        detector = UNetDetector.from_file()
        for original in read_originals(args.originals):
            path = args.out / f"{original.path.stem}.png"
            if not path.exists():
                likelihoods = detector.likelihood_by_kind(read_original(original.path))  # worn cracks count here too
                lines = doubtful_lines(np.sum(list(likelihoods.values()), axis=0))
                write_bytes(path, encode_mask(lines))
                print(f"{path.name}: {lines.mean():.2%}", flush=True)
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


if __name__ == "__main__":
    main()
