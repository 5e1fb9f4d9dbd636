"""`train-enlarger`: train a network that enlarges pictures four times, on paintings of your own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from restoration.cli.config_options import options_from
from restoration.cli.train_options import SPLIT_DEFAULT, SPLIT_HELP, RunRequest, need_torch
from restoration.cli.training_data import OriginalsSource, data_from_pictures
from restoration.domain import Image
from restoration.training.config import EnlargingConfig, setting
from restoration.training.enlarging_dataset import EnlargingDataset


@dataclass(frozen=True, slots=True)
class EnlargingOptions:
    """All options of the command."""

    originals: Path = setting(Path("data/originals"), "Sharp pictures.", "Pictures", metavar="DIR")
    split: Path | None = setting(None, SPLIT_HELP, "Pictures", metavar="FILE", show_default=SPLIT_DEFAULT)
    run: RunRequest = field(default_factory=lambda: RunRequest(Path("models/enlarger/psnr.pth")))
    config: EnlargingConfig = field(default_factory=EnlargingConfig)


@options_from(EnlargingOptions(), leave_out=["teacher"])
def train_enlarger_command(options: EnlargingOptions) -> None:
    """Train a network to enlarge pictures four times.

    It learns from originals: each example is a window, reduced as scans and photographs from the web are, and the truth
    is the window itself. Writes the weights and, beside them, a run card that records how they were trained. Ctrl+C
    leaves a checkpoint from which --resume continues.

    Without further options it learns to be faithful. For texture, start from such weights and add --features with
    --content and --adversarial. The shipped weights are replaced unless --out names another file.

    Example: `python -m restoration train-enlarger --originals data/originals --out out/enlarger.pth --minutes 5`
    """
    limit = options.run.time_limit()
    need_torch()
    from restoration.cli.train_run import read_vgg, run_training, trainable_enlarging

    config, features = options.config, options.run.features
    options.run.check_features(config)
    source = OriginalsSource(options.originals, options.split)
    load = partial(data_from_pictures, _examples, source)
    run_training(trainable_enlarging(read_vgg(features)), config, options.run, load, limit)


def _examples(pictures: Sequence[Image], config: EnlargingConfig, count: int, seed: int) -> EnlargingDataset:
    return EnlargingDataset(pictures, count, config.side, seed, config.zoom, config.pristine)
