"""Measure a detector: on cracks drawn by hand, sound painted lines, untouched and artificially damaged paintings.

python scripts/measure_detector.py --detector opencv --shared ../shared --sensitivity 0.5
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

from restoration.benchmark import real_damage
from restoration.benchmark.agreement import Agreement, strict_agreement
from restoration.catalog import DETECTORS
from restoration.damage.pair import damage
from restoration.damage.recipe import sample
from restoration.detection.base import Detector, mask_at
from restoration.domain import Image
from restoration.imaging.reading import read_painting

SEVERITY = "moderate"  # of the artificial damage
SEED = 2024


def main() -> None:
    """Parse the flags, measure, print."""
    asked = _arguments().parse_args()
    detector = DETECTORS.build(asked.detector)
    _report_real(detector, asked.shared / "real_damage", asked.sensitivity)
    _report_paintings(detector, asked.shared / "paintings", asked.sensitivity)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure a detector on real and on artificial damage.")
    parser.add_argument("--detector", default="opencv", choices=DETECTORS.keys)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder of close-ups and paintings")
    parser.add_argument("--sensitivity", type=float, default=0.5, help="0..1; larger marks more")
    return parser


def _report_real(detector: Detector, folder: Path, sensitivity: float) -> None:
    """One line per crop, then the means over crops, over pictures and over the labelled boxes."""
    annotations = real_damage.load(folder)
    masks = {
        name: mask_at(detector.likelihood(read_painting(folder / name).image), sensitivity)
        for name in annotations.files()
    }
    scores = {crop: real_damage.line_agreement(masks[crop.file], crop) for crop in annotations.lines}
    print(f"{'hand-drawn lines, 3 px':34} precision recall    F1")
    for crop, score in scores.items():
        print(f"{crop.name:34} {score.precision:9.2f} {score.recall:6.2f} {score.f1:5.2f}")
    print(
        f"{'mean of crops':34} {np.mean([s.precision for s in scores.values()]):9.2f} "
        f"{np.mean([s.recall for s in scores.values()]):6.2f} {np.mean([s.f1 for s in scores.values()]):5.3f}"
    )
    print(f"{'mean of pictures':51} {np.mean(_by_picture(scores)):5.3f}")
    for label in sorted({box.label for box in annotations.boxes}):
        shares = [real_damage.marked_share(masks[b.file], b.box) for b in annotations.boxes if b.label == label]
        print(f"marked in {label:24} {np.mean(shares):9.2%} of {len(shares)} boxes")


def _by_picture(scores: dict[real_damage.LineCrop, Agreement]) -> list[float]:
    """Mean F1 of each picture: several crops share one."""
    files = sorted({crop.file for crop in scores})
    return [float(np.mean([score.f1 for crop, score in scores.items() if crop.file == file])) for file in files]


def _report_paintings(detector: Detector, folder: Path, sensitivity: float) -> None:
    """One line per painting of the validation split, untouched and with artificial damage."""
    rows = []
    print(f"\n{'validation painting':44} Mpx    s  marked | damaged: precision recall    F1")
    for number, (title, painting) in enumerate(_validation(folder)):
        began = time.perf_counter()
        untouched = float(mask_at(detector.likelihood(painting), sensitivity).mean())
        seconds = time.perf_counter() - began
        pair = damage(painting, sample(np.random.SeedSequence([SEED, number]), severity=SEVERITY))
        found = mask_at(detector.likelihood(pair.after), sensitivity)
        score = strict_agreement(found, pair.truth.alpha)
        rows.append((untouched, score.precision, score.recall, score.f1))
        print(
            f"{title[:44]:44} {painting.size / 3e6:4.1f} {seconds:4.1f} {untouched:6.2%} | "
            f"{score.precision:18.2f} {score.recall:6.2f} {score.f1:5.2f}"
        )
    mean = np.mean(rows, axis=0)
    print(f"{'mean of paintings':54} {mean[0]:6.2%} | {mean[1]:18.2f} {mean[2]:6.2f} {mean[3]:5.3f}")


def _validation(folder: Path) -> Iterator[tuple[str, Image]]:
    """Title and picture of each painting of the validation split."""
    with (folder / "paintings.csv").open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["split"] == "val":
                yield row["title"], read_painting(folder / row["file"]).image


if __name__ == "__main__":
    main()
