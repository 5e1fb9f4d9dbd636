"""Measure detectors by what the cracks look like: open, faint, filled or pale, of a style that no network learnt.

python scripts/measure_detection.py --paintings data/originals --style french
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

import numpy as np

from restoration.benchmark.detection_metrics import score_detection
from restoration.benchmark.protocol import FULL_PROTOCOL, crop_detail
from restoration.catalog import DETECTORS
from restoration.collection.originals import read_originals
from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.craquelure.looks import CRACK_LOOKS
from restoration.damage.pair import DamagedPair, apply_damage
from restoration.damage.procedural import entropy_from_name
from restoration.damage.recipe import sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.errors import RestorationError
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting

SEED = 7  # not the benchmark's, so the details are others too
METRICS = ("f1", "f1_2px", "average_precision", "cldice")


def main() -> None:
    """Parse the flags, measure, print."""
    parser = argparse.ArgumentParser(description="Measure detectors by the look of the cracks.")
    parser.add_argument("--paintings", type=Path, default=Path("data/originals"), help="folder; its val split is used")
    parser.add_argument(
        "--style",
        default="french",
        choices=list(CRACK_STYLES),
        help="of the craquelure; the shipped U-Net never learnt french",
    )
    parser.add_argument("--severities", nargs="+", default=["light", "moderate"], choices=list(SEVERITIES))
    parser.add_argument("--looks", nargs="+", default=list(CRACK_LOOKS), choices=list(CRACK_LOOKS))
    parser.add_argument("--detectors", nargs="+", default=list(DETECTORS.keys), choices=DETECTORS.keys)
    asked = parser.parse_args()
    try:
        windows = list(_windows(asked.paintings))
        detectors = {key: DETECTORS.build(key) for key in asked.detectors}
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")
    print(f"{len(windows)} details\n| look | severity | detector | " + " | ".join(METRICS) + " |")
    print("|---" * (3 + len(METRICS)) + "|")
    for look in asked.looks:
        for severity in asked.severities:
            pairs = [_cracked(name, window, look, severity, asked.style) for name, window in windows]
            for key, detector in detectors.items():
                found = [score_detection(detector.likelihood(one.after), one.truth.alpha, 0.5) for one in pairs]
                means = " | ".join(f"{np.mean([scores[metric] for scores in found]):.3f}" for metric in METRICS)
                print(f"| {look} | {severity} | {key} | {means} |", flush=True)


def _windows(folder: Path) -> Iterator[tuple[str, Image]]:
    """A detail of each validation painting."""
    protocol = replace(FULL_PROTOCOL, seed=SEED)
    for original in read_originals(folder):
        if original.split == "val":
            image = as_8_bit(read_painting(original.path).image)
            yield original.painting, crop_detail(image, original.painting, protocol)


def _cracked(name: str, window: Image, look: str, severity: str, style: str) -> DamagedPair:
    """The detail with a net of cracks, and nothing else but what a severity brings with it."""
    seed = np.random.SeedSequence([SEED, *entropy_from_name(f"{name}/{look}/{severity}/{style}")])
    return apply_damage(window, sample_recipe(seed, severity=severity, style=style, look=look))


if __name__ == "__main__":
    main()
