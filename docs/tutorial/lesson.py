"""What the notebooks share: pictures to learn from, figures, a short way to train, and the plain U-Net of earlier work.

Everything else that draws damage, finds, fills or measures is in the package `restoration`.
"""

from restoration.threads import use_own_share

use_own_share()  # before torch is loaded: its threads would else burn the processors that they wait on

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
from torch import Tensor, nn

from restoration.domain import Image
from restoration.files import write_bytes
from restoration.imaging.png import encode_png
from restoration.networks.designs import PICTURE_MIDDLE, PICTURE_STEP, InpaintingDesign
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.perceptual import VGG16
from restoration.networks.residual_unet import ResidualUNet, normalise
from restoration.sample.still_life import paint_in_oils
from restoration.sample.store import load_sample_painting
from restoration.training.config import InpaintingConfig
from restoration.training.device import Device, choose_device
from restoration.training.evaluation import InpaintingEvaluation
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import TrainingProgress, train
from restoration.training.pictures import read_original
from restoration.training.run import TrainingRun
from restoration.training.task import Metrics, initialise_network

IS_QUICK = os.environ.get("TUTORIAL") == "quick"  # a trial of the notebooks, in seconds: the figures then say nothing
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "out" / ("tutorial_trial" if IS_QUICK else "tutorial")
OUT = Path(os.environ.get("TUTORIAL_OUT", FOLDER))  # what one notebook leaves for the next
CIFAR10 = ROOT / "data" / "cifar10" / "cifar-10-binary.tar.gz"

Picture = npt.NDArray[np.generic]
"""(H, W, 3) uint8, or (H, W) of a mask."""

INK, PAPER = "#1f2933", "#f4f1ea"
COLOURS = ("#1f6f8b", "#c8553d", "#588157", "#8d6a9f", "#b08900")  # of curves, which have names, too


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Pictures of (H, W, 3) uint8, and others that a network never learns from."""

    train: list[Image]
    val: list[Image]


def load_pictures() -> Pictures:
    """Return five photographs to learn from, and a cat and the painted cup of the sample to be examined on.

    The photographs come with scikit-image; none of them is a museum's.
    """
    names = ("astronaut", "rocket", "hubble_deep_field", "retina", "immunohistochemistry")
    return Pictures([getattr(photographs, name)() for name in names], [photographs.cat(), load_sample_painting().truth])


def load_paintings() -> Pictures:
    """Return four paintings to learn from, and two to be examined on: a cat, and the cup of the sample.

    The program paints them itself, after photographs that come with scikit-image; they are kept in `OUT`.
    """
    train = [_load_painting(name) for name in ("astronaut", "rocket", "retina", "immunohistochemistry")]
    return Pictures(train, [_load_painting("cat"), load_sample_painting().truth])


def _load_painting(name: str) -> Image:
    width = full_or_quick(900, 320)
    path = OUT / "paintings" / f"{name}_{width}.png"
    if not path.exists():
        write_bytes(path, encode_png(paint_in_oils(getattr(photographs, name)(), width)))
    return read_original(path)


def full_or_quick(full: int, quick: int) -> int:
    """Return a number of steps or examples, a much smaller one in a trial of the notebooks."""
    return quick if IS_QUICK else full


class PlainUNet(ResidualUNet):
    """The U-Net of earlier work: it sees the picture with black holes, and the mask, and paints the holes itself."""

    def __init__(self, design: InpaintingDesign) -> None:
        """Start with random weights; of the design, the sizes and the channels of its levels count."""
        super().__init__(4, 3, design.widths, design.unshuffle)
        self.design = design

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """Map (N, 3, H, W) pictures in 0..1 and (N, 1, H, W) masks to (N, 3, H, W) filled pictures."""
        seen = normalise(picture) * (1 - mask)
        painted = PICTURE_MIDDLE + PICTURE_STEP * self.run(torch.cat([seen, mask], dim=1))
        return torch.where(mask > 0, painted, picture)


class BlindUNet(ResidualUNet):
    """A U-Net that is not given the mask: it sees a picture, and has to know what in it is damage."""

    def __init__(self, design: InpaintingDesign) -> None:
        """Start with random weights; of the design, the sizes and the channels of its levels count."""
        super().__init__(3, 3, design.widths, design.unshuffle)
        self.design = design

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """Map (N, 3, H, W) pictures in 0..1 to filled pictures; the masks (N, 1, H, W) only say what of them counts."""
        painted = PICTURE_MIDDLE + PICTURE_STEP * self.run(normalise(picture))
        return torch.where(mask > 0, painted, picture)


FillingNetwork = InpaintingUNet | PlainUNet | BlindUNet


class LessonTask(InpaintingTask):
    """The training of any of these networks: loss and evaluation are those of the package."""

    def __init__(
        self,
        kind: type[FillingNetwork],
        config: InpaintingConfig,
        evaluation: InpaintingEvaluation,
        start: nn.Module | None,
        vgg: VGG16 | None,
    ) -> None:
        """Prepare to train a network of that class; see `InpaintingTask`."""
        super().__init__(config, evaluation, start, vgg)
        self._kind = kind

    def build_network(self, seed: int) -> FillingNetwork:  # type: ignore[override]  # all fill as an `InpaintingUNet` does
        """Return a network with the weights of `start`, or else with random ones."""
        return initialise_network(lambda: self._kind(self._design), seed, self._start)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What came of a training."""

    network: FillingNetwork
    psnr: dict[int, float]  # in the masks of the evaluation examples, dB, by step
    gain: dict[int, float]  # above the first fill, dB, by step
    fills: dict[int, list[Image]]  # of the examples that were watched, by step


