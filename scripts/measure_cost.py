"""Measure the cost of a restoration: time relative to decoding and encoding the same picture, and peak memory.

Each figure is measured in a fresh process. Without a picture of yours, the sample is mirrored
up to the requested size and cracked.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import psutil

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import sample_recipe
from restoration.domain import Image
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_painting
from restoration.output.results import Destination, save_restoration
from restoration.pipeline import RIM_GROWTH, Settings, detect, restore
from restoration.sample import load_sample_painting
from restoration.threads import use_own_share

SEVERITY = "light"  # of the damage


def cracked_sample(megapixels: float) -> Image:
    """Return (H, W, 3) uint8: the sound sample, mirrored until it fills a 4:3 picture, then cracked."""
    truth = load_sample_painting().truth
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    height = width * 3 // 4
    bottom, right = max(height - truth.shape[0], 0), max(width - truth.shape[1], 0)
    tiled = np.asarray(cv2.copyMakeBorder(truth, 0, bottom, 0, right, cv2.BORDER_REFLECT))[:height, :width]
    return apply_damage(tiled, sample_recipe(np.random.SeedSequence(1), severity=SEVERITY)).damaged


def measure(path: Path, detector: str, inpainter: str) -> dict[str, float]:
    """Return the seconds of each step and the peak memory of this process, MB."""
    clock = [time.perf_counter()]
    painting = read_painting(path)
    clock.append(time.perf_counter())
    encode_painting(painting.image, painting, "png")
    clock.append(time.perf_counter())
    damage = detect(painting.image, DETECTORS.build(detector), Settings(growth=RIM_GROWTH))
    restoration = restore(painting.image, damage, INPAINTERS.build(inpainter))
    clock.append(time.perf_counter())
    with tempfile.TemporaryDirectory() as folder:
        save_restoration(painting, restoration, Destination(Path(folder)))
    clock.append(time.perf_counter())
    decode, encode, work, save = np.diff(clock).tolist()
    return {
        "megapixels": painting.image[..., 0].size / 1e6,
        "share": damage.share,
        "decode": decode,
        "encode": encode,
        "detect": damage.seconds,
        "fill": restoration.seconds,
        "ratio": (decode + work + encode) / (decode + encode),
        "ratio_with_all_files": (decode + work + save) / (decode + encode),
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Return the peak resident memory of this process, MB."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux getrusage would count the parent's memory too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1.024e-3
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 1e6  # a peak on Windows, the current size elsewhere


def main() -> None:
    """Measure each size in its own process, and print the figures."""
    use_own_share()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", nargs="?", type=Path, help="measure this picture instead")
    parser.add_argument("--megapixels", type=float, nargs="+", default=[12, 24])
    parser.add_argument("--detector", default="opencv")
    parser.add_argument("--inpainter", default="telea")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        print(json.dumps(measure(args.picture, args.detector, args.inpainter)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in [args.picture] if args.picture else _write_samples(args.megapixels, Path(folder)):
            methods = ["--detector", args.detector, "--inpainter", args.inpainter]
            done = subprocess.run([sys.executable, __file__, str(path), "--here", *methods], stdout=subprocess.PIPE)
            if done.returncode:
                sys.exit(done.returncode)
            _print(json.loads(done.stdout))


def _write_samples(megapixels: list[float], folder: Path) -> list[Path]:
    paths = []
    for size in megapixels:
        paths.append(folder / f"{size:g}.jpg")
        cv2.imwrite(str(paths[-1]), cracked_sample(size)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    return paths


def _print(figures: dict[str, float]) -> None:
    print(
        "{megapixels:.1f} Mpx, {share:.1%} marked: decode {decode:.2f} s, detect {detect:.2f} s, fill {fill:.2f} s, "
        "encode PNG {encode:.2f} s\n  restoring costs {ratio:.2f} times decoding and encoding "
        "({ratio_with_all_files:.2f} with mask, overlay and report); peak memory {peak_mb:.0f} MB".format(**figures)
    )


if __name__ == "__main__":
    main()
