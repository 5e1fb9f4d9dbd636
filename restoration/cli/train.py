"""`train`: a U-Net that finds damage, taught on paintings of one's own."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from restoration.cli import train_options as options
from restoration.cli.train_options import parse_range, parse_styles, parse_widths
from restoration.cli.training_data import OriginalsSource, SheetSource, data_from_originals, data_from_pairs
from restoration.errors import BadRequest
from restoration.training.config import EVALUATION_SEED, AugmentationConfig, DetectionConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_drawing import SheetConfig
from restoration.training.detection_dataset import SyntheticDetectionDataset
from restoration.weights import NotReady

if TYPE_CHECKING:
    from restoration.training.gpu.dataset import GpuDetectionDataset

PLAN = DetectionConfig()
MIXTURE = PLAN.mixture
SHEETS = SheetConfig()
EXAM_SHEETS = 50
STYLES_DRAWN = ",".join(SHEETS.styles)
WIDTHS, ZOOM, DISTANCE = (",".join(map(str, told)) for told in (PLAN.widths, MIXTURE.zoom, MIXTURE.distance))


def train_command(
    images: options.Images = Path("data/synthetic_damaged"),
    masks: options.Masks = Path("data/synthetic_masks"),
    originals: options.Originals = None,
    split: options.Split = None,
    doubts: options.Doubts = None,
    out: options.Out = Path("models/unet/damage_mask_unet.pth"),
    steps: options.Steps = None,
    minutes: options.Minutes = None,
    resume: options.Resume = False,
    exam_every: options.ExamEvery = PLAN.exam_every,
    patience: options.Patience = PLAN.patience,
    seed: options.Seed = PLAN.seed,
    precision: options.Precision = None,
    workers: options.Workers = None,
    widths: options.Widths = WIDTHS,
    ridges: options.Ridges = PLAN.ridges,
    start_from: options.StartFrom = None,
    rate: options.Rate = PLAN.rate,
    overlap: options.Overlap = PLAN.overlap,
    kinds: options.Kinds = PLAN.kinds,
    focus: options.Focus = PLAN.focus,
    memory: options.Memory = PLAN.memory,
    batch: options.Batch = PLAN.batch,
    side: options.Side = PLAN.side,
    zoom: options.Zoom = ZOOM,
    distance: options.Distance = DISTANCE,
    photographed: options.Photographed = MIXTURE.photographed,
    undamaged: options.Undamaged = MIXTURE.undamaged,
    glazed: options.Glazed = MIXTURE.glazed,
    painted: options.Painted = MIXTURE.painted,
    joined: options.Joined = MIXTURE.joined,
    sheets: options.Sheets = None,
    exam_sheets: options.ExamSheets = None,
    sheet_count: options.SheetCount = SHEETS.count,
    sheet_side: options.SheetSide = SHEETS.side,
    styles: options.Styles = STYLES_DRAWN,
) -> None:
    """Teach a network to find damage.

    It learns from pairs that `python -m restoration damage` made, or from originals. Writes the weights and, beside
    them, a run card that tells how they came about. Ctrl+C leaves a checkpoint from which --resume goes on, with the
    same result on the same machine.

    The shipped weights are replaced unless --out names another file. With --originals, sheets of damage are drawn the
    first time, before --minutes count.

    Example: `python -m restoration train --images data/synthetic_damaged --masks data/synthetic_masks --minutes 5
    --out out/damage_mask_unet.pth`
    """
    if find_spec("torch") is None:
        raise NotReady("Training needs PyTorch, which is not installed.", hint="Install it: pip install torch.")
    if memory and start_from is None:
        raise BadRequest("With --memory there must be weights to remember.", hint="Name them with --start-from.")
    from restoration.cli.train_run import RunRequest, run_training, trainable_detection

    plan = DetectionConfig(
        batch=batch,
        side=side,
        seed=seed,
        mixture=AugmentationConfig(
            undamaged=undamaged,
            glazed=glazed,
            painted=painted,
            joined=joined,
            photographed=photographed,
            zoom=parse_range("--zoom", zoom),
            distance=parse_range("--distance", distance),
        ),
        widths=parse_widths(widths),
        ridges=ridges,
        overlap=overlap,
        kinds=kinds,
        focus=focus,
        memory=memory,
        rate=rate,
        exam_every=exam_every,
        patience=patience,
    )
    if originals is None:
        lessons = partial(data_from_pairs, images, masks, split)
    else:
        learning = SheetSource(sheets, SheetConfig(sheet_count, sheet_side, seed, parse_styles(styles)))
        exam = SheetSource(exam_sheets, SheetConfig(EXAM_SHEETS, sheet_side, EVALUATION_SEED))
        lessons = partial(
            data_from_originals,
            _examples_on_device,
            _examples_on_cpu,
            OriginalsSource(originals, split, doubts),
            learning,
            exam,
        )
    run_training(
        trainable_detection(), plan, RunRequest(out, steps, minutes, resume, start_from, precision, workers), lessons
    )


def _examples_on_device(crops: CropDataset, _: DetectionConfig) -> "SyntheticDetectionDataset | GpuDetectionDataset":
    """Made on a graphics card, where there is one: processors could not make them as quickly as it learns."""
    from restoration.training.device import choose_device
    from restoration.training.gpu.dataset import GpuDetectionDataset

    return GpuDetectionDataset(crops) if choose_device().device == "cuda" else SyntheticDetectionDataset(crops)


def _examples_on_cpu(crops: CropDataset, _: DetectionConfig) -> SyntheticDetectionDataset:
    return SyntheticDetectionDataset(crops)
