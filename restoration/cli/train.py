"""`train`: a U-Net that finds damage, taught on paintings of one's own."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from restoration.cli import train_options as options
from restoration.cli.train_options import reach, styles_of, widths_of
from restoration.cli.training_data import Portfolio, Source, from_originals, from_pairs
from restoration.errors import BadRequest
from restoration.training.augment.mix import Mixture
from restoration.training.config import EXAM_SEED, FindingPlan
from restoration.training.crops import Crops
from restoration.training.damage_drawing import SheetOrder
from restoration.training.detection_dataset import FreshExamples
from restoration.weights import NotReady

if TYPE_CHECKING:
    from restoration.training.gpu.dataset import CardExamples

PLAN = FindingPlan()
MIXTURE = PLAN.mixture
SHEETS = SheetOrder()
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
    from restoration.cli.tasks import finding
    from restoration.cli.train_run import Wish, teach

    plan = FindingPlan(
        batch=batch,
        side=side,
        seed=seed,
        mixture=Mixture(
            undamaged=undamaged,
            glazed=glazed,
            painted=painted,
            joined=joined,
            photographed=photographed,
            zoom=reach("--zoom", zoom),
            distance=reach("--distance", distance),
        ),
        widths=widths_of(widths),
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
        lessons = partial(from_pairs, images, masks, split)
    else:
        learning = Portfolio(sheets, SheetOrder(sheet_count, sheet_side, seed, styles_of(styles)))
        exam = Portfolio(exam_sheets, SheetOrder(EXAM_SHEETS, sheet_side, EXAM_SEED))
        lessons = partial(
            from_originals, _on_this_machine, _one_by_one, Source(originals, split, doubts), learning, exam
        )
    teach(finding(), plan, Wish(out, steps, minutes, resume, start_from, precision, workers), lessons)


def _on_this_machine(crops: Crops, _: FindingPlan) -> "FreshExamples | CardExamples":
    """Made on a graphics card, where there is one: processors could not make them as quickly as it learns."""
    from restoration.training.device import this_machine
    from restoration.training.gpu.dataset import CardExamples

    return CardExamples(crops) if this_machine().device == "cuda" else FreshExamples(crops)


def _one_by_one(crops: Crops, _: FindingPlan) -> FreshExamples:
    return FreshExamples(crops)
