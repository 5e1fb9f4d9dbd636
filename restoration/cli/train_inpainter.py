"""`train-inpainter`: train a network that fills damage, on paintings of your own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from restoration.cli.config_options import options_from
from restoration.cli.train_options import SPLIT_DEFAULT, SPLIT_HELP, RunRequest, SheetOptions, need_torch
from restoration.cli.training_data import OriginalsSource, data_from_originals, data_from_pictures
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.damage.simple_shapes import FORMS
from restoration.domain import Image
from restoration.errors import BadRequest
from restoration.training.config import InpaintingConfig, setting
from restoration.training.crop_dataset import CropDataset
from restoration.training.inpainting_dataset import InpaintingDataset, make_inpainting_dataset
from restoration.training.shapes_dataset import ShapesDataset


@dataclass(frozen=True, slots=True)
class InpaintingOptions:
    """All options of the command."""

    originals: Path = setting(Path("data/originals"), "Undamaged pictures.", "Pictures", metavar="DIR")
    split: Path | None = setting(None, SPLIT_HELP, "Pictures", metavar="FILE", show_default=SPLIT_DEFAULT)
    run: RunRequest = field(default_factory=lambda: RunRequest(Path("models/inpainter/retoucher.pth")))
    config: InpaintingConfig = field(default_factory=InpaintingConfig)
    damage: SheetOptions = field(default_factory=lambda: SheetOptions(styles=f"{SheetOptions().styles},{SIMPLE_STYLE}"))


@options_from(InpaintingOptions(), leave_out=["undamaged", "photographed", "teacher"])
def train_inpainter_command(options: InpaintingOptions) -> None:
    """Train a network to fill damage.

    It learns from originals: each example gets new damage, so that the paint under it is known. Writes the weights and,
    beside them, a run card that records how they were trained. Ctrl+C leaves a checkpoint from which --resume
    continues, with the same result on the same machine.

    The shipped weights are replaced unless --out names another file. 450 sheets of damage are drawn the first
    time; --minutes may leave time for only a few of them.

    The tutorial begins with plain shapes on small pictures, and goes on from there: first --masks segments --size 32
    --zoom 0.05,0.4, then --masks segments,holes,discs --size 192 --start-from WEIGHTS.

    Example: `python -m restoration train-inpainter --originals data/originals --out out/retoucher.pth --minutes 5`
    """
    limit = options.run.time_limit()
    need_torch()
    from restoration.cli.train_run import read_vgg, run_training, trainable_inpainting

    config, features = options.config, options.run.features
    options.run.check_features(config)
    _check_forms(options)
    source = OriginalsSource(options.originals, options.split)
    if config.masks:
        load = partial(data_from_pictures, _shape_examples, source)
    else:
        load = partial(data_from_originals, _examples, _examples, source, *options.damage.sources(config.seed, limit))
    run_training(trainable_inpainting(read_vgg(features)), config, options.run, load, limit)


def _check_forms(options: InpaintingOptions) -> None:
    """Raise `BadRequest` if there is no such form, or an option for drawn damage is given beside shapes."""
    if unknown := set(options.config.masks) - set(FORMS):
        raise BadRequest(f"There is no form {min(unknown)!r} of --masks.", hint=f"Choose among: {', '.join(FORMS)}.")
    if options.config.masks and options.damage != InpaintingOptions().damage:
        raise BadRequest("--masks needs no sheets of damage.", hint="Leave out --masks, or what is said about sheets.")


def _shape_examples(pictures: Sequence[Image], config: InpaintingConfig, count: int, seed: int) -> ShapesDataset:
    return ShapesDataset(pictures, config.masks, count, config.side, seed, config.mixture.zoom)


def _examples(crops: CropDataset, config: InpaintingConfig) -> InpaintingDataset:
    return make_inpainting_dataset(crops, tight=config.tight, opaque=config.opaque, foreign=config.foreign)
