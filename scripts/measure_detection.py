"""Measure detectors by the look of the cracks: open, faint, filled or pale, in a style that no network has learnt.

python scripts/measure_detection.py --paintings data/originals --style french
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from restoration.benchmark.detection_metrics import score_detection
from restoration.benchmark.protocol import FULL_PROTOCOL, crop_detail
from restoration.catalog import DETECTORS
from restoration.collection.originals import read_originals
from restoration.damage.craquelure import CRACK_LOOKS, CRACK_STYLES
from restoration.damage.pair import DamagedPair, apply_damage
from restoration.damage.recipe import entropy_from_name, sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.errors import RestorationError
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting
from restoration.threads import use_own_share

SEED = 7  # not the benchmark's, so that the details differ too
METRICS = ("f1", "f1_2px", "average_precision", "cldice")


def main() -> None:
    """Measure each look and severity, and print a table."""
    use_own_share()
    parser = argparse.ArgumentParser(description="Measure detectors by the look of the cracks.")
    parser.add_argument("--paintings", type=Path, default=Path("data/originals"), help="folder; its val split is used")
    parser.add_argument(
        "--style",
        default="french",
        choices=list(CRACK_STYLES),
        help="style of the craquelure; the shipped U-Net has not learnt french",
    )
    parser.add_argument("--severities", nargs="+", default=["light", "moderate"], choices=list(SEVERITIES))
    parser.add_argument("--looks", nargs="+", default=list(CRACK_LOOKS), choices=list(CRACK_LOOKS))
    parser.add_argument("--detectors", nargs="+", default=list(DETECTORS.keys), choices=DETECTORS.keys)
    args = parser.parse_args()
    try:
        details = list(_details(args.paintings))
        detectors = {key: DETECTORS.build(key) for key in args.detectors}
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")
    print(f"{len(details)} details\n| look | severity | detector | " + " | ".join(METRICS) + " |")
    print("|---" * (3 + len(METRICS)) + "|")
    for look in args.looks:
        for severity in args.severities:
            pairs = [_crack(name, detail, look, severity, args.style) for name, detail in details]
            for key, detector in detectors.items():
                scores = [score_detection(detector.detect(p.damaged).likelihood, p.truth.alpha, 0.5) for p in pairs]
                means = " | ".join(f"{np.mean([score[metric] for score in scores]):.3f}" for metric in METRICS)
                print(f"| {look} | {severity} | {key} | {means} |", flush=True)


def _details(folder: Path) -> Iterator[tuple[str, Image]]:
    """Yield the name and a detail, (H, W, 3) uint8, of each validation painting."""
    protocol = replace(FULL_PROTOCOL, seed=SEED)
    for original in read_originals(folder):
        if original.split == "val":
            image = as_8_bit(read_painting(original.path).image)
            yield original.painting, crop_detail(image, original.painting, protocol)


def _crack(name: str, detail: Image, look: str, severity: str, style: str) -> DamagedPair:
    """Add a net of cracks to the detail, and only what else belongs to that severity."""
    seed = np.random.SeedSequence([SEED, *entropy_from_name(f"{name}/{look}/{severity}/{style}")])
    return apply_damage(detail, sample_recipe(seed, severity=severity, style=style, look=look))


if __name__ == "__main__":
    main()
