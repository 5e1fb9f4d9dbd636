"""Train the U-Net as shipped and with one change at a time, all for the same number of steps, and compare.

python scripts/ablate_unet.py --originals data/originals --real DIR --steps 1000
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from restoration.benchmark import real_damage
from restoration.benchmark.real_damage import Annotations
from restoration.detection.unet import UNetDetector
from restoration.domain import Likelihood
from restoration.errors import RestorationError
from restoration.imaging.reading import read_painting
from restoration.threads import use_own_share

ROOT = Path(__file__).parents[1]
FALSE_SHARE = 0.02  # share of sound painted lines that is marked where networks are compared on real cracks

VARIANTS = {
    "as shipped": [],
    "half as wide": ["--widths", "8,16,32,64,96"],
    "half as wide again": ["--widths", "24,48,96,192,288"],
    "one level less": ["--widths", "16,32,64,128"],
    "no ridges": ["--no-ridges"],
    "no Dice": ["--overlap", "0"],
    "focal": ["--focus", "2"],
    "nothing painted, nothing glazed": ["--painted", "0", "--glazed", "0"],
    "all crops damaged": ["--undamaged", "0", "--painted", "0", "--glazed", "0"],
    "simple shapes": ["--styles", "simple"],
}


def main() -> None:
    """Train and measure one variant after the other, and print a table."""
    use_own_share()
    parser = argparse.ArgumentParser(description="Train the U-Net with one change at a time, and compare.")
    parser.add_argument(
        "--originals", type=Path, default=Path("data/originals"), help="pictures for training and evaluation"
    )
    parser.add_argument("--real", type=Path, required=True, help="folder of real damage with annotations.json")
    parser.add_argument(
        "--out", type=Path, default=Path("out/ablation"), help="folder; networks in it are not trained again"
    )
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=list(VARIANTS))
    args, train_options = parser.parse_known_args()  # other options go to `train`: --steps, --side, --split...
    print(
        "| variant | parameters | evaluation F1 | evaluation AP | real F1 | minutes |\n|---|---|---|---|---|---|",
        flush=True,
    )
    for name in args.variants:
        weights = args.out / name.replace(" ", "_").replace(",", "") / "net.pth"
        if not weights.is_file():
            _train(weights, ["--originals", str(args.originals), *train_options, *VARIANTS[name]])
        try:
            print(_row(name, weights, args.real), flush=True)
        except RestorationError as error:
            sys.exit(f"Error: {error.sentence}")


def _train(weights: Path, options: list[str]) -> None:
    weights.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "restoration", "train", "--out", str(weights.absolute()), *options]
    with (weights.parent / "log.txt").open("w") as log:
        if code := subprocess.run(command, cwd=ROOT, stdout=log, check=False).returncode:
            sys.exit(code)


def _row(name: str, weights: Path, real: Path) -> str:
    card = json.loads(weights.with_suffix(".json").read_bytes())
    scores, parameters = card["scores"], card["network"]["parameters"]
    metrics = f"{scores['f1']:.3f} | {scores['average_precision']:.3f} | {_real_f1(weights, real):.3f}"
    return f"| {name} | {parameters / 1e6:.2f} M | {metrics} | {card['seconds'] / 60:.1f} |"


def _real_f1(weights: Path, folder: Path) -> float:
    """Return the mean F1 on drawn cracks, at the threshold that marks `FALSE_SHARE` of the sound painted lines."""
    annotations, detector = real_damage.load_annotations(folder), UNetDetector.from_file(weights)
    likelihoods = {file: detector.detect(read_painting(folder / file).image).likelihood for file in annotations.files()}
    threshold = np.quantile(_on_sound_lines(likelihoods, annotations), 1 - FALSE_SHARE)
    scores = [real_damage.score_crop(likelihoods[crop.file] > threshold, crop).f1 for crop in annotations.lines]
    return float(np.mean(scores))


def _on_sound_lines(likelihoods: dict[str, Likelihood], annotations: Annotations) -> Likelihood:
    """Return (N,) float32: the likelihoods of all pixels in boxes of sound painted lines."""
    boxes = (box for box in annotations.boxes if box.label == "sound-lines")
    return np.concatenate([likelihoods[box.file][box.box.window].ravel() for box in boxes])


if __name__ == "__main__":
    main()
