"""`train`: train a U-Net that detects damage, on paintings of your own."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from restoration.cli.config_options import options_from
from restoration.cli.train_options import SPLIT_DEFAULT, SPLIT_HELP, RunRequest, SheetOptions, need_torch
from restoration.cli.training_data import OriginalsSource, data_from_originals, data_from_pairs
from restoration.errors import BadRequest
from restoration.training.config import DetectionConfig, setting
from restoration.training.crop_dataset import CropDataset
from restoration.training.detection_dataset import SyntheticDetectionDataset

if TYPE_CHECKING:
    from restoration.training.gpu.dataset import GpuDetectionDataset


@dataclass(frozen=True, slots=True)
class DetectionOptions:
    """All options of the command."""

    images: Path = setting(Path("data/synthetic_damaged"), "Damaged pictures, x.png.", "Pictures", metavar="DIR")
    masks: Path = setting(
        Path("data/synthetic_masks"), "Their masks: x_mask.png or x.png; white is damage.", "Pictures", metavar="DIR"
    )
    originals: Path | None = setting(
        None, "Undamaged pictures instead; each example gets new damage.", "Pictures", metavar="DIR"
    )
    split: Path | None = setting(None, SPLIT_HELP, "Pictures", metavar="FILE", show_default=SPLIT_DEFAULT)
    doubts: Path | None = setting(
        None,
        "Masks of cracks that originals may have already, x.png or x_mask.png: the network learns nothing there. "
        "scripts/screen_originals.py writes them.",
        "Pictures",
        metavar="DIR",
    )
    run: RunRequest = field(default_factory=lambda: RunRequest(Path("models/unet/damage_mask_unet.pth")))
    config: DetectionConfig = field(default_factory=DetectionConfig)
    damage: SheetOptions = field(default_factory=SheetOptions)


@options_from(
    DetectionOptions(),
    leave_out=["features"],
    helps={"steps": "Batches to learn from; 0: only evaluate the weights of --start-from and calibrate them again."},
)
def train_command(options: DetectionOptions) -> None:
    """Train a network to detect damage.

    It learns from pairs that `python -m restoration damage` made, or from originals. Writes the weights and, beside
    them, a run card that records how they were trained. Ctrl+C leaves a checkpoint from which --resume continues, with
    the same result on the same machine.

    The shipped weights are replaced unless --out names another file. With --originals, 450 sheets of damage are drawn
    the first time; --minutes may leave time for only a few of them.

    Example: `python -m restoration train --images data/synthetic_damaged --masks data/synthetic_masks --minutes 5
    --out out/damage_mask_unet.pth`
    """
    limit = options.run.time_limit()
    need_torch()
    if options.config.distillation and not (options.run.teacher or options.run.start_from):
        raise BadRequest("With --distillation there must be a teacher.", hint="Name its weights with --teacher.")
    from restoration.cli.train_run import read_teacher, run_training, trainable_detection

    if options.originals is None:
        load = partial(data_from_pairs, options.images, options.masks, options.split)
    else:
        source = OriginalsSource(options.originals, options.split, options.doubts)
        sheets = options.damage.sources(options.config.seed, limit)
        load = partial(data_from_originals, _examples_on_device, _examples_on_cpu, source, *sheets)
    run_training(trainable_detection(read_teacher(options.run.teacher)), options.config, options.run, load, limit)


def _examples_on_device(crops: CropDataset, _: DetectionConfig) -> "SyntheticDetectionDataset | GpuDetectionDataset":
    """Leave the examples to the graphics card, if there is one: it learns faster than processors make them."""
    from restoration.training.device import choose_device
    from restoration.training.gpu.dataset import GpuDetectionDataset

    return GpuDetectionDataset(crops) if choose_device().type == "cuda" else SyntheticDetectionDataset(crops)


def _examples_on_cpu(crops: CropDataset, _: DetectionConfig) -> SyntheticDetectionDataset:
    return SyntheticDetectionDataset(crops)
