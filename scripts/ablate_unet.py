"""Train the U-Net as it is and with one thing changed at a time, all for the same number of steps, and compare.

python scripts/ablate_unet.py --originals data/originals --real DIR --steps 1000
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the package lies beside this folder

import numpy as np

from restoration.benchmark import real_damage
from restoration.benchmark.real_damage import Annotations
from restoration.detection.unet import UNetDetector
from restoration.domain import Likelihood
from restoration.errors import RestorationError
from restoration.imaging.reading import read_painting

HARM = 0.02  # part of the sound painted lines that is marked when networks are compared on real cracks

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
    """Parse the flags; train and measure variant by variant."""
    parser = argparse.ArgumentParser(description="Train the U-Net with one thing changed at a time, and compare.")
    parser.add_argument(
        "--originals", type=Path, default=Path("data/originals"), help="to learn from and to examine on"
    )
    parser.add_argument("--real", type=Path, required=True, help="folder of real damage with annotations.json")
    parser.add_argument("--out", type=Path, default=Path("out/ablation"), help="folder; what is there is not done anew")
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=list(VARIANTS))
    asked, course = parser.parse_known_args()  # what is left goes to `train`: --steps, --side, --split...
    print("| variant | parameters | exam F1 | exam AP | real F1 | minutes |\n|---|---|---|---|---|---|", flush=True)
    for name in asked.variants:
        weights = asked.out / name.replace(" ", "_").replace(",", "") / "net.pth"
        if not weights.is_file():
            _train(weights, ["--originals", str(asked.originals), *course, *VARIANTS[name]])
        try:
            print(_row(name, weights, asked.real), flush=True)
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
    figures = f"{scores['f1']:.3f} | {scores['average_precision']:.3f} | {_real_f1(weights, real):.3f}"
    return f"| {name} | {parameters / 1e6:.2f} M | {figures} | {card['seconds'] / 60:.1f} |"


def _real_f1(weights: Path, folder: Path) -> float:
    """The mean F1 on drawn cracks, at the threshold at which `HARM` of the sound painted lines is marked."""
    annotations, detector = real_damage.load_annotations(folder), UNetDetector.from_file(weights)
    seen = {file: detector.likelihood(read_painting(folder / file).image) for file in annotations.files()}
    threshold = np.quantile(_sound(seen, annotations), 1 - HARM)
    found = [real_damage.score_crop(seen[crop.file] > threshold, crop).f1 for crop in annotations.lines]
    return float(np.mean(found))


def _sound(seen: dict[str, Likelihood], annotations: Annotations) -> Likelihood:
    """The likelihoods of all sound painted lines."""
    boxes = (box for box in annotations.boxes if box.label == "sound-lines")
    return np.concatenate([seen[box.file][box.box.window].ravel() for box in boxes])


if __name__ == "__main__":
    main()
