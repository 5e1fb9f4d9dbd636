"""Mark the lines in originals that may be cracks already, so that training does not teach that real cracks are sound.

python scripts/screen_originals.py --originals data/originals --out data/doubts
python -m restoration train --originals data/originals --doubts data/doubts
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

import cv2
import numpy as np
from PIL import Image as PillowImage

from restoration.collection.originals import read_originals
from restoration.detection.unet import UNetDetector
from restoration.domain import Likelihood, Mask
from restoration.errors import RestorationError
from restoration.training.pictures import read_original

LIKELY = 0.2  # from where on a pixel is doubted
WIDEST = 9  # px; what is wider is no line, and stays sound: the detector's false losses are to be unlearnt
LEAST = 20  # px; what is smaller is a speck of grain


def main() -> None:
    """Parse the flags; screen picture by picture."""
    parser = argparse.ArgumentParser(description="Mark the lines in originals that may be cracks already.")
    parser.add_argument("--originals", type=Path, default=Path("data/originals"), help="folder")
    parser.add_argument("--out", type=Path, default=Path("data/doubts"), help="folder; what is there is not done anew")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        detector = UNetDetector.from_file()
        for original in read_originals(asked.originals):
            doubts = asked.out / f"{original.path.stem}.png"
            if not doubts.exists():
                likelihoods = detector.likelihood_by_kind(read_original(original.path)).values()
                lines = lines_in(np.sum(list(likelihoods), axis=0))
                PillowImage.fromarray(lines).save(doubts)
                print(f"{doubts.name}: {lines.mean():.2%}", flush=True)
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


def lines_in(likelihood: Likelihood) -> Mask:
    """The thin and not too short parts of what may be damaged, and the pixels beside them."""
    likely = (likelihood >= LIKELY).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDEST, WIDEST))
    thin = likely & ~np.asarray(cv2.morphologyEx(likely, cv2.MORPH_OPEN, disc))
    _, parts, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long = stats[:, cv2.CC_STAT_AREA] >= LEAST
    long[0] = False  # the rest of the picture
    return np.asarray(cv2.dilate(long[parts].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


if __name__ == "__main__":
    main()