def learn(
    config: InpaintingConfig,
    examples: Sequence[InpaintingExample],
    evaluation: Sequence[InpaintingExample],
    *,
    kind: type[FillingNetwork] = InpaintingUNet,
    start: nn.Module | None = None,
    vgg: VGG16 | None = None,
    watched: Sequence[InpaintingExample] = (),
) -> Course:
    """Train a network that fills damage, and print a line at each evaluation.

    Args:
        config: the settings of the training.
        examples: one for each place in each batch of all steps.
        evaluation: what the network is examined on.
        kind: the class of the network.
        start: a network of the same kind that has learnt before; None: random weights.
        vgg: for the losses of content and style.
        watched: examples that are filled at each evaluation, to look at.
    """
    fills: dict[int, list[Image]] = {}

    def report(progress: TrainingProgress) -> None:
        if progress.evaluation:
            metrics = progress.evaluation.metrics
            text = f"{metrics['psnr']:.2f} dB in the masks, {metrics['gain']:+.2f} dB beside the first fill"
            sys.stdout.write(f"step {progress.step:5}: {text}, {progress.seconds_left:3.0f} s left\n")
            if watched:
                fills[progress.step] = fill_examples(run.trainer.averaged_network, watched)

    task = LessonTask(kind, config, InpaintingEvaluation(evaluation, vgg), start, vgg)
    run = TrainingRun(config, choose_device(workers=0), task)
    train(run, examples, save=lambda: None, report=report)
    psnr, gain = ({each.step: each.metrics[name] for each in run.evaluations} for name in ("psnr", "gain"))
    return Course(run.trainer.averaged_network, psnr, gain, fills)


def measure(network: nn.Module, examples: Sequence[InpaintingExample]) -> Metrics:
    """Return the mean PSNR of a network's fills in the masks of examples, and its gain over the first fill, dB."""
    return InpaintingEvaluation(examples).run(network.eval(), Device())


def fill_examples(network: nn.Module, examples: Sequence[InpaintingExample]) -> list[Image]:
    """Return what a network makes of examples: (H, W, 3) uint8 each."""
    pictures, masks, _ = (torch.from_numpy(np.stack(layers)) for layers in zip(*examples, strict=True))
    with torch.inference_mode():
        filled = network.eval()(Device().to_input(pictures), Device().to_mask_input(masks))
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
        axes.legend(frameon=False, fontsize=9, ncols=min(len(names), 3), loc="lower left", bbox_to_anchor=(0, 1.02))
    _finish(figure)


def draw_unet(design: InpaintingDesign, side: int, *, sees: str, answers: str) -> None:
    """Draw the levels of a network for pictures of `side` px: how large its layers are, and how many.

    Args:
        design: sizes and channels.
        side: px.
        sees: what goes in, with a line for each thing.
        answers: what comes out.
    """
    sizes = [side // design.unshuffle // 2**level for level in range(len(design.widths))]
    figure, axes = plt.subplots(figsize=(7.4, 0.62 * len(sizes) + 1.0), layout="constrained")
    last = len(sizes) - 1
    for level, (size, width) in enumerate(zip(sizes, design.widths, strict=True)):
        row, text = -level, f"{size} × {size} px\n{width} channels"
        left, right = level, 2 * last + 1 - level
        for column in {left, right} if level < last else {left}:
            _draw_box(axes, column if level < last else last + 0.5, row, text)
        if level < last:
            axes.annotate("", (right - 0.5, row), (left + 0.5, row), arrowprops=_arrow(dashed=True))
            below = (left + 1, right - 1) if level + 1 < last else (last + 0.5, last + 0.5)
            axes.annotate("", (below[0], row - 0.72), (left, row - 0.28), arrowprops=_arrow())
            axes.annotate("", (right, row - 0.28), (below[1], row - 0.72), arrowprops=_arrow())
    axes.text(-0.6, 0, sees, ha="right", va="center", fontsize=8, color=INK)
    axes.text(2 * last + 1.6, 0, answers, ha="left", va="center", fontsize=8, color=INK)
    axes.set(xlim=(-1.5, 2 * last + 2.5), ylim=(-last - 0.5, 0.5))
    axes.axis("off")
    _finish(figure)


def _draw_box(axes: plt.Axes, column: float, row: float, text: str) -> None:
    box = FancyBboxPatch(
        (column - 0.47, row - 0.27), 0.94, 0.54, boxstyle="round,pad=0,rounding_size=0.08", fc=PAPER, ec=COLOURS[0]
    )
    axes.add_patch(box)
    axes.text(column, row, text, ha="center", va="center", fontsize=7, color=INK)


def _arrow(*, dashed: bool = False) -> dict[str, object]:
    return {"arrowstyle": "->", "color": COLOURS[0], "linestyle": "--" if dashed else "-", "linewidth": 1.1}


def _finish(figure: Figure) -> None:
    """Show a figure where it was made, once."""
    plt.show()
    plt.close(figure)
