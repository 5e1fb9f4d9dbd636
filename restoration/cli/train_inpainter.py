"""`train-inpainter`: a network that fills damage, taught on paintings of one's own."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from restoration.cli import train_options as options
from restoration.cli.train_options import parse_range, parse_styles, parse_widths
from restoration.cli.training_data import OriginalsSource, SheetSource, data_from_originals
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.errors import BadRequest, os_error_reason
from restoration.training.config import EVALUATION_SEED, AugmentationConfig, InpaintingConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_drawing import SheetConfig
from restoration.training.inpainting_dataset import InpaintingDataset, make_inpainting_dataset
from restoration.weights import NotReady

if TYPE_CHECKING:
    from restoration.networks.perceptual import VGG16

PLAN = InpaintingConfig()
MIXTURE = PLAN.mixture
SHEETS = SheetConfig()
EXAM_SHEETS = 50
STYLES_DRAWN = ",".join((*SHEETS.styles, SIMPLE_STYLE))
WIDTHS, ZOOM, DISTANCE = (",".join(map(str, told)) for told in (PLAN.widths, MIXTURE.zoom, MIXTURE.distance))

Originals = Annotated[Path, options.option(options.PICTURES, help="Undamaged pictures.", metavar="DIR")]
Tight = Annotated[float, options.share("--tight", help="Masks that leave the soft rim of the damage outside.")]
Foreign = Annotated[float, options.share("--foreign", help="Masks in which paint from elsewhere lies.")]
Features = Annotated[
    Path | None,
    options.option(
        options.NETWORK, help="VGG-16, as torchvision saves it, to judge by.", metavar="FILE", show_default="none"
    ),
]
Edges = Annotated[float, options.option(options.NETWORK, help="What wrong steps between neighbours count.", min=0.0)]
Content = Annotated[float, options.option(options.NETWORK, help="What wrong features count.", min=0.0)]
Style = Annotated[float, options.option(options.NETWORK, help="What wrong texture counts.", min=0.0)]


def train_inpainter_command(
    originals: Originals = Path("data/originals"),
    split: options.Split = None,
    out: options.Out = Path("models/inpainter/retoucher.pth"),
    steps: options.Steps = None,
    minutes: options.Minutes = None,
    resume: options.Resume = False,
    exam_every: options.ExamEvery = PLAN.exam_every,
    patience: options.Patience = PLAN.patience,
    seed: options.Seed = PLAN.seed,
    precision: options.Precision = None,
    workers: options.Workers = None,
    widths: options.Widths = WIDTHS,
    start_from: options.StartFrom = None,
    rate: options.Rate = PLAN.rate,
    features: Features = None,
    edges: Edges = PLAN.edges,
    content: Content = PLAN.content,
    style: Style = PLAN.style,
    batch: options.Batch = PLAN.batch,
    side: options.Side = PLAN.side,
    tight: Tight = PLAN.tight,
    foreign: Foreign = PLAN.foreign,
    zoom: options.Zoom = ZOOM,
    distance: options.Distance = DISTANCE,
    glazed: options.Glazed = MIXTURE.glazed,
    painted: options.Painted = MIXTURE.painted,
    joined: options.Joined = MIXTURE.joined,
    sheets: options.Sheets = None,
    exam_sheets: options.ExamSheets = None,
    sheet_count: options.SheetCount = SHEETS.count,
    sheet_side: options.SheetSide = SHEETS.side,
    styles: options.Styles = STYLES_DRAWN,
) -> None:
    """Teach a network to fill damage.

    It learns from originals, which are damaged afresh for each example, so that what was there is known. Writes the
    weights and, beside them, a run card that tells how they came about. Ctrl+C leaves a checkpoint from which --resume
    goes on, with the same result on the same machine.

    The shipped weights are replaced unless --out names another file. Sheets of damage are drawn the first time, before
    --minutes count.

    Example: `python -m restoration train-inpainter --originals data/originals --out out/retoucher.pth --minutes 5`
    """
    if find_spec("torch") is None:
        raise NotReady("Training needs PyTorch, which is not installed.", hint="Install it: pip install torch.")
    from restoration.cli.train_run import RunRequest, run_training, trainable_inpainting

    plan = InpaintingConfig(
        batch=batch,
        side=side,
        seed=seed,
        widths=parse_widths(widths),
        mixture=AugmentationConfig(
            undamaged=MIXTURE.undamaged,
            glazed=glazed,
            painted=painted,
            joined=joined,
            photographed=MIXTURE.photographed,
            zoom=parse_range("--zoom", zoom),
            distance=parse_range("--distance", distance),
        ),
        rate=rate,
        exam_every=exam_every,
        patience=patience,
        tight=tight,
        foreign=foreign,
        edges=edges,
        content=content,
        style=style,
    )
    if (content or style) and features is None:
        raise BadRequest("--content and --style need VGG-16 to judge by.", hint="Name its weights with --features.")
    learning = SheetSource(sheets, SheetConfig(sheet_count, sheet_side, seed, parse_styles(styles)))
    exam = SheetSource(exam_sheets, SheetConfig(EXAM_SHEETS, sheet_side, EVALUATION_SEED))
    lessons = partial(data_from_originals, _fillings, _fillings, OriginalsSource(originals, split), learning, exam)
    wish = RunRequest(out, steps, minutes, resume, start_from, precision, workers, features)
    run_training(trainable_inpainting(_vgg(features)), plan, wish, lessons)


def _fillings(crops: CropDataset, plan: InpaintingConfig) -> InpaintingDataset:
    return make_inpainting_dataset(crops, tight=plan.tight, foreign=plan.foreign)


def _vgg(path: Path | None) -> "VGG16 | None":
    from restoration.networks.perceptual import VGG16

    try:
        return VGG16.from_bytes(path.read_bytes()) if path else None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).", hint="Check the path.") from error
    except ValueError as error:
        raise BadRequest(f"{path} holds no VGG-16 as torchvision saves it.", hint="Check the file.") from error
