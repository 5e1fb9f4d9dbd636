"""Measure how the cost of `restore` grows: time and memory against the size of a picture, and against their number.

python scripts/measure_scale.py
python scripts/measure_scale.py --megapixels 1 4 16 64 --files 1 10 100 --workers 1 2 --detector unet --inpainter neural
python scripts/measure_scale.py --megapixels 1 4 16 64 256 1000 --files --limit-mb 1000 --figure docs/scale.svg

Each run is the command line in a fresh process. Memory is what all its processes hold together and cannot give back:
copies of files in memory do not count, because the system drops them when memory is short.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import tifffile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for scripts.attacks

from restoration.imaging.limits import LIMIT_VARIABLE
from restoration.imaging.tiff_writing import LARGEST_CLASSIC
from restoration.sample import load_sample_painting
from scripts.attacks.memory_group import open_memory_group

TILE = 512  # px, of the pictures that are made
FILE_MEGAPIXELS = 1.0  # of each picture of a folder
SAMPLE_SECONDS = 0.05  # between two looks at the memory


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    seconds: float
    peak_mb: float
    marked: str  # what the first line of the output says


def write_picture(path: Path, megapixels: float) -> None:
    """Write a TIFF of 4:3 that repeats the damaged sample, mirrored; tile by tile, so that any size can be made."""
    sample = load_sample_painting().image
    block = np.block([[[sample], [sample[:, ::-1]]], [[sample[::-1]], [sample[::-1, ::-1]]]])
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    height = round(width * 3 / 4)

    def tiles() -> Iterator[np.ndarray]:
        for top, left in product(range(0, height, TILE), range(0, width, TILE)):
            rows = np.arange(top, top + TILE)[:, np.newaxis] % block.shape[0]
            columns = np.arange(left, left + TILE) % block.shape[1]
            yield block[rows, columns]

    tifffile.imwrite(
        path,
        tiles(),
        shape=(height, width, 3),
        dtype=np.uint8,
        photometric="rgb",
        tile=(TILE, TILE),
        compression="adobe_deflate",
        bigtiff=height * width * 3 > LARGEST_CLASSIC,
    )


def run_measured(words: list[str], limit_mb: float) -> Cost:
    """Run the command line with a limit of memory; exit if it fails."""
    environment = os.environ | {LIMIT_VARIABLE: "2000"}
    start = time.perf_counter()
    with closing(open_memory_group(1e6 * limit_mb)) as group, tempfile.TemporaryFile("w+") as printed:
        command = [sys.executable, "-m", "restoration", *words]
        program = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT, env=environment)
        group.enter(program.pid)
        while program.poll() is None:
            group.sample()
            time.sleep(SAMPLE_SECONDS)
        seconds = time.perf_counter() - start
        printed.seek(0)
        text = printed.read()
        if program.returncode:
            sys.exit(f"{' '.join(words)} ended with {program.returncode}: {text[-500:]}")
        return Cost(seconds, group.peak / 1e6, text.partition(": ")[2].partition(",")[0])


def measure_sizes(sizes: list[float], methods: list[str], limit_mb: float, folder: Path) -> dict[float, Cost]:
    """Print a line for each size of a picture, and return the costs by megapixels."""
    costs = {}
    print("| megapixels | seconds | seconds per megapixel | memory, MB | |\n|---:|---:|---:|---:|---|")
    for size in sizes:
        picture = folder / "picture.tif"
        write_picture(picture, size)
        cost = costs[size] = run_measured(
            ["restore", str(picture), "--output", str(folder / "out"), *methods], limit_mb
        )
        print(
            f"| {size:g} | {cost.seconds:.1f} | {cost.seconds / size:.2f} | {cost.peak_mb:.0f} | {cost.marked} |",
            flush=True,
        )
    return costs


def draw_costs(costs: dict[float, Cost], path: Path) -> None:
    """Draw time and memory against the size of a picture, as SVG; sizes and times on logarithmic axes."""
    from matplotlib import pyplot as plt  # only the figure needs it
    from matplotlib.ticker import ScalarFormatter

    plt.rcParams["svg.hashsalt"] = path.stem  # the same figures give the same file
    figure, (time_panel, memory_panel) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    time_panel.plot([*costs], [each.seconds for each in costs.values()], marker="o", color="#1f6f8b")
    time_panel.set(xscale="log", yscale="log", ylabel="seconds")
    time_panel.yaxis.set_major_formatter(ScalarFormatter())
    memory_panel.plot([*costs], [each.peak_mb for each in costs.values()], marker="o", color="#c8553d")
    memory_panel.set(xscale="log", ylim=(0, None), ylabel="memory, MB")
    for panel in (time_panel, memory_panel):
        panel.set(xlabel="megapixels", xticks=[*costs], xticklabels=[f"{size:g}" for size in costs])
        panel.minorticks_off()
        panel.grid(color="#e2e2e2", linewidth=0.6)
        panel.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def measure_folders(counts: list[int], workers: list[int], methods: list[str], limit_mb: float, folder: Path) -> None:
    """Print a line for each number of pictures and of workers."""
    print(f"\n| pictures of {FILE_MEGAPIXELS:g} megapixel | workers | seconds | seconds per picture | memory, MB |")
    print("|---:|---:|---:|---:|---:|")
    first = folder / "first.tif"
    write_picture(first, FILE_MEGAPIXELS)
    for count in counts:
        scans = folder / f"scans_{count}"
        scans.mkdir()
        for number in range(count):
            os.link(first, scans / f"scan_{number:05}.tif")
        for worker_count in workers:
            words = ["restore", str(scans), "--output", str(folder / "out"), "--workers", str(worker_count), *methods]
            cost = run_measured(words, limit_mb)
            each = cost.seconds / count
            print(f"| {count} | {worker_count} | {cost.seconds:.1f} | {each:.2f} | {cost.peak_mb:.0f} |", flush=True)


def main() -> None:
    """Measure both, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megapixels", type=float, nargs="*", default=[1, 4, 16, 64, 128])
    parser.add_argument("--files", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--detector", default="opencv")
    parser.add_argument("--inpainter", default="telea")
    parser.add_argument(
        "--limit-mb", type=float, default=16_000, help="memory that a run may take, where it can be set"
    )
    parser.add_argument("--figure", type=Path, metavar="FILE.svg", help="draw the first table, too; needs matplotlib")
    args = parser.parse_args()
    methods = ["--detector", args.detector, "--inpainter", args.inpainter]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:  # not in memory, where /tmp may be
        if args.megapixels:
            costs = measure_sizes(args.megapixels, methods, args.limit_mb, Path(folder))
            if args.figure:
                draw_costs(costs, args.figure)
        if args.files:
            measure_folders(args.files, args.workers, methods, args.limit_mb, Path(folder))


if __name__ == "__main__":
    main()
