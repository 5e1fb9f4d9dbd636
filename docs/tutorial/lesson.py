"""What the notebooks share: pictures to learn from, figures of pictures and curves, and a short way to train.

It holds no idea of its own: everything that finds, draws, fills or measures is in the package `restoration`.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import torch
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from skimage import data as photographs

from restoration.domain import Image
from restoration.files import write_bytes
from restoration.imaging.png import encode_png
from restoration.networks.designs import InpaintingDesign
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.perceptual import VGG16
from restoration.sample.still_life import paint_in_oils
from restoration.sample.store import load_sample_painting
from restoration.training.config import InpaintingConfig
from restoration.training.device import choose_device
from restoration.training.evaluation import InpaintingEvaluation
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import TrainingProgress, train
from restoration.training.pictures import read_original
from restoration.training.run import TrainingRun

IS_QUICK = os.environ.get("TUTORIAL") == "quick"  # a trial of the notebooks, in seconds: the figures then say nothing
ROOT = Path(__file__).parents[2]
OUT = ROOT / "out" / "tutorial"  # what one notebook leaves for the next
CIFAR10 = ROOT / "data" / "cifar10" / "cifar-10-binary.tar.gz"

Picture = npt.NDArray[np.generic]
"""(H, W, 3) uint8, or (H, W) of a mask."""

INK, PAPER = "#1f2933", "#f4f1ea"
COLOURS = ("#1f6f8b", "#c8553d", "#588157", "#8d6a9f", "#b08900")  # of curves; told apart by their names, too


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Pictures of (H, W, 3) uint8, and others that a network never learns from."""

    train: list[Image]
    val: list[Image]


def load_pictures() -> Pictures:
    """Return five photographs to learn from, and a cat and the painted cup of the sample to be examined on.

    The photographs come with scikit-image; none of them is a museum's.
    """
    train = [getattr(photographs, name)() for name in ("astronaut", "rocket", "hubble_deep_field", "retina")]
    return Pictures([*train, photographs.immunohistochemistry()], [photographs.cat(), load_sample_painting().truth])


def load_paintings() -> Pictures:
    """Return three paintings to learn from, and two to be examined on: a cat, and the cup of the sample.

    The program paints them itself, after photographs that come with scikit-image; they are kept in `OUT`.
    """
    motorcycle, *_ = photographs.stereo_motorcycle()
    motifs = {"astronaut": photographs.astronaut(), "rocket": photographs.rocket(), "motorcycle": motorcycle}
    train = [_load_painting(name, motif) for name, motif in motifs.items()]
    return Pictures(train, [_load_painting("cat", photographs.cat()), load_sample_painting().truth])


def _load_painting(name: str, motif: Image) -> Image:
    width = full_or_quick(900, 320)
    path = OUT / "paintings" / f"{name}_{width}.png"
    if not path.exists():
        write_bytes(path, encode_png(paint_in_oils(motif, width)))
    return read_original(path)


def full_or_quick(full: int, quick: int) -> int:
    """Return a number of steps or examples, a much smaller one in a trial of the notebooks."""
    return quick if IS_QUICK else full


def learn(
    config: InpaintingConfig,
    examples: Sequence[InpaintingExample],
    evaluation: InpaintingEvaluation,
    *,
    start: InpaintingUNet | None = None,
    vgg: VGG16 | None = None,
) -> TrainingRun[InpaintingUNet]:
    """Train a network that fills damage, and print a line at each evaluation.

    Args:
        config: the settings of the training.
        examples: one for each place in each batch of all steps.
        evaluation: what the network is examined on.
        start: a network that has learnt before; None: random weights.
        vgg: for the losses of content and style.
    """
    device = choose_device(workers=0)
    run = TrainingRun(config, device, InpaintingTask(config, evaluation, start, vgg))
    train(run, examples, save=lambda: None, report=_print_evaluation)
    return run


def _print_evaluation(progress: TrainingProgress) -> None:
    if progress.evaluation:
        gain, left = progress.evaluation.metrics["gain"], progress.seconds_left
        sys.stdout.write(f"step {progress.step:5}: {gain:+.2f} dB above the first fill, {left:3.0f} s left\n")


def fill_examples(network: InpaintingUNet, examples: Sequence[InpaintingExample]) -> list[Image]:
    """Return what a network makes of examples: (H, W, 3) uint8 each."""
    pictures = torch.from_numpy(np.stack([example.picture for example in examples])).permute(0, 3, 1, 2) / 255
    masks = torch.from_numpy(np.stack([example.mask for example in examples]))[:, None].float()
    with torch.inference_mode():
        filled = network.eval()(pictures, masks)
    return [*(255 * filled.clamp(0, 1)).round().byte().permute(0, 2, 3, 1).numpy()]


def show(rows: Mapping[str, Sequence[Picture]], titles: Sequence[str] = (), height: float = 1.5) -> None:
    """Show rows of pictures or masks, each row under its name.

    Args:
        rows: pictures (H, W, 3) uint8, or masks (H, W), by the name of their row; all rows have the same length.
        titles: of the columns.
        height: of a row, inches.
    """
    first = next(iter(rows.values()))
    widths = [picture.shape[1] / picture.shape[0] for picture in first]
    figure, axes = plt.subplots(
        len(rows),
        len(first),
        figsize=(height * sum(widths) + 1.3, (height + 0.08) * len(rows) + 0.3 * bool(titles)),
        squeeze=False,
        gridspec_kw={"width_ratios": widths, "wspace": 0.04, "hspace": 0.05},
        layout="constrained",
    )
    for (name, pictures), row in zip(rows.items(), axes, strict=True):
        row[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9, color=INK)
        for place, picture in zip(row, pictures, strict=True):
            is_small = picture.shape[0] < 100
            place.imshow(picture, cmap="gray", interpolation="nearest" if is_small else "antialiased")
            place.set(xticks=[], yticks=[])
            place.spines[:].set_visible(False)
    for place, title in zip(axes[0], titles, strict=False):
        place.set_title(title, fontsize=9, color=INK)
    _finish(figure)


def plot_curves(curves: Mapping[str, Mapping[float, float]], across: str, up: str) -> None:
    """Plot curves, each a mapping from its places to its values, with the names of the curves and of the axes."""
    figure, axes = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        axes.plot([*curve], [*curve.values()], color=colour, marker="o", markersize=3, linewidth=1.6, label=name)
    axes.set(xlabel=across, ylabel=up)
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    if len(curves) > 1:
        axes.legend(frameon=False, fontsize=9)
    _finish(figure)


def plot_bars(groups: Mapping[str, Mapping[str, float]], up: str) -> None:
    """Plot groups of bars: by the name of a group, the value of each bar by its name."""
    names = [*dict.fromkeys(name for bars in groups.values() for name in bars)]
    figure, axes = plt.subplots(figsize=(6.8, 3.0), layout="constrained")
    width = 0.8 / len(names)
    for number, (name, colour) in enumerate(zip(names, COLOURS, strict=False)):
        heights = [bars.get(name, np.nan) for bars in groups.values()]
        places = np.arange(len(groups)) + (number - (len(names) - 1) / 2) * width
        drawn = axes.bar(places, heights, 0.92 * width, color=colour, label=name)
        axes.bar_label(drawn, fmt="{:.1f}", fontsize=7, padding=1)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set(xticks=range(len(groups)), xticklabels=[*groups], ylabel=up)
    axes.spines[["top", "right"]].set_visible(False)
    if len(names) > 1:
        axes.legend(frameon=False, fontsize=9, ncols=min(len(names), 3))
    _finish(figure)


def draw_unet(design: InpaintingDesign, side: int) -> None:
    """Draw the levels of a network for pictures of `side` px: how large its layers are, and how many."""
    sizes = [side // design.unshuffle // 2**level for level in range(len(design.widths))]
    figure, axes = plt.subplots(figsize=(7.4, 0.62 * len(sizes) + 1.0), layout="constrained")
    last = len(sizes) - 1
    for level, (size, width) in enumerate(zip(sizes, design.widths, strict=True)):
        row, text = -level, f"{size} × {size} px\n{width} channels"
        left, right = level, 2 * last + 1 - level
        for column in {left, right} if level < last else {left}:
            _draw_box(axes, column if level < last else last + 0.5, row, text)
        if level < last:
            axes.annotate("", (right - 0.47, row), (left + 0.47, row), arrowprops=_arrow(dashed=True))
            below = (left + 1, right - 1) if level + 1 < last else (last + 0.5, last + 0.5)
            axes.annotate("", (below[0], row - 0.72), (left, row - 0.28), arrowprops=_arrow())
            axes.annotate("", (right, row - 0.28), (below[1], row - 0.72), arrowprops=_arrow())
    axes.text(-0.6, 0, "picture,\nmask,\nfirst fill", ha="right", va="center", fontsize=8, color=INK)
    axes.text(2 * last + 1.6, 0, "change,\ntrust", ha="left", va="center", fontsize=8, color=INK)
    axes.set(xlim=(-1.5, 2 * last + 2.5), ylim=(-last - 0.5, 0.5))
    axes.axis("off")
    _finish(figure)


def _draw_box(axes: plt.Axes, column: float, row: float, text: str) -> None:
    box = FancyBboxPatch(
        (column - 0.44, row - 0.26), 0.88, 0.52, boxstyle="round,pad=0,rounding_size=0.08", fc=PAPER, ec=COLOURS[0]
    )
    axes.add_patch(box)
    axes.text(column, row, text, ha="center", va="center", fontsize=7.5, color=INK)


def _arrow(*, dashed: bool = False) -> dict[str, object]:
    return {"arrowstyle": "->", "color": COLOURS[0], "linestyle": "--" if dashed else "-", "linewidth": 1.1}


def _finish(figure: Figure) -> None:
    """Show a figure where it was made, once."""
    plt.show()
    plt.close(figure)
